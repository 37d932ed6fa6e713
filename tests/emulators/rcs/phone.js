const product = "rcs";

function tap(each, item) {
  if (each.action?.shareLocationAction) return send({ location: { latitude: 3.1478, longitude: 101.6953 } }, "📍");
  tap_suggestion(each, item);
}

function happened(item) {
  if (item.kind === "IS_TYPING" && Date.now() - item.at <= 5000) typing(20000);
}
