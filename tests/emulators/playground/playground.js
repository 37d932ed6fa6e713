// The phones beside each other; on a narrow screen one at a time.
const $ = id => document.getElementById(id);
const narrow = matchMedia("(max-width: 700px)");
const hidden = new Set(JSON.parse(localStorage.getItem("hidden phones") ?? "[]"));
let devices = [];

function shown() { return devices.filter(each => !hidden.has(each.key)); }

function choose(device, on) {
  if (on) hidden.delete(device.key);
  else hidden.add(device.key);
  localStorage.setItem("hidden phones", JSON.stringify([...hidden]));
  lay_out();
}

function add_choice(device) {
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = !hidden.has(device.key);
  box.onchange = () => choose(device, box.checked);
  label.append(box, device.title);
  $("choice").append(label);
}

// Tabs as screen readers know them: one stop, arrows go from one to the next.
function tab_of(device, current) {
  const tab = document.createElement("button");
  tab.type = "button";
  tab.id = "tab " + device.key;
  tab.textContent = device.title;
  tab.setAttribute("role", "tab");
  tab.setAttribute("aria-selected", String(device === current));
  tab.tabIndex = device === current ? 0 : -1;
  tab.onclick = () => go_to(device);
  tab.onkeydown = event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = shown();
    go_to(all[(all.indexOf(device) + step + all.length) % all.length]);
  };
  return tab;
}

function go_to(device) {
  localStorage.setItem("phone", device.key);
  lay_out();
  document.getElementById("tab " + device.key).focus();
}

function lay_out() {
  const all = shown();
  const current = all.find(each => each.key === localStorage.getItem("phone")) ?? all[0];
  $("nothing").hidden = all.length > 0;
  $("tabs").replaceChildren(...(narrow.matches ? all.map(each => tab_of(each, current)) : []));
  $("tabs").toggleAttribute("role", false);
  if (narrow.matches) {
    $("tabs").setAttribute("role", "tablist");
    $("tabs").setAttribute("aria-label", say("Phones", "Telefon"));
  }
  for (const each of devices) {
    each.place.hidden = !all.includes(each) || (narrow.matches && each !== current);
    each.place.toggleAttribute("role", false);
    if (narrow.matches) each.place.setAttribute("role", "tabpanel");
  }
}

async function start() {
  const { items, desktop } = await world;
  devices = items.map(phone => new Device(phone, items.filter(each => each.provider === phone.provider).length === 1));
  for (const each of devices) {
    $("devices").append(each.place);
    add_choice(each);
  }
  if (desktop) {
    $("desktop").href = desktop;
    $("desktop").hidden = false;
  }
  const crossed = crossings => crossings.forEach(item => devices.forEach(each => each.heard(item)));
  listeners.add(crossed);
  lay_out();
  crossed((await (await fetch("/_control/wire?after=0")).json()).items);
}

choose_language($("language"));
narrow.onchange = lay_out;
// What is open closes when something else is clicked, also in a phone: then the window loses the focus.
function close_all(but) {
  for (const each of document.querySelectorAll("details[open]")) each.open = each.contains(but);
}
document.addEventListener("click", event => close_all(event.target));
addEventListener("blur", () => close_all(document));
document.addEventListener("keydown", event => {
  const open = event.key === "Escape" && document.querySelector("details[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
start();
