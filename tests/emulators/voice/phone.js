const at = path => "/_control/voice/" + path;
let line = "";  // the call that is on

const told = {
  play: url => say("♪ a recording: ", "♪ rakaman: ") + url,
  music: () => say("♪ music", "♪ muzik"),
  digits: keys => say("tones: ", "nada: ") + keys,
  record: beep => beep ? say("Beep! Speak now.", "Bip! Sila bercakap.") : say("Speak now.", "Sila bercakap."),
  dial: whom => say("calling ", "memanggil ") + whom,
  bridged: whom => say("connected to ", "disambungkan kepada ") + whom,
  conference: () => say("in a conference", "dalam persidangan"),
  error: what => say("An application error has occurred: ", "Ralat aplikasi: ") + what,
  end: () => say("The call is over.", "Panggilan tamat."),
};

function show_mine(shown, when) {
  return show("mine", bubble => bubble.append(shown), clock(when));
}

function ring(on) {
  line = on;
  $("call").textContent = on ? say("Hang up", "Letak") : say("Call", "Panggil");
  $("call").classList.toggle("on", Boolean(on));
  for (const key of $("keys").children) key.disabled = !on;
}

function receive(item) {
  if (item.kind === "say") show("theirs", bubble => bubble.append(item.text), clock(item.at));
  else show("theirs told", bubble => bubble.append(told[item.kind]?.(item.text) ?? item.text), clock(item.at));
  if (item.kind === "end") { if (item.call === line) ring(""); }
  else if (!line) ring(item.call);
}

async function is_on(number) {
  const { items } = await (await fetch(at("calls?" + new URLSearchParams({ number })))).json();
  return items.find(each => !each.parent_call_sid && each.status === "in-progress")?.sid ?? "";
}

async function restart() {
  const number = $("person").value.trim();
  begin([number], [at("heard"), { number }, receive]);
  ring(await is_on(number));
}

// Dials once, however often it is pressed before that is answered.
let dialling;
async function dial() {
  const [account, to] = $("number").value.split(" ");
  ring((await post(at("calls"), { account, to, from: $("person").value.trim() })).call);
}

function call() {
  if (line) return post(at("hangup"), { call: line });
  return dialling ??= dial().finally(() => { dialling = undefined; });
}

async function act(deed, shown) {
  if (!line) await call();
  return speak(shown, () => post(at("act"), { call: line, ...deed }));
}

for (const key of "123456789*0#") {
  const button = element("button", key, $("keys"));
  button.type = "button";
  button.disabled = true;
  button.onclick = () => act({ digits: key }, key);
}
$("call").onclick = call;
on_text(speech => act({ speech }, speech));
set_up($("person"));
$("person").onchange = $("number").onchange = restart;
fetch(at("accounts")).then(r => r.json()).then(list => {
  for (const each of list.items) {
    for (const number of each.numbers) element("option", number, $("number")).value = each.account_sid + " " + number;
  }
  for (const each of $("number").options) each.selected ||= each.textContent === asked.get("channel");
  restart();
});
