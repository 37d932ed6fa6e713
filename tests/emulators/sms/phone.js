const at = path => "/_control/sms/" + path;

function show_mine(shown, when) {
  return show("mine", bubble => bubble.append(shown), clock(when));
}

function send(what, shown) {
  const [account, to] = $("number").value.split(" ");
  const from = $("person").value.trim();
  return speak(shown, () => post(at("messages"), { account, to, from, ...what }));
}

function receive(item) {
  const parts = Number(item.num_segments);
  const more = item.direction === "outbound-reply" ? say("from the carrier", "daripada syarikat telefon")
    : parts > 1 ? say(parts + " parts", parts + " bahagian") : "";
  show("theirs", bubble => {
    bubble.append(item.body);
    for (const url of item.media_urls) {
      const link = element("a", say("Attachment", "Lampiran"), bubble);
      link.href = url;
      link.target = "_blank";
      link.rel = "noopener";
    }
  }, clock(item.at) + (more && " · " + more));
}

function restart() {
  const [account, from] = $("number").value.split(" ");
  const to = $("person").value.trim();
  begin([account, from, to], [at("sent"), { account, from, to }, receive]);
}

on_text(text => send({ text }, text));
set_up($("person"));
on_file((file, bytes) => send({ media: [{ content_base64: bytes, content_type: file.type }] }, picture(file)));
$("person").onchange = $("number").onchange = restart;
fetch(at("accounts")).then(r => r.json()).then(list => {
  for (const each of list.items) {
    for (const number of each.numbers) element("option", number, $("number")).value = each.account_sid + " " + number;
  }
  for (const each of $("number").options) each.selected ||= each.textContent === asked.get("channel");
  restart();
});
