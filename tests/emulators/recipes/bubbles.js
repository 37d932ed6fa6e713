// What phones show alike whose providers recipes describe. A page has product (its provider), accounts (what
// its control calls them), picture_deed(file) and files_of(message).
const at = path => "/_control/" + product + "/" + path;

function show_mine(shown, when) {
  return show("mine", bubble => bubble.append(shown), clock(when));
}

function send(what, shown) {
  const here = { to: $("account").value, user: $("user").value.trim() };
  return speak(shown, () => post(at("messages"), { ...here, ...what }));
}

function receive(item) {
  if (item.by !== $("account").value) return;
  show("theirs", bubble => {
    for (const { url, shown } of files_of(item.message)) {
      if (shown) {
        element("img", "", bubble).src = url;
        continue;
      }
      const link = element("a", url, bubble);
      link.href = url;
      link.target = "_blank";
      link.rel = "noopener";
    }
    if (item.message.text) element("p", item.message.text, bubble);
  }, clock(item.at));
}

function restart() {
  const [to, user] = [$("account").value, $("user").value.trim()];
  begin([to, user], [at("sent"), { user }, receive]);
}

on_text(text => send({ text }, text));
set_up($("user"));
on_file((file, bytes) => send(picture_deed({ content_base64: bytes, content_type: file.type, name: file.name }), picture(file)));
$("user").onchange = $("account").onchange = restart;
fetch(at(accounts)).then(r => r.json()).then(list => {
  for (const each of list.items) element("option", each.numbers[0] ?? each.id, $("account")).value = each.id;
  for (const each of $("account").options) each.selected ||= each.value === asked.get("channel");
  restart();
});
