import * as colour from './colour.js';
import { Composer } from './composer.js';
import { button, element, icon } from './dom.js';
import { Form } from './form.js';
import { Log } from './log.js';
import { Phone } from './phone.js';
import styles from './styles.css';

const GROUNDS = { light: [255, 255, 255], dark: [20, 24, 29] }; // --back of styles.css
const SMALL = '(max-width: 480px), (max-height: 420px)'; // the panel takes the whole screen

// Draws the chat and tells what the visitor does: on.toggle(), on.submit(text), on.choose(choice),
// on.input(some), on.blur(), on.earlier(), on.retry(cid), on.cancel(cid), on.files(list), on.here().
export class View {
  #announcer; #asked = null; #closer; #colour; #dots; #followed; #heading; #host; #launcher; #noteLine; #scroll;
  #small; #sought; #statusLine; #statusText; #themes;

  constructor(options, on) {
    this.options = options;
    this.on = on;
    this.listeners = new AbortController();
    this.#host = document.createElement('selat-chat');
    this.root = this.#host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    this.root.adoptedStyleSheets = [sheet];
    this.#build();
    this.setTheme(options.theme);
    this.setColour(options.color);
    this.#host.dataset.position = options.position === 'left' ? 'left' : 'right';
    this.#small = matchMedia(SMALL);
    this.#fit();
    document.body.append(this.#host);
  }

  get opened() { return !this.panel.hidden; }

  text(name, values) { return this.options.language.say(name, values); }

  destroy() {
    this.listeners.abort();
    this.#themes?.abort();
    this.phone?.destroy();
    this.#host.remove();
  }

  setTheme(theme) {
    this.#themes?.abort();
    this.#themes = new AbortController();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      this.#host.dataset.theme = theme === 'dark' || (theme !== 'light' && dark.matches) ? 'dark' : 'light';
      this.#tint();
    };
    dark.addEventListener('change', apply, { signal: this.#themes.signal });
    apply();
  }

  // A brand's colour. What is written in it, or on it, is as light or dark as it takes to be read.
  setColour(text) {
    this.#colour = text ? colour.parse(text) : null;
    this.#tint();
  }

  #tint() {
    if (!this.#colour) return;
    const { style } = this.#host;
    style.setProperty('--selat-color', `rgb(${this.#colour.join(' ')})`);
    style.setProperty('--selat-on-color', colour.on(this.#colour));
    style.setProperty('--selat-ink', colour.readable(this.#colour, GROUNDS[this.#host.dataset.theme]));
  }

  // Puts the language's words in place; the thread is drawn again by the caller.
  relabel() {
    const { language, title, greeting, files } = this.options;
    this.panel.lang = language.name === 'zh' ? 'zh-Hans' : language.name;
    this.#heading.textContent = language.of(title) || this.text('title');
    this.greeting.textContent = language.of(greeting);
    this.greeting.hidden = !this.greeting.textContent;
    this.#closer.setAttribute('aria-label', this.text('close'));
    this.earlier.textContent = this.text('earlier');
    this.newest.setAttribute('aria-label', this.text('newest'));
    this.drop.textContent = this.text('dropHere');
    this.composer.relabel(language, files);
    this.log.relabel();
    this.phone?.relabel(language);
    this.badge(this.count || 0);
  }

  open(focus) {
    this.panel.hidden = false;
    this.#launcher.hidden = true;
    this.#launcher.setAttribute('aria-expanded', 'true');
    if (focus) this.focus();
    this.toEnd();
  }

  focus() {
    if (this.form) this.form.focus();
    else this.composer.box.focus();
  }

  close(focus) {
    this.panel.hidden = true;
    this.#launcher.hidden = Boolean(this.options.hidden);
    this.#launcher.setAttribute('aria-expanded', 'false');
    if (focus && !this.#launcher.hidden) this.#launcher.focus();
  }

  hide(hidden) {
    this.options.hidden = hidden;
    this.#launcher.hidden = hidden || this.opened;
  }

  badge(count) {
    const label = count ? this.text('openUnread', { n: count }) : this.text('open');
    if (count > (this.count ?? count) && !this.opened) this.#announcer.textContent = label;
    this.count = count;
    this.bubble.hidden = count === 0;
    this.bubble.textContent = count > 99 ? '99+' : count;
    this.#launcher.setAttribute('aria-label', label);
  }

  // The line under the heading: what the connection does. `act` adds the button that takes it over.
  note(text, act) {
    this.#noteLine.hidden = !text;
    this.#noteLine.replaceChildren(text || '');
    if (act) this.#noteLine.append(' ', button('textual', () => this.on.here(), act));
  }

  status(text, typing = false) {
    if (this.#statusText.textContent !== text) this.#statusText.textContent = text;
    this.#statusLine.hidden = !text;
    this.#dots.hidden = !typing;
  }

  // Asks before the first message, in place of the composer; null: nothing is asked. What was filled
  // in stays, and the focus is never taken from the page.
  ask(asked, send) {
    const { language } = this.options;
    const key = asked && JSON.stringify([asked, language.tag, language.ready]);
    if (key === this.#asked) return;
    this.#asked = key;
    const { activeElement } = this.root;
    const focused = (this.form ?? this.composer).node.contains(activeElement);
    const form = asked ? new Form(language, asked, send, this.form?.fields) : null;
    this.form?.node.remove();
    this.form = form;
    this.composer.node.hidden = Boolean(form);
    if (form) this.log.node.before(form.node);
    if (focused) (this.root.getElementById(activeElement.id) ?? this).focus();
  }

  // Offers to confirm a number; null: nothing is offered.
  confirm(phone, ask, done) {
    if (this.phone?.phone === phone) return;
    const focused = this.phone?.node.contains(this.root.activeElement);
    this.phone?.destroy();
    this.phone?.node.remove();
    this.phone = phone ? new Phone(this.options.language, phone, ask, done) : null;
    if (this.phone) this.#statusLine.before(this.phone.node);
    else if (focused) this.focus();
  }

  draw(thread, uploads) {
    const follows = this.#sought || this.#atEnd;
    this.log.draw(thread, uploads);
    this.earlier.hidden = thread.firstSeq <= 1;
    if (follows) this.toEnd();
    this.#sought = false;
  }

  get #atEnd() { return this.#scroll.scrollHeight - this.#scroll.scrollTop - this.#scroll.clientHeight < 80; }

  // Now, and after what is about to be drawn.
  toEnd() {
    if (this.form) return;
    this.#sought = true;
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.newest.hidden = true;
  }

  #build() {
    const { on, options } = this;
    this.log = new Log({ ...on, base: options.base, get language() { return options.language; }, grew: () => this.#followed && this.toEnd() });
    this.composer = new Composer({ ...on, submit: (text) => { on.submit(text); this.toEnd(); } });
    this.bubble = element('span', { className: 'badge', hidden: true, 'aria-hidden': 'true' });
    this.#launcher = element('button', { type: 'button', className: 'launcher', hidden: Boolean(this.options.hidden), onclick: () => on.toggle(), 'aria-expanded': 'false', 'aria-controls': 'panel' }, icon('chat'), this.bubble);
    this.#announcer = element('div', { className: 'quiet', role: 'status' });
    this.#heading = element('h2', { id: 'title', dir: 'auto' });
    this.#closer = button('plain', () => on.toggle(), icon('close'));
    this.#noteLine = element('div', { className: 'note', role: 'status', hidden: true });
    this.earlier = button('textual earlier', () => on.earlier());
    this.earlier.hidden = true;
    this.greeting = element('p', { className: 'greeting bubble', dir: 'auto' });
    this.#scroll = element('div', { className: 'scroll', tabIndex: 0, onscroll: () => this.#scrolled() }, this.earlier, this.greeting, this.log.node);
    this.newest = button('newest', () => this.toEnd(), icon('down'));
    this.newest.hidden = true;
    this.#dots = element('span', { className: 'dots', 'aria-hidden': 'true' }, element('i'), element('i'), element('i'));
    this.#statusText = element('span', { role: 'status' });
    this.#statusLine = element('div', { className: 'status', hidden: true }, this.#dots, this.#statusText);
    this.drop = element('div', { className: 'drop', hidden: true });
    this.panel = element('section', { id: 'panel', className: 'panel', hidden: true, role: 'dialog', 'aria-modal': 'false', 'aria-labelledby': 'title', onkeydown: (event) => this.#key(event) },
      element('div', { className: 'top' }, element('span', { className: 'mark', 'aria-hidden': 'true' }, icon('chat')), this.#heading, this.#closer),
      this.#noteLine, element('div', { className: 'middle' }, this.#scroll, this.newest), this.#statusLine, this.composer.node, this.drop);
    for (const name of ['dragenter', 'dragover', 'dragleave', 'drop']) this.panel[`on${name}`] = (event) => this.#drag(event);
    this.root.append(this.#launcher, this.#announcer, this.panel);
    this.relabel();
  }

  #scrolled() {
    this.#followed = this.#atEnd;
    this.#sought &&= this.#followed;
    this.newest.hidden = this.#followed || Boolean(this.form);
  }

  // On a small screen the chat is all there is to be seen, above the keyboard.
  #fit() {
    const { signal } = this.listeners;
    const modal = () => this.panel.setAttribute('aria-modal', this.#small.matches);
    this.#small.addEventListener('change', modal, { signal });
    modal();
    const visible = globalThis.visualViewport;
    const size = () => {
      this.#host.style.setProperty('--seen', `${visible.height}px`);
      this.#host.style.setProperty('--above', `${visible.offsetTop}px`);
    };
    for (const event of ['resize', 'scroll']) visible?.addEventListener(event, size, { signal });
  }

  #key(event) {
    if (event.key === 'Escape' && !event.isComposing) {
      event.stopPropagation();
      this.on.toggle();
    } else if (event.key === 'Tab' && this.#small.matches) {
      const stops = [...this.panel.querySelectorAll('button, a[href], input, select, textarea, [tabindex="0"]')].filter((each) => !each.disabled && each.tabIndex >= 0 && each.offsetParent);
      const [first, last] = [stops[0], stops[stops.length - 1]];
      if (this.root.activeElement === (event.shiftKey ? first : last)) {
        event.preventDefault();
        (event.shiftKey ? last : first).focus();
      }
    }
  }

  #drag(event) {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    const taken = this.options.files && !this.form;
    const leaves = event.type === 'drop' || (event.type === 'dragleave' && !this.panel.contains(event.relatedTarget));
    this.drop.hidden = leaves || !taken;
    if (event.type === 'drop' && taken) this.on.files([...event.dataTransfer.files]);
  }
}
