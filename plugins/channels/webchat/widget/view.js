const STYLES = `
:host { all: initial; --accent: var(--selat-color, #0b5cad); --on-accent: var(--selat-on-color, #fff);
  --radius: var(--selat-radius, 14px); --back: #fff; --fore: #1b1f24; --soft: #eef1f5; --line: #c9d0d8; --dim: #57606a;
  color-scheme: light; font: 400 15px/1.45 var(--selat-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", sans-serif); }
:host([data-theme="dark"]) { --back: #14181d; --fore: #e8ebef; --soft: #232a32; --line: #46505b; --dim: #a3adb8; color-scheme: dark; }
* { box-sizing: border-box; font: inherit; color: inherit; }
[hidden] { display: none !important; }
button { cursor: pointer; border: 0; background: none; min-width: 24px; min-height: 24px; }
:focus-visible { outline: 3px solid var(--fore); outline-offset: 2px; }
textarea:focus-visible { outline-width: 2px; outline-offset: 0; }
.launcher, .panel { position: fixed; z-index: var(--selat-z, 2147483000); inset-block-end: calc(16px + env(safe-area-inset-bottom));
  inset-inline-end: calc(16px + env(safe-area-inset-right)); }
:host([data-position="left"]) .launcher, :host([data-position="left"]) .panel { inset-inline-end: auto; inset-inline-start: calc(16px + env(safe-area-inset-left)); }
.launcher { inline-size: 56px; block-size: 56px; border-radius: 50%; background: var(--accent); color: var(--on-accent); border: 1px solid transparent;
  box-shadow: 0 4px 14px rgb(0 0 0 / .3); display: grid; place-items: center; }
.launcher svg { inline-size: 28px; block-size: 28px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }
.badge { position: absolute; inset-block-start: -4px; inset-inline-end: -4px; min-inline-size: 22px; block-size: 22px; padding: 0 6px;
  border-radius: 11px; background: #b3261e; color: #fff; font-size: 13px; line-height: 22px; text-align: center; }
.panel { display: flex; flex-direction: column; inline-size: 380px; block-size: min(620px, calc(100dvh - 32px)); background: var(--back); color: var(--fore);
  border: 1px solid var(--line); border-radius: var(--radius); box-shadow: 0 8px 32px rgb(0 0 0 / .3); overflow: hidden; }
header { display: flex; align-items: center; gap: 8px; padding: 10px 14px; background: var(--accent); color: var(--on-accent); }
header h2 { flex: 1; margin: 0; font-size: 17px; font-weight: 600; overflow-wrap: anywhere; }
header button { inline-size: 44px; block-size: 44px; font-size: 24px; line-height: 1; border-radius: 8px; }
.note { padding: 6px 14px; background: var(--soft); font-size: 14px; }
.note button { text-decoration: underline; font-weight: 600; }
.scroll { flex: 1; overflow-y: auto; padding: 14px; overscroll-behavior: contain; }
.earlier { display: block; margin: 0 auto 10px; padding: 6px 12px; text-decoration: underline; min-block-size: 36px; }
.greeting { margin: 0 0 12px; padding: 9px 12px; border-radius: var(--radius); background: var(--soft); max-inline-size: 85%; inline-size: fit-content; }
.log { display: flex; flex-direction: column; gap: 8px; margin: 0; padding: 0; }
.item { max-inline-size: 85%; align-self: flex-start; }
.item.own { align-self: flex-end; text-align: end; }
.item.system { align-self: center; text-align: center; color: var(--dim); font-size: 14px; }
.meta { margin-block-start: 3px; font-size: 12px; color: var(--dim); display: flex; gap: 6px; }
.own .meta { justify-content: flex-end; }
.bubble { padding: 8px 12px; border-radius: var(--radius); background: var(--soft); text-align: start; inline-size: fit-content; max-inline-size: 100%; white-space: pre-wrap; overflow-wrap: anywhere; }
.own .bubble { background: var(--accent); color: var(--on-accent); margin-inline-start: auto; }
.bubble + .bubble, .card, .media, .choices { margin-block-start: 6px; }
.bubble a, .card a, .media a { color: inherit; text-decoration: underline; }
.media img, .media video, .card img { max-inline-size: 100%; max-block-size: 260px; border-radius: 8px; display: block; }
.card { border: 1px solid var(--line); border-radius: var(--radius); padding: 10px; text-align: start; }
.card h3 { margin: 6px 0 2px; font-size: 15px; font-weight: 600; overflow-wrap: anywhere; }
.card p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.choices { display: flex; flex-wrap: wrap; gap: 6px; }
.choices button, .choices a { border: 1px solid var(--fore); border-radius: 18px; padding: 6px 14px; min-block-size: 36px; text-decoration: none; overflow-wrap: anywhere; }
.choices button:disabled { opacity: .55; cursor: default; }
.failed .bubble { outline: 2px solid #b3261e; }
.status { min-block-size: 22px; padding: 0 14px; font-size: 13px; color: var(--dim); }
.problem { padding: 6px 14px; background: #b3261e; color: #fff; font-size: 14px; }
form { display: flex; align-items: flex-end; gap: 8px; padding: 10px; border-block-start: 1px solid var(--line); }
textarea { flex: 1; resize: none; max-block-size: 140px; padding: 9px 12px; border: 1px solid var(--dim); border-radius: 10px; background: var(--back); color: var(--fore); font-size: 16px; }
form button { min-inline-size: 44px; min-block-size: 44px; padding: 0 14px; border-radius: 10px; background: var(--accent); color: var(--on-accent); font-weight: 600; }
@media (max-width: 480px) { .panel, :host([data-position="left"]) .panel { inset: 0; inline-size: 100%; block-size: 100dvh; border: 0; border-radius: 0; } }
@media (forced-colors: active) { .launcher, .bubble, header, form button { border: 1px solid CanvasText; } }
@media (prefers-reduced-motion: no-preference) { .scroll { scroll-behavior: smooth; } }
`;

