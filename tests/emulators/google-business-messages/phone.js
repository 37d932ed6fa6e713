const product = "google-business-messages";

function tap(each, item) {
  if (each.liveAgentRequest) return send({ live_agent: true }, say("Talk to a person", "Bercakap dengan orang"));
  tap_suggestion(each, item);
}

// Who types, joins and leaves.
function happened(item) {
  if (item.kind === "TYPING_STARTED" && Date.now() - item.at <= 5000) return typing(20000);
  if (item.kind === "TYPING_STOPPED") return quiet();
  const who = item.representative?.displayName || say("A person", "Seseorang");
  const words = { REPRESENTATIVE_JOINED: say(" has joined", " telah menyertai"), REPRESENTATIVE_LEFT: say(" has left", " telah keluar") }[item.kind];
  if (words) element("div", who + words, $("talk")).className = "note";
}
