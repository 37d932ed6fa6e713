const at = path => "/_control/email/" + path;
let newest = 0;  // the mail that is answered

function show_mine(shown, when) {
  return show("mine", bubble => bubble.append(shown), clock(when));
}

function send(what, shown) {
  const from = $("person").value.trim();
  const subject = $("subject").value.trim();
  const mail = { from, name: from.split("@")[0], ...(newest ? { answers: newest } : {}), ...(subject || !newest ? { subject } : {}), ...what };
  if (!newest && asked.get("channel")) mail.to = asked.get("channel");
  return speak(shown, () => post(at("messages"), mail));
}

function receive(item) {
  newest = item.n;
  $("subject").value = item.subject.startsWith("Re:") ? item.subject : "Re: " + item.subject;
  show("theirs", bubble => {
    element("b", item.subject, bubble);
    bubble.append(item.text.trim());
  }, clock(item.at));
}

function restart() {
  newest = 0;
  $("subject").value = "";
  const to = $("person").value.trim();
  begin([to], [at("sent"), { to }, receive]);
}

on_text(text => send({ text }, text));
set_up($("person"));
on_file((file, bytes) => send({
  text: file.name, attachments: [{ name: file.name, content_type: file.type || "application/octet-stream", content_base64: bytes }],
}, file.type.startsWith("image/") ? picture(file) : file.name));
$("person").onchange = restart;
restart();
