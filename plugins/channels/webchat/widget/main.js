// The chat of one page: puts link, thread and view together.
class Chat {
  constructor(base, settings) {
    const key = base.split('/').pop();
    this.settings = settings;
    this.store = new Store(`selat:${key}:`);
    this.listeners = new Map();
    this.thread = new Thread();
    this.options = { base, title: settings.title || '', greeting: settings.greeting || '', theme: settings.theme, position: settings.position, color: settings.color, hidden: 'hidden' in settings, locale: this.#language(settings.locale) };
    this.view = new View(this.options, {
      toggle: () => this.toggle(), submit: (text) => this.sendMessage(text), choose: (choice) => this.#send({ reply: choice }),
      input: (some) => this.#typing(some), blur: () => this.#typing(false), earlier: () => this.#earlier(),
      retry: (cid) => this.#retry(cid), here: () => this.link.start(),
    });
    this.link = new Link(base, this.store, {
      frame: (frame) => this.#frame(frame), state: (state) => this.#state(state),
      session: (session) => this.#session(session), error: (code) => this.#emit('error', { code }),
    });
    this.link.lastSeq = () => this.thread.lastSeq;
    this.link.locale = () => this.options.locale;
    this.link.settled = () => !this.thread.inFlight;
    this.visible = () => this.#read();
    document.addEventListener('visibilitychange', this.visible);
    this.#restore();
    this.#configure();
    if (this.store.get('token')) this.link.start();
    if ('open' in settings) this.open(false);
  }

  // What the page may call.
  open(focus = true) {
    if (this.view.opened) return;
    this.link.start();
    this.view.open(focus !== false);
    this.#read();
    this.#emit('open');
  }
  close() {
    if (!this.view.opened) return;
    this.view.close(true);
    this.#typing(false);
    this.#emit('close');
  }
  toggle() {
    if (this.view.opened) this.close();
    else this.open();
  }
  hide() { this.view.hide(true); }
  show() { this.view.hide(false); }
  // {token} or {user_id, user_hash} signed by the site's server, or plain fields, which are claims.
  identify(identity) {
    this.link.identity = identity && typeof identity === 'object' ? identity : null;
    this.link.renew();
    if (this.link.identity?.token || this.link.identity?.user_hash) this.link.start();
  }
  logout() {
    const running = this.view.opened;
    this.link.stop();
    this.link.forget();
    this.store.remove('visitor');
    this.visitor = null;
    this.#forget();
    if (running) this.link.start();
  }
  setLocale(tag) {
    this.settings.locale = tag;
    this.options.locale = this.#language(tag);
    this.view.relabel();
    this.#redraw();
  }
  setTheme(theme) { this.view.setTheme(theme); }
  prefill(text) { this.view.box.value = String(text); }
  sendMessage(text) {
    text = String(text);
    if (text.trim() && lengthOf(text) <= MAX_TEXT) this.#send({ text });
  }
  on(event, callback) {
    if (!this.listeners.has(event)) this.listeners.set(event, new Set());
    this.listeners.get(event).add(callback);
    if (event === 'ready' && this.isReady) callback();
  }
  off(event, callback) { this.listeners.get(event)?.delete(callback); }
  destroy() {
    this.link.destroy();
    this.view.destroy();
    document.removeEventListener('visibilitychange', this.visible);
    for (const timer of [this.readTimer, this.deliveredTimer, this.idleTimer, this.typingTimer, this.againTimer]) clearTimeout(timer);
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

  #language(tag) {
    return pickLocale([tag, document.documentElement.lang, ...(navigator.languages || [])]);
  }

  async #configure() {
    try {
      const answer = await fetch(`${this.options.base}/config`, { credentials: 'omit' });
      const config = await answer.json();
      if (!answer.ok) throw new Error(config.error?.code);
      this.options.title ||= config.title;
      this.options.greeting ||= config.greeting;
      if (!this.settings.locale && config.default_locale) this.options.locale = this.#language(config.default_locale);
      this.view.relabel();
      this.#redraw();
    } catch (error) {
      this.#emit('error', { code: error.message || 'config' });
    }
    this.isReady = true;
    this.#emit('ready');
  }

