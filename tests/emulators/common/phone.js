// What all phones have: a customer, what was said, and the wire behind them.
const $ = id => document.getElementById(id);
const asked = new URLSearchParams(location.search);
let turn = 0;   // of the talk that is shown
let talk = "";  // where what the customer said is kept: providers do not tell it again

document.documentElement.classList.toggle("framed", window.parent !== window);

function element(tag, text, parent) {
  const e = document.createElement(tag);
  if (text) e.textContent = text;
  parent.append(e);
  return e;
}

async function post(url, body) {
  return (await fetch(url, { method: "POST", body: JSON.stringify(body) })).json();
}

function clock(at) {
  return new Date(at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

// Hands over what a list holds and what comes to it, while talk `mine` is shown.
async function follow(url, query, mine, take) {
  let after = 0;
  while (mine === turn) {
    const more = next_news();
    try {
      const page = await (await fetch(url + "?" + new URLSearchParams({ ...query, after }))).json();
      if (mine !== turn) return;
      take(page.items);
      after = page.next;
      await more;
    } catch { await pause(1000); }
  }
}

function kept(where, begun) {
  const all = JSON.parse(localStorage.getItem(where) ?? "[]");
  return all.filter(each => each.at >= begun);
}

function keep(where, entry) {
  const others = kept(where, 0).filter(each => each.at !== entry.at);
  localStorage.setItem(where, JSON.stringify([...others, entry].slice(-200)));
}

// Shows the talk of somebody from its beginning. A list is [url, query, take]; what the first one
// holds stands among what the customer said, in the order of time.
async function begin(who, ...lists) {
  const mine = ++turn;
  talk = "said:" + location.pathname + who.join("|");
  $("talk").replaceChildren();
  arrived.clear();
  changed.clear();
  quiet();
  const { begun } = await world;
  if (mine !== turn) return;
  document.querySelector("[name=text]").disabled = false;
  const said = kept(talk, begun).map(entry => ({ at: entry.at, show: () => became(show_mine(entry.text, entry.at), entry) }));
  for (const [url, query, take] of lists) {
    follow(url, query, mine, items => {
      [...said.splice(0), ...items.map(item => ({ at: item.at, show: () => take(item) }))]
        .sort((one, other) => one.at - other.at).forEach(each => each.show());
    });
  }
}

// Says something: it is shown and kept at once, and marked as what became of it, whoever writes by then.
async function speak(shown, send) {
  const entry = { at: Date.now(), text: shown.alt ?? shown, open: true };
  const [row, here] = [show_mine(shown, entry.at), talk];
  keep(here, entry);
  const told = await send().catch(() => ({ reason: say("no answer", "tiada jawapan") }));
  delete entry.open;
  if (!told.delivered) entry.wrong = told.reason || told.error || say("nobody is connected", "tiada yang bersambung");
  became(row, entry);
  keep(here, entry);
}

function became(row, entry) {
  if (entry.open) return; // the page went before that was known
  row.classList.toggle("failed", Boolean(entry.wrong));
  row.querySelector("small").append(" · " + (entry.wrong
    ? say("Not delivered: ", "Tidak sampai: ") + entry.wrong : say("Sent", "Dihantar")));
}

// A row of bubbles; `show_mine` draws what the customer said, and Discord has its own.
function show(side, fill, about) {
  const row = element("div", "", $("talk"));
  row.className = "row " + side;
  const bubble = element("div", "", row);
  bubble.className = "bubble";
  fill(bubble);
  element("small", about, row);
  row.scrollIntoView({ block: "nearest" });
  return row;
}

// What the business may still change or take back, by its ids: the lists that tell of both come in any order.
const arrived = new Map(); // id: what `receive_as` was given, and the row that shows it
const changed = new Map(); // id: the message as it is now; null when it was taken back

// `draw(item)` makes the row; `item.edited` when the words are not the first ones.
function receive_as(id, item, draw) {
  arrived.set(id, { ...arrived.get(id), item, draw });
  redraw(id);
}

function change(id, message) {
  changed.set(id, message);
  redraw(id);
}

function redraw(id) {
  const known = arrived.get(id);
  if (!known) return;
  const { item, draw, row } = known;
  const now = changed.has(id) ? changed.get(id) : item.message;
  const words = message => message.text ?? message.caption ?? message.content;
  known.row = now && draw({ ...item, message: now, edited: words(now) !== words(item.message) });
  if (now) row?.replaceWith(known.row);
  else row?.remove();
}

function edited(item) { return item.edited ? " · " + say("edited", "disunting") : ""; }

// Calls `take(file, base64)` for what is chosen.
function on_file(take) {
  document.querySelector("[type=file]").onchange = async event => {
    const file = event.target.files[0];
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    event.target.value = "";
    take(file, btoa(text));
  };
}

function picture(file) {
  const img = document.createElement("img");
  img.src = URL.createObjectURL(file);
  img.alt = file.name;
  return img;
}

// Shows that somebody types, for a while.
let typing_until;
function typing(ms) {
  $("typing").classList.add("on");
  clearTimeout(typing_until);
  typing_until = setTimeout(quiet, ms);
}
function quiet() { $("typing")?.classList.remove("on"); }

// Enter sends, Shift+Enter begins a line; `send(text)`.
function on_text(send) {
  const [form, box] = [document.querySelector("form"), document.querySelector("[name=text]")];
  const submit = text => {
    box.value = "";
    if (text.trim()) send(text.trim());
  };
  form.onsubmit = event => { event.preventDefault(); submit(box.value); };
  box.onkeydown = event => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit(box.value);
  };
  world.then(({ say: texts }) => {
    for (const text of texts ?? []) {
      const button = element("button", text, $("openers"));
      button.type = "button";
      button.onclick = () => { submit(text); box.focus(); };
    }
  });
}

// The customer, where the page's address names one, and what the business is called.
function set_up(person) {
  if (asked.get("as")) person.value = asked.get("as");
  world.then(({ business }) => { if (business) $("whom").textContent = business; });
}
