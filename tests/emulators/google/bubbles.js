// What phones of Google's two products show alike: words, pictures, cards, suggestions. A page has
// product (its provider) and tap(suggestion, item), and the select "agent".
const at = path => "/_control/" + product + "/" + path;

function show_mine(shown, when) {
  return show("mine", bubble => bubble.append(shown), clock(when));
}

function send(what, shown) {
  const here = { to: $("agent").value, user: $("user").value.trim() };
  return speak(shown, () => post(at("messages"), { ...here, ...what }));
}

function link(url, words, parent) {
  const a = element("a", words || url, parent);
  a.href = url;
  a.target = "_blank";
  a.rel = "noopener";
}

function add_file(info, parent) {
  if (/\.(mp4|mp3|ogg|wav|pdf|webm)(\?|$)/.test(info.fileUrl)) return link(info.fileUrl, "", parent);
  const img = element("img", "", parent);
  img.src = info.fileUrl;
  img.alt = info.altText ?? "";
}

function add_suggestions(list, item, parent) {
  for (const each of list ?? []) {
    const part = each.reply ?? each.action ?? { text: say("Talk to a person", "Bercakap dengan orang") };
    if (each.action?.openUrlAction) link(each.action.openUrlAction.url, part.text, parent);
    else element("button", part.text, parent).onclick = () => tap(each, item);
  }
}

function add_card(card, item, parent) {
  const place = element("section", "", parent);
  if (card.media) add_file(card.media.contentInfo, place);
  if (card.title) element("strong", card.title, place);
  if (card.description) element("p", card.description, place);
  add_suggestions(card.suggestions, item, place);
}

function receive(item) {
  const { message } = item;
  const by = message.representative;
  quiet();
  show("theirs", bubble => {
    const info = message.contentInfo ?? message.image?.contentInfo;
    if (info) add_file(info, bubble);
    if (message.text) element("p", message.text, bubble);
    const rich = message.richCard;
    for (const card of rich?.carouselCard?.cardContents ?? (rich ? [rich.standaloneCard.cardContent] : [])) add_card(card, item, bubble);
    add_suggestions(message.suggestions, item, bubble);
  }, clock(item.at) + (by?.representativeType === "HUMAN" && by.displayName ? " · " + by.displayName : ""));
}

function tap_suggestion(each, item) {
  const part = each.reply ?? each.action;
  send({ suggestion: { ...part, type: each.reply ? "REPLY" : "ACTION" }, quoted: item.id }, part.text);
}

function restart() {
  const [to, user] = [$("agent").value, $("user").value.trim()];
  begin([to, user], [at("sent"), { user }, receive], [at("activity"), { user }, happened]);
}

on_text(text => send({ text }, text));
set_up($("user"));
on_file((file, bytes) => send({ image: { content_base64: bytes, content_type: file.type, name: file.name } }, picture(file)));
$("user").onchange = $("agent").onchange = restart;
fetch(at("agents")).then(r => r.json()).then(list => {
  for (const each of list.items) element("option", each.id.split("/").pop(), $("agent")).value = each.id;
  for (const each of $("agent").options) each.selected ||= each.value === asked.get("channel");
  restart();
});