// An element with properties, attributes (aria-…, data-…, role) and children. Text never becomes
// markup.
function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (key.includes('-') || key === 'role' || key === 'lang') made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function link(href, text) {
  return element('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow ugc' }, text);
}

function launcherIcon() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', 'M4 5h16v11H11l-4 4v-4H4z');
  svg.append(path);
  return svg;
}

// Draws the chat and tells what the visitor does: on.toggle(), on.submit(text), on.choose(choice),
// on.input(), on.blur(), on.earlier(), on.retry(cid), on.here().
class View {
  constructor(options, on) {
    this.options = options;
    this.on = on;
    this.host = document.createElement('selat-chat');
    this.root = this.host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    this.root.adoptedStyleSheets = [sheet];
    this.#build();
    this.setTheme(options.theme);
    this.host.dataset.position = options.position === 'left' ? 'left' : 'right';
    if (options.color) {
      this.host.style.setProperty('--selat-color', options.color);
      this.host.style.setProperty('--selat-on-color', readableOn(options.color));
    }
    document.body.append(this.host);
  }

  get opened() {
    return !this.panel.hidden;
  }

  text(name, values) {
    return say(this.options.locale, name, values);
  }

  destroy() {
    this.themes?.abort();
    this.host.remove();
  }

  setTheme(theme) {
    this.themes?.abort();
    this.themes = new AbortController();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => (this.host.dataset.theme = theme === 'dark' || (theme !== 'light' && dark.matches) ? 'dark' : 'light');
    dark.addEventListener('change', apply, { signal: this.themes.signal });
    apply();
  }

