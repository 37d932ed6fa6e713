// One phone of the playground: its frame, whose it is, what crossed the wire, what goes wrong there.

// What can go wrong, as the providers name it: what the button says.
const troubles = {
  fail: () => say("Refuse the next message to the customer", "Tolak mesej seterusnya kepada pelanggan"),
  throttle: () => say("Say “too fast” to the next three messages", "Kata “terlalu laju” kepada tiga mesej seterusnya"),
  hang_up: () => say("Take the next message, but hang up without an answer", "Terima mesej seterusnya, tetapi putuskan tanpa jawapan"),
  slow: () => say("Take three seconds for every message", "Ambil tiga saat bagi setiap mesej"),
  repeat: () => say("Deliver what the customer writes next twice", "Sampaikan tulisan pelanggan seterusnya dua kali"),
  disorder: () => say("Hold back what the customer writes next for five seconds", "Tahan tulisan pelanggan seterusnya selama lima saat"),
};
const persons = {
  name: () => say("Customer's name", "Nama pelanggan"),
  number: () => say("Customer's number", "Nombor pelanggan"),
  email: () => say("Customer's e-mail", "E-mel pelanggan"),
};

// Those that are no product's name.
const titles = {
  "Telephone": () => say("Telephone", "Telefon"),
  "E-mail": () => say("E-mail", "E-mel"),
  "Website": () => say("Website", "Laman web"),
  "Discord commands": () => say("Discord commands", "Arahan Discord"),
};

class Device {
  constructor(phone, alone) {
    this.phone = phone;
    this.key = phone.provider + " " + phone.channel;
    const title = titles[phone.title]?.() ?? phone.title;
    this.title = alone ? title : `${title} ${phone.channel}`;
    const copy = document.getElementById("device").content.cloneNode(true);
    translate(copy);
    this.place = copy.querySelector("section");
    this.find(".mark").textContent = title[0];
    this.find("h2").textContent = this.title;
    this.place.style.setProperty("--colour", phone.colour);
    this.place.setAttribute("aria-label", this.title);
    this.frame = this.find("iframe");
    this.frame.title = say(`${this.title}: the customer's phone`, `${this.title}: telefon pelanggan`);
    this.#people();
    this.#troubles();
    this.wire("in");
    this.wire("out");
    this.open();
  }

  find(selector) { return this.place.querySelector(selector); }

  // Whose phone it is decides what it shows.
  open() {
    const asked = new URLSearchParams();
    if (this.phone.channel) asked.set("channel", this.phone.channel);
    if (this.person) asked.set("as", this.person);
    this.frame.src = `/${this.phone.provider}/?${asked}`;
  }

  get person() { return this.phone.people.length ? localStorage.getItem("as " + this.key) ?? this.phone.people[0] : ""; }

  become(person) {
    if (!person) return;
    localStorage.setItem("as " + this.key, person);
    this.find(".person input").value = person;
    this.open();
  }

  #people() {
    const { people, person } = this.phone;
    const [box, another] = [this.find(".person input"), this.find(".another")];
    if (!people.length) {
      box.parentElement.remove();
      another.title = say("A new visitor", "Pelawat baharu");
      another.setAttribute("aria-label", another.title);
      another.onclick = () => {
        this.frame.contentWindow.selatChat?.logout();
        this.open();
      };
      return;
    }
    box.previousElementSibling.textContent = persons[person]();
    if (person === "number") box.inputMode = "tel";
    box.value = this.person;
    box.onchange = () => this.become(box.value.trim());
    another.onclick = () => this.become(people[(people.indexOf(this.person) + 1) % people.length]);
  }

  // Shows the last thing that crossed; none yet: that.
  wire(way, item) {
    const line = this.find(`.wire .${way}`);
    line.firstElementChild.textContent = way === "in"
      ? say("to the gateway", "ke get laluan") : say("from the gateway", "dari get laluan");
    const told = line.lastElementChild;
    if (!this.phone.troubles.length) {
      line.hidden = way === "out";
      told.textContent = say("over its own WebSocket", "melalui WebSocket sendiri");
      return;
    }
    if (!item) {
      told.textContent = say("nothing yet", "belum ada");
      return;
    }
    const framed = item.kind === "event" || item.provider === "smsc"; // no HTTP: a status of 0 is well
    const fine = framed ? !item.reason && !item.status : item.status >= 200 && item.status < 300;
    const path = item.kind === "webhook" ? new URL(item.what).pathname : item.what.replace(/^POST /, "");
    const what = path.includes("/") ? path.split("/").filter(each => each.length <= 16).slice(-2).join("/") // without ids
      : path;
    const status = item.status || (!framed && say("no answer", "tiada jawapan")) || "";
    line.className = `${way} ${fine ? "fine" : "wrong"}`;
    const took = item.kind === "event" ? "" : `${item.took_ms} ms`;
    told.replaceChildren();
    const reason = item.reason === "no answer" ? "" : item.reason; // the status says so, in either language
    for (const [name, text] of [["what", what], ["status", [status, reason].filter(Boolean).join(" ")], ["took", took]]) {
      if (!text) continue;
      const part = document.createElement("span");
      part.className = name;
      part.textContent = text;
      told.append(part);
    }
    told.title = `${item.what} ${new Date(item.at).toLocaleTimeString(language, { hourCycle: "h23" })}`;
  }

  // What is new on the wire of this provider.
  heard(item) {
    if (item.provider !== this.phone.provider) return;
    this.wire(item.kind === "call" ? "out" : "in", item);
    if (this.set) this.#look();
  }

  #troubles() {
    const box = this.find(".trouble");
    const list = box.querySelector("ul");
    const known = this.phone.troubles.filter(({ word }) => troubles[word]);
    box.hidden = !known.length;
    const add = (text, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.onclick = act;
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
      return button;
    };
    this.buttons = known.map(({ word, fault }) => ({
      fault, button: add(troubles[word](), async () => this.#shown(await this.#faults("POST", fault))),
    }));
    this.well = add(say("All well again", "Semuanya baik semula"), async () => this.#shown(await this.#faults("DELETE")));
    this.well.className = "well";
    if (known.length) this.#look();
  }

  async #faults(method, body) {
    const answer = await fetch(`/_control/${this.phone.provider}/faults`, { method, body: body && JSON.stringify(body) });
    return (await answer.json()).items;
  }

  async #look() { this.#shown(await this.#faults("GET")); }

  #shown(faults) {
    this.set = faults.length;
    for (const { fault, button } of this.buttons) {
      const on = faults.some(each => each.kind === fault.kind && each.endpoint === fault.endpoint);
      button.setAttribute("aria-pressed", String(on));
    }
    const count = this.find(".trouble summary b");
    count.hidden = !this.set;
    count.textContent = say(`${this.set} waiting`, `${this.set} menunggu`);
    this.well.disabled = !this.set;
  }
}
