const at = path => "/_control/smsc/" + path;

function show_mine(shown, when) {
  return show("mine", bubble => bubble.append(shown), clock(when));
}

function send(text) {
  const [system_id, to] = $("number").value.split(" ");
  const from = $("person").value.trim();
  return speak(text, () => post(at("messages"), { system_id, to, from, text }));
}

function receive(item) {
  const more = item.parts > 1 ? say(item.parts + " parts", item.parts + " bahagian") : "";
  show("theirs", bubble => bubble.append(item.text), clock(item.at) + (more && " · " + more));
}

function restart() {
  const [system_id, from] = $("number").value.split(" ");
  const to = $("person").value.trim();
  begin([system_id, from, to], [at("sent"), { system_id, from, to }, receive]);
}

on_text(send);
set_up($("person"));
$("person").onchange = $("number").onchange = restart;
fetch(at("accounts")).then(r => r.json()).then(list => {
  for (const each of list.items) {
    for (const number of each.numbers) element("option", number, $("number")).value = each.system_id + " " + number;
  }
  for (const each of $("number").options) each.selected ||= each.textContent === asked.get("channel");
  restart();
});