  // Puts the language's words in place; the thread is drawn again by the caller.
  relabel() {
    const { title, greeting, locale } = this.options;
    this.panel.lang = locale;
    this.heading.textContent = title || this.text('title');
    this.greeting.textContent = greeting || '';
    this.greeting.hidden = !greeting;
    this.closer.setAttribute('aria-label', this.text('close'));
    this.log.setAttribute('aria-label', this.text('messages'));
    this.box.setAttribute('aria-label', this.text('write'));
    this.box.placeholder = this.text('write');
    this.sender.textContent = this.text('send');
    this.earlier.textContent = this.text('earlier');
    this.badge(this.count || 0);
  }

  open(focus) {
    this.panel.hidden = false;
    this.launcher.hidden = true;
    this.launcher.setAttribute('aria-expanded', 'true');
    if (focus) this.box.focus();
    this.toEnd();
  }

  close(focus) {
    this.panel.hidden = true;
    this.launcher.hidden = Boolean(this.options.hidden);
    this.launcher.setAttribute('aria-expanded', 'false');
    if (focus && !this.launcher.hidden) this.launcher.focus();
  }

  hide(hidden) {
    this.options.hidden = hidden;
    this.launcher.hidden = hidden || this.opened;
  }

  badge(count) {
    this.count = count;
    this.bubble.hidden = count === 0;
    this.bubble.textContent = count > 99 ? '99+' : String(count);
    this.launcher.setAttribute('aria-label', count ? this.text('openUnread', { n: count }) : this.text('open'));
  }

  // The line under the heading: what the connection does. `act` adds the button that takes it over.
  note(text, act) {
    this.noteLine.hidden = !text;
    this.noteLine.replaceChildren(text || '');
    if (act) this.noteLine.append(' ', element('button', { type: 'button', textContent: act, onclick: () => this.on.here() }));
  }

  status(text) {
    if (this.statusLine.textContent !== text) this.statusLine.textContent = text;
  }

  problem(text) {
    this.problemLine.hidden = !text;
    this.problemLine.textContent = text;
  }

