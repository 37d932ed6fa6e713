const at = path => "/_control/" + provider + "/" + path;

const field = document.querySelector("[name=text]");
const usual = field.placeholder;

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
  return speak(shown, async () => {
    const done = await post(at("messages"), { ...here, ...what });
    const asked = done.answer?.type === 9;
    if (asked) form = done.token;
    field.placeholder = asked ? done.answer.data.title : usual;
    return done;
  });
}

function link(words, url, parent) {
  const a = element("a", words, parent);
  a.href = url;
  a.target = "_blank";
  a.rel = "noopener";
  return a;
}

// A picture is shown, anything else is for a download. This page is where links lead, by whatever name.
function attached(file, row) {
  const { pathname, search } = new URL(file.url);
  const box = element("div", "", row);
  box.className = "attachment";
  if (/^image\//.test(file.content_type)) {
    const img = element("img", "", box);
    img.src = pathname + search;
    img.alt = file.description || file.filename;
  } else {
    link(file.filename, pathname + search, box).download = file.filename;
    element("small", ` ${Math.ceil(file.size / 1024)} KiB`, box);
  }
}

function draw(item) {
  const message = item.message;
  const row = said(message.author.username, true, message.content, item.at);
  row.querySelector("small").append(edited(item));
  if (message.flags & 64) element("small", say("Only you can see this", "Hanya anda nampak ini"), row);
  for (const file of message.attachments || []) attached(file, row);
  for (const embed of message.embeds || []) {
    const box = element("div", "", row);
    box.className = "embed";
    if (embed.title && embed.url) link(embed.title, embed.url, box);
    else if (embed.title) element("b", embed.title, box);
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
  return row;
}

function receive(item) {
  quiet();
  receive_as(item.message.id, item, draw);
}

function happened(item) {
  if (item.kind === "typing" && Date.now() - item.at <= 5000) typing(10000);
  if (item.kind === "edit") change(item.message.id, item.message);
  if (item.kind === "delete") change(item.message.id, null);
}

async function restart() {
  const here = place();
  const where = here.channel
    ? { channel: (await post(at("messages"), { ...here, typing: true })).channelId }
    : { user: here.user };
  begin(Object.values(here), [at("sent"), where, receive], [at("activity"), where, happened]);
}

// "/chat hello" uses the command; a form that it shows is filled in with what is written next.
let form = "";
function use(text) {
  const [, name, message] = /^\/(\S+)\s*([^]*)$/.exec(text);
  return { command: { name, ...(message && { options: { message } }) } };
}

// Where a bot hears of commands alone, what is written goes behind one.
const command = document.body.dataset.command;

on_text(async text => {
  if (command && !form && text[0] !== "/") text = `/${command} ${text}`;
  const what = form ? { form: { token: form, values: { message: text } } } : text[0] === "/" ? use(text) : { text };
  form = "";
  await act(what, text);
});
set_up($("user"));
on_file((file, bytes) => act({ ...(command && { command: { name: command } }), attachments: [{ filename: file.name, content_type: file.type, content_base64: bytes }] }, file.name));
$("user").onchange = $("channel").onchange = restart;
restart();
