const at = path => "/_control/discord/" + path;

function place() {
  const channel = $("channel").value.trim();
  return { user: $("user").value, ...(channel && { channel }) };
}

function said(who, bot, text, when) {
  const row = element("div", "", $("talk"));
  row.className = bot ? "row bot" : "row";
  element("b", who, row);
  element("small", clock(when), row);
  element("div", text, row).className = "words";
  row.scrollIntoView({ block: "nearest" });
  return row;
}

function show_mine(shown, when) {
  return said($("user").value, false, shown, when);
}

function act(what, shown) {
  const here = place();
  return speak(shown, () => post(at("messages"), { ...here, ...what }));
}

function receive(item) {
  const message = item.message;
  quiet();
  const row = said(message.author.username, true, message.content, item.at);
  for (const embed of message.embeds || []) {
    const box = element("div", "", row);
    box.className = "embed";
    if (embed.title) element("b", embed.title, box);
    if (embed.description) element("div", embed.description, box);
    if (embed.image) element("img", "", box).src = embed.image.url;
  }
  for (const line of message.components || []) {
    const buttons = element("div", "", row);
    buttons.className = "buttons";
    for (const each of line.components) {
      element("button", each.label, buttons).onclick = () => each.style === 5
        ? window.open(each.url, "_blank", "noopener")
        : act({ click: { message: message.id, button: each.custom_id } }, "▸ " + each.label);
    }
  }
  row.scrollIntoView({ block: "nearest" });
}

async function restart() {
  const here = place();
  const where = here.channel
    ? { channel: (await post(at("messages"), { ...here, typing: true })).channelId }
    : { user: here.user };
  begin(Object.values(here), [at("sent"), where, receive], [at("activity"), where, item => {
    if (item.kind === "typing" && Date.now() - item.at <= 5000) typing(10000);
  }]);
}

on_text(text => act({ text }, text));
set_up($("user"));
on_file((file, bytes) => act({ attachments: [{ filename: file.name, content_type: file.type, content_base64: bytes }] }, file.name));
$("user").onchange = $("channel").onchange = restart;
restart();