  // Draws all of it. Elements that are there already stay, so that only what is new is read out.
  draw(thread) {
    const wanted = [];
    const items = thread.sorted;
    const newest = items[items.length - 1];
    const pending = [...thread.outbox.values()];
    const lastOwn = pending.length ? null : items.filter((item) => item.author?.kind === 'visitor').pop();
    const answering = thread.answering;
    const silent = !pending.some((waiting) => waiting.state === 'pending');
    for (const item of items) {
      const usable = { newest: item === newest && silent, cards: !answering };
      const state = item !== lastOwn ? '' : item.seq <= thread.agentReadSeq ? 'read' : 'sent';
      wanted.push(this.#keep(`s${item.key}`, [state, usable.newest, usable.cards, this.options.locale].join(), () => this.#item(item, state, usable)));
    }
    for (const waiting of pending) {
      wanted.push(this.#keep(`o${waiting.cid}`, [waiting.state, this.options.locale].join(), () => this.#waiting(waiting)));
    }
    const atEnd = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 80;
    this.#place(wanted);
    this.earlier.hidden = thread.firstSeq <= 1;
    if (atEnd) this.toEnd();
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  #keep(key, version, make) {
    const old = this.drawn.get(key);
    if (old?.version === version) return old;
    return { key, version, node: make() };
  }

  #place(wanted) {
    const keys = new Set(wanted.map((each) => each.node));
    for (const old of this.drawn.values()) if (!keys.has(old.node)) old.node.remove();
    wanted.forEach(({ node }, index) => {
      if (this.log.children[index] !== node) this.log.insertBefore(node, this.log.children[index] || null);
    });
    this.drawn = new Map(wanted.map((each) => [each.key, each]));
  }

  #build() {
    this.drawn = new Map();
    this.bubble = element('span', { className: 'badge', hidden: true, 'aria-hidden': 'true' });
    this.launcher = element('button', { type: 'button', className: 'launcher', hidden: Boolean(this.options.hidden), onclick: () => this.on.toggle(), 'aria-expanded': 'false', 'aria-controls': 'panel' }, launcherIcon(), this.bubble);
    this.heading = element('h2', { id: 'title', dir: 'auto' });
    this.closer = element('button', { type: 'button', onclick: () => this.on.toggle(), className: 'closer' }, element('span', { 'aria-hidden': 'true' }, '×'));
    this.noteLine = element('div', { className: 'note', role: 'status', hidden: true });
    this.earlier = element('button', { type: 'button', className: 'earlier', hidden: true, onclick: () => this.on.earlier() });
    this.greeting = element('p', { className: 'greeting', dir: 'auto' });
    this.log = element('div', { className: 'log', role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions' });
    this.scroll = element('div', { className: 'scroll', tabIndex: 0 }, this.earlier, this.greeting, this.log);
    this.statusLine = element('div', { className: 'status', role: 'status' });
    this.problemLine = element('div', { className: 'problem', role: 'alert', hidden: true });
    this.box = element('textarea', { rows: 1, dir: 'auto', autocomplete: 'off', onkeydown: (event) => this.#key(event), oninput: () => this.#grow(), onblur: () => this.on.blur() });
    this.sender = element('button', { type: 'submit' });
    const form = element('form', { onsubmit: (event) => { event.preventDefault(); this.#submit(); } }, this.box, this.sender);
    this.panel = element('section', { id: 'panel', className: 'panel', hidden: true, role: 'dialog', 'aria-modal': 'false', 'aria-labelledby': 'title', onkeydown: (event) => this.#panelKey(event) },
      element('header', {}, this.heading, this.closer), this.noteLine, this.scroll, this.statusLine, this.problemLine, form);
    this.root.append(this.launcher, this.panel);
    this.relabel();
  }

  #key(event) {
    // While an input method composes, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit();
  }

  #panelKey(event) {
    if (event.key === 'Escape' && !event.isComposing) {
      event.stopPropagation();
      this.on.toggle();
    } else if (event.key === 'Tab' && matchMedia('(max-width: 480px)').matches) {
      const stops = [...this.panel.querySelectorAll('button, a[href], textarea, [tabindex="0"]')].filter((each) => !each.disabled && each.offsetParent);
      const [first, last] = [stops[0], stops[stops.length - 1]];
      const leaving = event.shiftKey ? first : last;
      if (this.root.activeElement === leaving) {
        event.preventDefault();
        (event.shiftKey ? last : first).focus();
      }
    }
  }

  #grow() {
    this.box.style.height = 'auto';
    this.box.style.height = `${this.box.scrollHeight + 2}px`;
    const length = lengthOf(this.box.value);
    this.problem(length > MAX_TEXT ? this.text('tooLong', { n: length, max: MAX_TEXT }) : '');
    this.on.input(this.box.value.length > 0);
  }

  #submit() {
    const text = this.box.value;
    if (!text.trim() || lengthOf(text) > MAX_TEXT) return;
    this.box.value = '';
    this.#grow();
    this.on.submit(text);
    this.box.focus();
    this.toEnd();
  }

  #author(author) {
    const kind = author?.kind;
    if (kind === 'visitor') return this.text('you');
    return plainName(author?.name) || this.text(kind === 'bot' || kind === 'flow' ? 'bot' : kind === 'system' ? 'system' : 'agent');
  }

  #item(item, state, usable) {
    const own = item.author?.kind === 'visitor';
    const at = new Date(item.ts);
    const time = element('time', { dateTime: at.toISOString(), textContent: at.toLocaleTimeString(this.options.locale, { hour: '2-digit', minute: '2-digit' }) });
    const meta = element('div', { className: 'meta' }, element('bdi', {}, this.#author(item.author)), time);
    if (state) meta.append(element('span', {}, this.text(state)));
    return element('div', { className: own ? 'item own' : item.author?.kind === 'system' ? 'item system' : 'item' }, ...this.#content(item.data || {}, usable), meta);
  }

  #waiting(waiting) {
    const failed = waiting.state === 'failed';
    const meta = element('div', { className: 'meta' }, this.text(failed ? 'failed' : 'sending'));
    if (failed) meta.append(element('button', { type: 'button', textContent: this.text('retry'), onclick: () => this.on.retry(waiting.cid) }));
    const data = { text: waiting.text, selected: waiting.reply };
    return element('div', { className: failed ? 'item own failed' : 'item own' }, ...this.#content(data, {}), meta);
  }

  #content(data, usable) {
    const out = [];
    if (data.text) out.push(this.#words(data.text));
    else if (data.selected?.title) out.push(this.#words(data.selected.title));
    for (const each of list(data.attachments)) out.push(this.#attachment(each));
    if (data.location) out.push(this.#location(data.location));
    for (const card of list(data.cards)) out.push(this.#card(card, usable.cards));
    if (list(data.choices).length) out.push(this.#choices(data.choices, usable.newest));
    if (!out.length) out.push(element('div', { className: 'bubble' }, this.text('unsupported')));
    return out;
  }

  #words(text) {
    const parts = linkify(String(text)).map((part) => (part.href ? link(part.href, part.text) : part.text));
    return element('div', { className: 'bubble', dir: 'auto' }, ...parts);
  }

  #attachment({ kind, url, name }) {
    const href = safeUrl(url, this.options.base);
    const label = plainName(name) || this.text(['image', 'video', 'audio', 'sticker'].includes(kind) ? kind : 'file');
    if (!href) return element('div', { className: 'bubble' }, label);
    if (kind === 'image' || kind === 'sticker') {
      const image = element('img', { src: href, alt: label, loading: 'lazy', referrerPolicy: 'no-referrer', onload: () => this.toEnd() });
      return element('div', { className: 'media' }, link(href, image));
    }
    if (kind === 'video') return element('div', { className: 'media' }, element('video', { src: href, controls: true, preload: 'metadata', 'aria-label': label }));
    if (kind === 'audio') return element('div', { className: 'media' }, element('audio', { src: href, controls: true, preload: 'none', 'aria-label': label }));
    return element('div', { className: 'media bubble' }, link(href, label));
  }

  #location({ latitude, longitude, name, address }) {
    const [lat, lon] = [Number(latitude), Number(longitude)];
    const href = `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=16/${lat}/${lon}`;
    const words = [name, address].map(plainName).filter(Boolean).join(', ');
    return element('div', { className: 'bubble' }, words ? `${words}\n` : null, link(href, this.text('map')));
  }

  #card(card, usable) {
    const image = safeUrl(card.image, this.options.base);
    return element('div', { className: 'card' },
      image ? element('img', { src: image, alt: '', loading: 'lazy', referrerPolicy: 'no-referrer' }) : null,
      card.title ? element('h3', { dir: 'auto' }, String(card.title)) : null,
      card.text ? element('p', { dir: 'auto' }, String(card.text)) : null,
      list(card.choices).length ? this.#choices(card.choices, usable) : null);
  }

  // Buttons answer once, while they are the newest thing said, or as long as they are on a card;
  // otherwise they only show what was offered.
  #choices(choices, usable) {
    const choose = (choice) => {
      for (const button of buttons) button.disabled = true;
      this.on.choose(choice);
    };
    const buttons = choices.map((choice) => {
      const title = String(choice.title ?? choice.payload ?? '');
      const href = safeUrl(choice.url);
      if (href) return link(href, title);
      return element('button', { type: 'button', disabled: !usable, onclick: () => choose({ title, payload: String(choice.payload || title) }) }, title);
    });
    return element('div', { className: 'choices', role: 'group', 'aria-label': this.text('options') }, ...buttons);
  }
}

function list(value) {
  return Array.isArray(value) ? value.filter((each) => each && typeof each === 'object') : [];
}
