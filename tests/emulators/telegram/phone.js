const at = path => "/_control/telegram/" + path;
const kinds = {
  photo: say("Picture", "Gambar"), video: say("Video", "Video"), document: say("File", "Fail"),
  audio: say("Recording", "Rakaman"), voice: say("Voice message", "Mesej suara"),
  animation: say("Animation", "Animasi"), sticker: say("Sticker", "Pelekat"),
};

function place() {
  const group = $("group").value.trim();
  return { user: $("user").value, ...(group && { group }) };
}

function show_mine(shown, when) {
  return show("mine", bubble => bubble.append(shown), clock(when));
}

function act(what, shown) {
  return speak(shown, () => post(at("messages"), { ...place(), ...what }));
}

function link(bubble, words, url) {
  const to = element("a", words, bubble);
  to.href = url;
  to.target = "_blank";
  to.rel = "noopener";
}

function draw({ message, request }, bubble) {
  for (const [kind, words] of Object.entries(kinds)) {
    if (!message[kind]) continue;
    const url = typeof request[kind] === "string" && /^https?:/.test(request[kind]) ? request[kind] : "";
    if (url && kind === "photo") element("img", "", bubble).src = url;
    else if (url) link(bubble, words, url);
    else element("div", words, bubble);
  }
  if (message.venue) element("div", message.venue.title + "\n" + message.venue.address, bubble);
  if (message.location) link(bubble, say("Map", "Peta"), `https://www.openstreetmap.org/?mlat=${message.location.latitude}&mlon=${message.location.longitude}`);
  if (message.contact) element("div", message.contact.first_name + " " + message.contact.phone_number, bubble);
  bubble.append(message.text || message.caption || "");
}

function draw_row(item) {
  const row = show("theirs", bubble => draw(item, bubble), clock(item.at) + edited(item));
  for (const line of item.message.reply_markup?.inline_keyboard || []) {
    const buttons = element("div", "", row);
    buttons.className = "buttons";
    for (const each of line) {
      element("button", each.text, buttons).onclick = () => each.url
        ? window.open(each.url, "_blank", "noopener")
        : act({ tap: { message: item.message.message_id, button: each.text } }, "▸ " + each.text);
    }
  }
  row.scrollIntoView({ block: "nearest" });
  return row;
}

function receive(item) {
  quiet();
  receive_as(item.message.message_id, item, draw_row);
}

function happened(item) {
  if (item.kind === "action" && Date.now() - item.at <= 5000) typing(5000);
  if (item.kind === "edit") change(item.message.message_id, item.message);
  if (item.kind === "delete") change(item.message_id, null);
}

function restart() {
  const { user, group } = place();
  const where = group ? { group } : { user };
  begin(Object.values(place()), [at("sent"), where, receive], [at("activity"), where, happened]);
}

on_text(text => act({ text }, text));
set_up($("user"));
on_file((file, bytes) => {
  const part = { content_base64: bytes, file_name: file.name, mime_type: file.type };
  const image = file.type.startsWith("image/");
  act(image ? { photo: part } : { document: part }, image ? picture(file) : file.name);
});
$("user").onchange = $("group").onchange = restart;
restart();
