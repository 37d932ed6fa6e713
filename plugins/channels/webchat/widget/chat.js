import { Exchange } from './exchange.js';
import { Language } from './language.js';
import { Link } from './link.js';
import { Signs } from './signs.js';
import { Store } from './store.js';
import { backOff } from './thread.js';
import { Uploads } from './uploads.js';
import { View } from './view.js';
import { lengthOf, MAX_TEXT, plainName } from './words.js';

// The chat of one page: what the page may call, and how the parts hang together.
export class Chat {
  #configuring; #drawing; #isReady; #missing; #settings; #signs; #typingTimer; #view; #visitor;

  constructor(base, settings) {
    this.#settings = settings;
    this.store = new Store(`selat:${base.split('/').pop()}:`);
    this.listeners = new Map();
    this.options = { base, title: settings.title, greeting: settings.greeting, theme: settings.theme, position: settings.position, color: settings.color, hidden: 'hidden' in settings, language: this.#language(settings.locale) };
    this.link = new Link(base, this.store, {
      frame: (frame) => this.exchange.frame(frame), state: (state) => this.#state(state),
      session: (session) => this.#session(session), error: (code) => this.#emit('error', { code }),
    });
    this.link.locale = () => this.options.language.tag;
    this.uploads = new Uploads(base, {
      change: () => {
        this.link.settle();
        this.#redraw();
      },
      refused: (code) => this.#emit('error', { code: code || 'file' }),
      token: () => (this.link.state === 'live' && !this.exchange.held ? this.link.token : null), expired: () => this.link.renew(),
    });
    this.exchange = new Exchange(this.link, this.store, {
      change: () => this.#redraw(), emit: (event, detail) => this.#emit(event, detail), told: (frame) => this.#told(frame),
      has: (cid) => this.uploads.drop(cid), refused: (cid, code) => this.uploads.refused(cid, code) || this.#emit('error', { code }),
    });
    this.link.settled = () => !this.thread.inFlight && !this.uploads.busy;
    this.#view = new View(this.options, {
      toggle: () => this.toggle(), submit: (text) => this.sendMessage(text), choose: (choice) => this.#send({ reply: choice }),
      input: (some) => this.#signs.typing(some), blur: () => this.#signs.typing(false), earlier: () => this.exchange.earlier(),
      retry: (cid) => (this.uploads.items.has(cid) ? this.uploads.retry(cid) : this.exchange.retry(cid)),
      cancel: (cid) => this.uploads.drop(cid), files: (files) => this.#attach(files), here: () => this.link.start(),
    });
    this.#signs = new Signs(this.link, this.exchange, () => this.#view.opened && !this.#view.form, () => this.#redraw());
    this.#speak(this.options.language);
    this.#configure();
    if (this.store.get('token')) this.link.start();
    if ('open' in settings) this.open(false);
  }

  get thread() { return this.exchange.thread; }

  // What the page may call.
  open(focus = true) {
    if (this.#view.opened) return;
    this.link.start();
    this.#view.open(focus !== false);
    this.#signs.read();
    this.#emit('open');
  }
  close() {
    if (!this.#view.opened) return;
    this.#view.close(true);
    this.#signs.typing(false);
    this.#emit('close');
  }
  toggle() {
    if (this.#view.opened) this.close();
    else this.open();
  }
  hide() { this.#view.hide(true); }
  show() { this.#view.hide(false); }
  // {token} or {user_id, user_hash} signed by the site's server, or plain fields, which are claims.
  identify(identity) {
    this.link.identity = identity && typeof identity === 'object' ? identity : null;
    this.link.renew();
    if (this.link.identity?.token || this.link.identity?.user_hash) this.link.start();
  }
  logout() {
    const running = this.#view.opened;
    this.link.stop();
    this.link.forget();
    this.store.remove('visitor');
    this.#visitor = null;
    this.uploads.clear();
    this.exchange.forget();
    this.prefill('');
    this.#askAnew(this.#all);
    if (running) this.link.start();
  }
  setLocale(tag) {
    this.#settings.locale = tag;
    this.#speak(this.#language(tag));
  }
  setTheme(theme) { this.#view.setTheme(theme); }
  prefill(text) {
    this.#view.composer.box.value = String(text);
    this.#view.composer.grow();
  }
  sendMessage(text) {
    text = String(text);
    if (text.trim() && lengthOf(text) <= MAX_TEXT) this.#send({ text });
  }
  on(event, callback) {
    if (!this.listeners.has(event)) this.listeners.set(event, new Set());
    this.listeners.get(event).add(callback);
    if (event === 'ready' && this.#isReady) callback();
  }
  off(event, callback) { this.listeners.get(event)?.delete(callback); }
  destroy() {
    this.link.destroy();
    this.uploads.clear();
    this.exchange.destroy();
    this.#signs.destroy();
    this.#view.destroy();
    clearTimeout(this.#typingTimer);
    clearTimeout(this.#configuring);
  }

  #emit(event, detail) {
    for (const callback of this.listeners.get(event) || []) {
      try {
        callback(detail);
      } catch (error) {
        console.error(error);
      }
    }
  }

  #language(...tags) {
    return new Language([...tags, document.documentElement.lang, ...(navigator.languages || [])]);
  }

  // Draws everything anew, in the words of a language; once more when these have come.
  async #speak(language) {
    const draw = () => {
      this.#view.relabel();
      this.#ask(this.#missing);
      this.#redraw();
    };
    this.options.language = language;
    draw();
    if (language.ready) return;
    await language.load(this.options.base);
    if (this.options.language === language) draw();
  }

  // `again`: what the page has is old, or did not come.
  async #configure(again = 0) {
    clearTimeout(this.#configuring);
    try {
      const answer = await fetch(`${this.options.base}/config`, { credentials: 'omit', cache: again ? 'no-cache' : 'default' });
      const config = await answer.json();
      if (!answer.ok) throw new Error(config.error?.code);
      this.options.title ||= config.title;
      this.options.greeting ||= config.greeting;
      this.options.files = this.uploads.limits = config.files;
      if (!this.#settings.color && config.color) this.#view.setColour(config.color);
      this.asked = config.prechat;
      if (!this.store.get('token')) this.#missing ??= this.#all;
      await this.#speak(this.#language(this.#settings.locale, config.default_locale));
    } catch (error) {
      if (!again) this.#emit('error', { code: error.message || 'config' });
      this.#configuring = setTimeout(() => this.#configure(again + 1), 1000 + backOff(again));
    }
    if (this.#isReady) return;
    this.#isReady = true;
    this.#emit('ready');
  }

  #session(session) {
    const before = this.#visitor ?? this.store.get('visitor');
    if (before && before !== session.visitor_id) {
      const anonymous = before.startsWith('visitor:');
      if (anonymous) {
        this.uploads.move();
      } else {
        this.uploads.clear();
        this.#askAnew(this.#missing);
      }
      this.exchange.begin(anonymous);
    }
    this.#visitor = session.visitor_id;
    this.store.set('visitor', this.#visitor);
    this.#emit('session', { visitor_id: session.visitor_id, verified: Boolean(session.contact?.verified) });
  }

  #state(state) {
    const notes = { offline: 'offline', connecting: 'connecting', replaced: 'replaced' };
    this.#view.note(notes[state] ? this.#view.text(notes[state]) : '', state === 'replaced' ? this.#view.text('here') : null);
    if (state !== 'live') this.#view.status('');
  }

  // What the gateway says beside the messages.
  #told(frame) {
    switch (frame.type) {
      case 'nack': return this.#ask(this.#missing?.length ? this.#missing : this.#all);
      case 'welcome':
      case 'session': {
        const { held } = this.exchange;
        this.#ask(frame.prechat || []);
        if (this.asked !== undefined && this.#missing.some((id) => !this.#all.includes(id))) this.#configure(1);
        if (held && !this.#missing.length && frame.type === 'session') this.exchange.release();
        this.#offer(frame.verify);
        return this.uploads.run();
      }
      case 'typing': return this.#agentTyping(frame);
      case 'verify.failed': return this.#view.phone?.refused({ code: 'unsupported' });
      case 'event':
        if (frame.author?.kind !== 'visitor') {
          this.#view.status('');
          this.#signs.delivered();
        }
        return this.#signs.read();
    }
  }

  // The ids of all that can be asked.
  get #all() { return this.asked ? [...this.asked.fields.map(({ id }) => id), ...(this.asked.consent ? ['consent'] : [])] : []; }

  // Shows what has to be answered before the first message, which waits even while it is not known
  // how to ask: those fields, and consent with them.
  #ask(missing) {
    this.#missing = missing;
    this.exchange.held = Boolean(missing?.length);
    const { title, fields = [], consent } = this.asked ?? {};
    const asked = { title, fields: fields.filter(({ id }) => missing?.includes(id)), consent: missing?.includes('consent') && consent };
    this.#view.ask(asked.fields.length || asked.consent ? asked : null, (answers, consents) => this.#answer(answers, consents));
  }

  // Somebody else: nothing that was filled in is theirs.
  #askAnew(missing) {
    this.#ask();
    this.#ask(missing);
    this.#view.confirm(null);
  }

  async #answer(answers, consent) {
    this.link.start();
    const answer = await this.link.ask({ type: 'prechat', answers, ...(consent && { consent }) });
    if (answer.type !== 'ack') return answer;
    this.#ask([]);
    this.#offer(answer.verify);
    this.exchange.release();
    this.uploads.run();
    this.#emit('prechat:submit', answers);
    return answer;
  }

  // Offers to confirm a phone number once for each page that was opened.
  #offer(phone) {
    const wanted = phone && phone !== this.refused && !this.#view.form ? phone : null;
    this.#view.confirm(wanted, (frame) => this.link.ask(frame), (said) => {
      if (said) this.#emit('verified', { phone });
      this.refused = phone;
      this.#view.confirm(null);
      this.#view.status(said || '');
    });
  }

  #agentTyping(frame) {
    clearTimeout(this.#typingTimer);
    const name = plainName(frame.author?.name) || this.#view.text(frame.author?.kind === 'agent' ? 'agent' : 'bot');
    this.#view.status(frame.on ? this.#view.text('typing', { name }) : '', frame.on);
    if (frame.on) this.#typingTimer = setTimeout(() => this.#view.status(''), (frame.ttl || 8) * 1000);
  }

  #send(part) {
    this.#signs.said();
    this.exchange.send(part);
    this.#view.toEnd();
  }

  #attach(files) {
    const { language, files: taken } = this.options;
    if (!taken || this.#view.form) return;
    this.link.start();
    const [name, values] = this.uploads.add(files) ?? [];
    this.#view.composer.problem(name ? language.say(name, { ...values, size: language.size(values.most ?? 0), name: plainName(values.name) }) : '');
    this.#view.toEnd();
  }

  // Draws once for all that came since the last picture; what is not seen is not drawn.
  #redraw() {
    if (!this.#view) return;
    if (!this.#drawing) {
      this.#drawing = true;
      requestAnimationFrame(() => {
        this.#drawing = false;
        this.#view.draw(this.thread, this.uploads.all);
      });
    }
    const { unread } = this.thread;
    if (unread !== this.unread) {
      this.unread = unread;
      this.#view.badge(unread);
      this.#emit('unread', unread);
    }
    if (this.thread.status === 'closed') this.#view.status(this.#view.text('ended'));
  }
}
