const at = path => "/_control/whatsapp/" + path;

function show_mine(shown, when) {
  return show("mine", bubble => bubble.append(shown), clock(when));
}

function send(what, shown) {
  const here = { to: $("number").value, user: $("user").value.trim() };
  return speak(shown, () => post(at("messages"), { ...here, ...what }));
}

function link(url, words, bubble) {
  const a = element("a", words || url, bubble);
  a.href = url;
  a.target = "_blank";
  a.rel = "noopener";
}

function words_of(message) {
  const part = message[message.type];
  if (message.type === "text") return part.body;
  if (message.type === "interactive") return part.body.text;
  if (message.type === "template") return say("Template: ", "Templat: ") + part.name + "\n" + (part.components || []).flatMap(each => each.parameters || []).map(each => each.text || each.payload || each.type).join(", ");
  if (message.type === "location") return "📍 " + [part.name, part.address, part.latitude + ", " + part.longitude].filter(Boolean).join("\n");
  if (message.type === "contacts") return part.map(each => "👤 " + each.name.formatted_name + " " + (each.phones || []).map(phone => phone.phone).join(", ")).join("\n");
  if (message.type === "reaction") return part.emoji || say("took a reaction back", "menarik balik reaksi");
  return part.caption || "";
}

function receive(item) {
  const message = item.message;
  quiet();
  show("theirs", bubble => {
    const part = message[message.type];
    const header = part.header && part.header.image;
    for (const medium of [header, part].filter(each => each && each.link)) {
      if (message.type === "image" || medium === header) element("img", "", bubble).src = medium.link;
      else link(medium.link, medium.filename || message.type, bubble);
    }
    bubble.append(words_of(message));
    if (message.type !== "interactive") return;
    for (const each of part.action.buttons || []) {
      element("button", each.reply.title, bubble).onclick = () => send({ button_reply: each.reply, quoted: item.id }, each.reply.title);
    }
    for (const row of (part.action.sections || []).flatMap(section => section.rows)) {
      element("button", row.title, bubble).onclick = () => send({ list_reply: row, quoted: item.id }, row.title);
    }
    const target = part.action.parameters;
    if (target && target.url) link(target.url, target.display_text, bubble);
  }, clock(item.at));
}

function restart() {
  const [to, user] = [$("number").value, $("user").value.trim()];
  begin([to, user], [at("sent"), { user }, receive], [at("activity"), {}, item => {
    if (item.kind === "typing" && Date.now() - item.at <= 5000) typing(10000);
  }]);
}

on_text(text => send({ text }, text));
set_up($("user"));
on_file((file, bytes) => send({ image: { content_base64: bytes, content_type: file.type } }, picture(file)));
$("user").onchange = $("number").onchange = restart;
fetch(at("numbers")).then(r => r.json()).then(list => {
  for (const each of list.items) element("option", "+" + each.number, $("number")).value = each.id;
  for (const each of $("number").options) each.selected ||= each.value === asked.get("channel");
  restart();
});
