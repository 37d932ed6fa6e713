import { backOff } from './thread.js';

// The session and its socket: connects, says hello, keeps alive, comes back. Calls `on.frame(frame)`,
// `on.state(state)` with connecting, live, offline, replaced or stopped, `on.session(session)`, and
// `on.error(code)`.
export class Link {
  #asks; #beat; #notBefore; #patience; #running; #steady; #turn; #until;

  constructor(base, store, on) {
    this.base = base;
    this.store = store;
    this.on = on;
    this.identity = null;
    this.token = null; // our own: another tab may have put another's into the store
    this.#running = false;
    this.fresh = false;
    this.attempt = 0;
    this.socket = null;
    this.state = 'stopped';
    this.asked = new Map(); // rid → who waits for its answer
    this.#notBefore = 0;
    this.lastSeq = () => 0;
    this.locale = () => '';
    this.settled = () => true; // nothing is out whose fate is unknown
    this.#listen();
  }

  start() {
    if (this.#running && this.state !== 'replaced') return;
    this.#running = true;
    this.#connect();
  }

  stop() {
    this.#running = false;
    this.#turn = null;  // an answer that is still to come is for nobody
    this.#drop();
    this.#become('stopped');
  }

  // The session, here and in the store.
  forget() {
    this.identity = null;
    this.due = false;
    this.fresh = false;
    this.token = null;
    this.store.remove('token');
  }

  destroy() {
    this.stop();
    this.listeners.abort();
  }

  // Asks for a session again: who the visitor is has changed. What is on its way out is first seen
  // to its end in the session it was sent in: sent again in another it would be there twice.
  renew() {
    this.due = true;
    this.settle();
  }

  // Something on its way out has come to its end.
  settle() {
    if (!this.due) return;
    if (this.settled()) this.#switch();
    else if (this.state === 'live') this.#patience ??= setTimeout(() => this.#switch(), 15000);
  }

  #switch() {
    clearTimeout(this.#patience);
    this.#patience = null;
    this.due = false;
    this.fresh = false;
    if (!this.#running || Date.now() < this.#until) return;
    this.#drop();
    this.#connect();
  }

  send(frame) {
    if (this.state !== 'live' || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  // The answer to a frame that asks something; offline when there is none any more.
  ask(frame) {
    const rid = `ask${(this.#asks = (this.#asks || 0) + 1)}`;
    return new Promise((answer) => {
      if (this.send({ ...frame, rid })) this.asked.set(rid, answer);
      else answer({ type: 'nack', code: 'offline' });
    });
  }

  // A token that says more of the session than the one before.
  takeToken(token) {
    this.token = token;
    this.store.set('token', token);
  }

  #listen() {
    this.listeners = new AbortController();
    const now = () => {
      if (!this.#running || this.state === 'live' || this.state === 'replaced' || !this.retry || Date.now() < this.#until) return;
      this.#connect();
    };
    const options = { signal: this.listeners.signal };
    addEventListener('online', now, options);
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && now(), options);
  }

  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.on.state(state);
  }

  #drop() {
    clearTimeout(this.retry);
    clearTimeout(this.#steady);
    clearTimeout(this.#patience);
    clearInterval(this.#beat);
    this.retry = this.#patience = null;
    const socket = this.socket;
    this.socket = null;
    socket?.close(1000);
    for (const answer of this.asked.values()) answer({ type: 'nack', code: 'offline' });
    this.asked.clear();
  }

  #later(wait = 0) {
    this.#drop();
    if (!this.#running) return;
    this.#become('offline');
    this.#until = Date.now() + wait;  // told so: nothing brings it back before
    const delay = Math.max(backOff(this.attempt++), wait);
    this.retry = setTimeout(() => this.#connect(), delay);
  }

  async #connect() {
    this.#drop();
    const turn = (this.#turn = Symbol('turn'));
    if (this.state !== 'offline') this.#become('connecting');
    try {
      if (!this.fresh) await this.#session(turn);
      if (this.#turn === turn && this.#running) this.#open();
    } catch (error) {
      if (this.#turn === turn) this.#later((error.retryAfter || 0) * 1000);
    }
  }

  async #session(turn) {
    const token = (this.token ??= this.store.get('token'));
    const identity = this.due ? null : this.identity;
    const answer = await fetch(`${this.base}/session`, {
      method: 'POST',
      credentials: 'omit',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...(token && { token }), ...(identity && { identity }), locale: this.locale(), page: location.origin + location.pathname }),
    });
    const body = await answer.json().catch(() => ({}));
    if (this.#turn !== turn) return;
    if (answer.status === 401 && body.error?.code === 'session_expired' && token) {
      this.#forgetToken();
      return this.#session(turn);
    }
    if (answer.status === 401 && identity) {
      this.identity = null;
      this.on.error('identity_invalid');
      return this.#session(turn);
    }
    if (!answer.ok) {
      this.on.error(body.error?.code || `http_${answer.status}`);
      throw Object.assign(new Error('no session'), { retryAfter: Number(body.error?.retry_after) || 0 });
    }
    this.takeToken(body.session_token);
    this.fresh = true;
    this.on.session(body);
  }

  #open() {
    const socket = new WebSocket(`${this.base.replace(/^http/, 'ws')}/socket`, 'gwchat.v1');
    this.socket = socket;
    let heard = Date.now();
    const deadline = setTimeout(() => this.socket === socket && this.#later(), 15000);
    socket.onopen = () => {
      socket.send(JSON.stringify({
        type: 'hello', v: 1, token: this.token, last_seq: this.lastSeq(), locale: this.locale(),
        tz: Intl.DateTimeFormat().resolvedOptions().timeZone, page: { url: location.origin + location.pathname, title: document.title },
      }));
    };
    socket.onmessage = (message) => {
      if (this.socket !== socket) return;
      heard = Date.now();
      let frame;
      try {
        frame = JSON.parse(message.data);
      } catch {
        return;
      }
      if (frame.session_token) this.takeToken(frame.session_token);
      if (frame.type === 'welcome') {
        clearTimeout(deadline);
        // A connection that ends soon again is no reason to try faster.
        this.#steady = setTimeout(() => (this.attempt = 0), 30000);
        const beat = (frame.hb || 25) * 1000;
        this.#beat = setInterval(() => {
          if (Date.now() - heard > 2 * beat) return this.#later();
          if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'ping', t: Date.now() }));
        }, beat);
        this.#become('live');
      } else if (frame.type === 'bye') {
        this.#notBefore = (Number(frame.retry_after) || 0) * 1000;
      } else if (this.asked.has(frame.rid)) {
        this.asked.get(frame.rid)(frame);
        this.asked.delete(frame.rid);
        return;
      }
      this.on.frame(frame);
    };
    socket.onclose = (event) => {
      clearTimeout(deadline);
      if (this.socket === socket) this.#closed(event.code);
    };
  }

  #closed(code) {
    if (code === 4401) {
      this.#forgetToken();
      this.fresh = false;
    }
    if (code === 4409) {
      this.#drop();
      return this.#become('replaced');
    }
    const pause = this.#notBefore || (code === 4429 ? 10000 : code === 1001 ? 1000 : 0);
    this.#notBefore = 0;
    this.#later(pause && pause * (1 + Math.random()));
  }

  #forgetToken() {
    if (this.store.get('token') === this.token) this.store.remove('token');
    this.token = null;
  }
}
