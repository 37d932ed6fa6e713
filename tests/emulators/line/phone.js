const at = path => "/_control/line/" + path;

function show_mine(shown, when) {
  return show("mine", bubble => bubble.append(shown), clock(when));
}

function send(what, shown) {
  $("quick").replaceChildren();
  const from = { channel: $("channel").value, user: $("user").value };
  return speak(shown, () => post(at("messages"), { ...from, ...what }));
}

function act(action) {
  if (action.type === "uri") return window.open(action.uri, "_blank", "noopener");
  if (action.type === "message") return send({ text: action.text }, action.text);
  if (action.type === "postback") return send({ postback: { data: action.data } }, action.displayText || action.label);
}

function button(action, parent) {
  element("button", action.label || action.type, parent).onclick = () => act(action);
}

function card(title, text, image, actions, parent) {
  const box = element("div", "", parent);
  box.className = "card";
  if (image) element("img", "", box).src = image;
  if (title) element("b", title, box);
  if (text) element("div", text, box);
  for (const action of actions || []) button(action, box);
}

function flex(bubble, parent) {
  const texts = [], actions = [];
  const walk = part => {
    if (!part) return;
    if (part.type === "text") texts.push(part.text);
    if (part.type === "button") actions.push(part.action);
    (part.contents || []).forEach(walk);
  };
  [bubble.header, bubble.body, bubble.footer].forEach(walk);
  card("", texts.join("\n"), bubble.hero && bubble.hero.url, actions, parent);
}

function draw(message, bubble) {
  const t = message.template;
  switch (message.type) {
    case "text": return bubble.append(message.text);
    case "image": element("img", "", bubble).src = message.originalContentUrl; return;
    case "sticker": return bubble.append(say("Sticker ", "Pelekat ") + message.packageId + "/" + message.stickerId);
    case "location": return bubble.append(message.title + "\n" + message.address);
    case "template":
      return (t.columns || [t]).forEach(c => card(c.title, c.text, c.thumbnailImageUrl, c.actions, bubble));
    case "flex":
      return (message.contents.contents && message.contents.type === "carousel"
        ? message.contents.contents : [message.contents]).forEach(b => flex(b, bubble));
    default: {
      const link = element("a", message.type + ": " + (message.originalContentUrl || ""), bubble);
      if ((message.originalContentUrl || "").startsWith("https://")) link.href = message.originalContentUrl;
    }
  }
}

function receive(item) {
  quiet();
  const name = item.message.sender?.name;
  show("theirs", bubble => draw(item.message, bubble), (name ? name + " · " : "") + clock(item.at) + " · " + item.by);
  $("quick").replaceChildren();
  for (const each of (item.message.quickReply || { items: [] }).items) button(each.action, $("quick"));
}

function restart() {
  const about = { channel: $("channel").value, user: $("user").value };
  $("quick").replaceChildren();
  begin(Object.values(about), [at("sent"), about, receive], [at("activity"), about, item => {
    if (item.by === "loading" && Date.now() - item.at <= 5000) typing(1000 * (item.message.loadingSeconds || 20));
  }]);
}

on_text(text => send({ text }, text));
set_up($("user"));
for (const extra of document.querySelectorAll("[data-extra]")) {
  extra.onclick = () => extra.dataset.extra === "sticker"
    ? send({ sticker: { packageId: "446", stickerId: "1988", keywords: ["hello"] } }, say("Sticker", "Pelekat"))
    : send({ location: { title: "KLCC", address: "Kuala Lumpur", latitude: 3.1579, longitude: 101.7116 } }, say("Location: KLCC", "Lokasi: KLCC"));
}
on_file((file, bytes) => send({ image: { content_base64: bytes, content_type: file.type } }, picture(file)));
$("user").onchange = $("channel").onchange = restart;
fetch(at("channels")).then(r => r.json()).then(list => {
  for (const each of list.items) element("option", each.id, $("channel")).value = each.id;
  if (asked.get("channel")) $("channel").value = asked.get("channel");
  restart();
});