  #restore() {
    const found = [];
    for (const name of this.store.names('out:')) {
      try {
        const message = JSON.parse(this.store.get(name));
        if (message?.cid) found.push(message);
      } catch {
        this.store.remove(name);
      }
    }
    inOrder(found).forEach((message) => this.thread.queue(message));
    this.#redraw();
  }

  #keep(message) {
    const { state, code, ...kept } = message;
    this.store.set(`out:${message.cid}`, JSON.stringify(kept));
  }

  #forget() {
    for (const name of this.store.names('out:')) this.store.remove(name);
    this.thread = new Thread();
    this.#redraw();
  }

  #session(session) {
    const before = this.visitor ?? this.store.get('visitor');
    if (before && before !== session.visitor_id) {
      // Somebody else's session, or the visitor's own after signing in: another thread.
      const waiting = [...this.thread.outbox.values()];
      this.thread = new Thread();
      for (const message of waiting) {
        if (!before.startsWith('visitor:')) this.store.remove(`out:${message.cid}`);
        else if (message.state === 'failed') this.thread.outbox.set(message.cid, message);
        else {
          const again = this.thread.queue({ ...message, sent: false });
          if (this.store.get(`out:${message.cid}`)) this.#keep(again);
        }
      }
      this.#redraw();
    }
    this.visitor = session.visitor_id;
    this.store.set('visitor', this.visitor);
    this.#emit('session', { visitor_id: session.visitor_id, verified: Boolean(session.contact?.verified) });
  }

  #state(state) {
    const notes = { offline: 'offline', connecting: 'connecting', replaced: 'replaced' };
    this.view.note(notes[state] ? this.view.text(notes[state]) : '', state === 'replaced' ? this.view.text('here') : null);
    if (state !== 'live') this.view.status('');
  }

  #frame(frame) {
    switch (frame.type) {
      case 'welcome':
        this.thread.welcome(frame);
        this.#flush();
        this.link.settle();
        return this.#redraw();
      case 'event': return this.#event(frame);
      case 'ack': return this.#acked(frame);
      case 'nack': return this.#refused(frame);
      case 'typing': return this.#agentTyping(frame);
      case 'receipt': return this.#receipt(frame);
      case 'history':
        for (const event of frame.events) this.thread.event(event);
        return this.#redraw();
      case 'notice':
        return this.view.status(frame.code === 'conversation_stays_open' ? this.view.text('stays') : '');
    }
  }

  #event(frame) {
    if (frame.event === 'status') {
      const before = this.thread.status;
      this.thread.status = frame.data.status;
      if (before === 'closed' && frame.data.status === 'open') this.#emit('conversation:start');
      if (frame.data.status === 'closed') this.#emit('conversation:end');
      return this.#redraw();
    }
    if (frame.event !== 'message') return;
    const replayed = !this.thread.ready;
    const fresh = this.thread.event(frame);
    if (frame.cid) this.store.remove(`out:${frame.cid}`);
    if (replayed) this.#flush();
    this.link.settle();
    if (!fresh) return;
    if (frame.author?.kind !== 'visitor') {
      this.view.status('');
      if (!replayed) this.#emit('message:in', frame);
      this.#delivered();
    }
    this.#redraw();
    this.#read();
  }

  #acked(frame) {
    if (!frame.cid) return;
    this.store.remove(`out:${frame.cid}`);
    const event = this.thread.ack(frame);
    if (event) this.#emit('message:out', event);
    this.link.settle();
    this.#redraw();
  }

  #refused(frame) {
    const wait = this.thread.nack(frame);
    if (wait !== null) {
      if (this.store.get(`out:${frame.cid}`)) this.#keep(this.thread.outbox.get(frame.cid));
      clearTimeout(this.againTimer);
      this.againTimer = setTimeout(() => this.#flush(), wait * 1000);
    } else if (frame.cid) {
      this.store.remove(`out:${frame.cid}`);
      this.#emit('error', { code: frame.code });
    }
    this.link.settle();
    this.#redraw();
  }

  #receipt(frame) {
    if (frame.kind !== 'read') return;
    if (frame.by === 'agent') this.thread.agentRead(frame.cid);
    else this.thread.readSeq = Math.max(this.thread.readSeq, frame.seq);
    this.#redraw();
  }

  #agentTyping(frame) {
    clearTimeout(this.typingTimer);
    const name = plainName(frame.author?.name) || this.view.text(frame.author?.kind === 'agent' ? 'agent' : 'bot');
    this.view.status(frame.on ? this.view.text('typing', { name }) : '');
    if (frame.on) this.typingTimer = setTimeout(() => this.view.status(''), (frame.ttl || 8) * 1000);
  }

  #send(part) {
    const cid = crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    const message = this.thread.queue({ cid, n: this.thread.next(), ...part });
    if (this.store.names('out:').length < 50) this.#keep(message);
    clearTimeout(this.idleTimer);
    this.typedAt = 0;
    this.link.start();
    if (this.thread.ready) this.#post(message);
    this.#redraw();
    this.view.toEnd();
  }

  // While a change of session waits, only what was sent before is sent again.
  #post(message) {
    const { cid, text, reply, sent } = message;
    if (this.link.due && !sent) return;
    if (!sent && this.store.get(`out:${cid}`)) this.#keep({ ...message, sent: true });
    if (this.link.send({ type: 'msg.send', rid: cid, cid, ...(text && { text }), ...(reply && { reply }) })) message.sent = true;
  }

  // Sends what waits, once everything that was missed is here: some of it may have got through.
  #flush() {
    if (!this.thread.ready) return;
    for (const message of this.thread.outbox.values()) if (message.state === 'pending') this.#post(message);
  }

  #retry(cid) {
    const message = this.thread.outbox.get(cid);
    if (!message) return;
    message.state = 'pending';
    this.#post(message);
    this.#redraw();
  }

  #earlier() {
    this.link.send({ type: 'history', rid: 'earlier', before_seq: this.thread.firstSeq, limit: 50 });
  }

  #typing(on) {
    clearTimeout(this.idleTimer);
    const now = Date.now();
    if (on && now - (this.typedAt || 0) > 3000) {
      this.typedAt = now;
      this.link.send({ type: 'typing', on: true });
    }
    if (on) {
      this.idleTimer = setTimeout(() => this.#typing(false), 5000);
    } else if (this.typedAt) {
      this.typedAt = 0;
      this.link.send({ type: 'typing', on: false });
    }
  }

  #delivered() {
    clearTimeout(this.deliveredTimer);
    this.deliveredTimer = setTimeout(() => this.link.send({ type: 'receipt', kind: 'delivered', seq: this.thread.lastSeq }), 300);
  }

  #read() {
    clearTimeout(this.readTimer);
    if (!this.view.opened || document.visibilityState !== 'visible') return;
    this.readTimer = setTimeout(() => {
      if (!this.view.opened || document.visibilityState !== 'visible' || this.thread.lastSeq <= this.thread.readSeq) return;
      if (!this.link.send({ type: 'read', seq: this.thread.lastSeq })) return;
      this.thread.readSeq = this.thread.lastSeq;
      this.#redraw();
    }, 1000);
  }

  #redraw() {
    this.view.draw(this.thread);
    const unread = this.thread.unread;
    if (unread !== this.unread) {
      this.unread = unread;
      this.view.badge(unread);
      this.#emit('unread', unread);
    }
    if (this.thread.status === 'closed') this.view.status(this.view.text('ended'));
  }
}

const CALLS = ['open', 'close', 'toggle', 'hide', 'show', 'identify', 'logout', 'setLocale', 'setTheme', 'prefill', 'sendMessage', 'on', 'off', 'destroy'];

// window.selatChat('open') or selatChat.open(); calls made before the script came wait in selatChat.q.
function install(chat, before) {
  const call = (name, ...given) => (CALLS.includes(name) ? chat[name](...given) : undefined);
  for (const name of CALLS) call[name] = (...given) => call(name, ...given);
  call.loaded = true;
  window.selatChat = call;
  for (const [name, ...given] of before?.q || []) call(name, ...given);
}

const tag = typeof document === 'undefined' ? null : document.currentScript;
if (tag?.src && !window.selatChat?.loaded) {
  const base = new URL(tag.src).href.replace(/\/widget\.js.*$/, '');
  const start = () => install(new Chat(base, { ...tag.dataset }), window.selatChat);
  if (document.body) start();
  else addEventListener('DOMContentLoaded', start, { once: true });
}
