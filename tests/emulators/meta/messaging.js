// The phones of Messenger and Instagram, which are one: /facebook/ and /instagram/.
const at = path => "/_control" + location.pathname + path;

function show_mine(shown, when) {
  return show("mine", bubble => bubble.append(shown), clock(when));
}

function send(what, shown) {
  const here = { to: $("business").value, user: $("user").value.trim() };
  return speak(shown, () => post(at("messages"), { ...here, ...what }));
}

function link(url, words, parent) {
  const a = element("a", words || url, parent);
  a.href = url;
  a.target = "_blank";
  a.rel = "noopener";
}

function buttons(list, parent) {
  for (const each of list || []) {
    if (each.type === "web_url") link(each.url, each.title, parent);
    else element("button", each.title, parent).onclick = () => send({ postback: { title: each.title, payload: each.payload } }, each.title);
  }
}

function offered(payload, bubble) {
  if (payload.template_type === "button") {
    bubble.append(payload.text);
    buttons(payload.buttons, element("div", "", bubble));
  }
  for (const each of payload.elements || []) {
    const card = element("div", "", bubble);
    card.className = "card";
    if (each.image_url) element("img", "", card).src = each.image_url;
    element("b", each.title, card);
    if (each.subtitle) element("div", each.subtitle, card);
    buttons(each.buttons, element("div", "", card));
  }
}

function receive(item) {
  const message = item.send.message;
  quiet();
  const row = show("theirs", bubble => {
    if (message.text) bubble.append(message.text);
    const part = message.attachment;
    if (!part) return;
    if (part.type === "template") offered(part.payload, bubble);
    else if (part.type === "image") element("img", "", bubble).src = part.payload.url;
    else link(part.payload.url, part.type, bubble);
  }, clock(item.at));
  const replies = element("div", "", row);
  replies.className = "replies";
  for (const each of message.quick_replies || []) {
    element("button", each.title, replies).onclick = () => {
      replies.remove();
      send({ text: each.title, quick_reply: each.payload }, each.title);
    };
  }
}

function restart() {
  const [to, user] = [$("business").value, $("user").value.trim()];
  begin([to, user], [at("sent"), { user }, receive], [at("activity"), { user }, item => {
    if (item.kind === "typing_on" && Date.now() - item.at <= 5000) typing(10000);
  }]);
}

on_text(text => send({ text }, text));
set_up($("user"));
on_file((file, bytes) => send({ attachments: [{ type: "image", content_base64: bytes, content_type: file.type }] }, picture(file)));
$("user").onchange = $("business").onchange = restart;
fetch(at($("business").dataset.list)).then(r => r.json()).then(list => {
  for (const each of list.items) element("option", each.id, $("business")).value = each.id;
  for (const each of $("business").options) each.selected ||= each.value === asked.get("channel");
  restart();
});
