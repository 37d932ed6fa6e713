// A page without a browser: as much of one as the widget touches, and the gateway's side of it.
import { webcrypto } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { widget } from '../../widget/build.mjs';
import { clock } from './clock.mjs';

const chat = fileURLToPath(new URL('../../widget/chat.js', import.meta.url));
export const source = Buffer.from(await widget({ entryPoints: [chat], globalName: 'chat', minify: false })).toString();

class Element {
  constructor(name) {
    this.name = name;
    this.children = [];
    this.attributes = {};
    this.dataset = {};
    this.style = { setProperty() {} };
    this.tabIndex = 0;
    this.scrollHeight = this.scrollTop = this.clientHeight = 0;
    this.hidden = false;
    this.value = '';
  }
  get textContent() { return this.text ?? this.children.map((each) => each.textContent ?? each).join(''); }
  set textContent(text) { this.children = []; this.text = text; }
  setAttribute(name, value) { this.attributes[name] = value; }
  removeAttribute(name) { delete this.attributes[name]; }
  contains(other) { return this === other || this.children.some((each) => each.contains?.(other)); }
  before(node) { this.parent.insertBefore(node, this); }
  attachShadow() { return (this.shadow = new Element('#shadow')); }
  append(...nodes) { for (const node of nodes) this.insertBefore(node, null); }
  replaceChildren(...nodes) { this.children = []; this.append(...nodes); }
  insertBefore(node, before) {
    node.remove?.();
    const at = before ? this.children.indexOf(before) : this.children.length;
    this.children.splice(at, 0, node);
    if (node instanceof Element) node.parent = this;
  }
  remove() {
    this.parent?.children.splice(this.parent.children.indexOf(this), 1);
    this.parent = null;
  }
  addEventListener() {}
  focus() {}
  click() { if (!this.disabled) this.onclick?.({}); }
  all(name) { return [...(this.name === name ? [this] : []), ...this.children.flatMap((each) => each.all?.(name) ?? [])]; }
}

class Storage {
  constructor(entries) { this.entries = new Map(Object.entries(entries)); }
  get length() { return this.entries.size; }
  key(index) { return [...this.entries.keys()][index]; }
  getItem(name) { return this.entries.get(name) ?? null; }
  setItem(name, value) { this.entries.set(name, String(value)); }
  removeItem(name) { this.entries.delete(name); }
}

export const settle = () => new Promise((resolve) => setImmediate(resolve));

// `stored`: what an earlier page left behind. `random`: what Math.random gives.
export class Page {
  constructor({ stored = {}, random = 0.5 } = {}) {
    this.sockets = [];
    this.hears = {};  // what the document is listened to for
    this.sessions = [];
    this.storage = new Storage(Object.fromEntries(Object.entries(stored).map(([name, value]) => [`selat:web:${name}`, value])));
    const page = this;
    this.body = new Element('body');
    class Socket {
      static OPEN = 1;
      constructor() {
        this.readyState = 0;
        this.frames = [];
        page.sockets.push(this);
      }
      send(text) { this.frames.push(JSON.parse(text)); }
      close() { this.readyState = 3; }
      opens() { this.readyState = 1; this.onopen(); }
      gets(frame) { this.onmessage({ data: JSON.stringify(frame) }); }
      ends(code) { this.readyState = 3; this.onclose({ code }); }
      get messages() { return this.frames.filter((each) => each.type === 'msg.send'); }
    }
    const document = { createElement: (name) => new Element(name), createElementNS: (_, name) => new Element(name), body: this.body, documentElement: { lang: 'en' }, addEventListener: (name, call) => (this.hears[name] = call), removeEventListener() {}, visibilityState: 'visible', title: 'T', currentScript: null };
    const given = {
      document, localStorage: this.storage, WebSocket: Socket, fetch: (url, request) => this.#fetch(url, request),
      navigator: { languages: ['en'] }, location: { origin: 'https://shop.example', pathname: '/' }, window: {},
      matchMedia: () => ({ matches: false, addEventListener() {} }), CSSStyleSheet: class { replaceSync() {} }, addEventListener() {},
      requestAnimationFrame: (draw) => draw(), crypto: webcrypto, ...clock.given,
      Math: Object.assign(Object.create(Math), { random: () => random, max: Math.max, min: Math.min }),
    };
    const { Chat } = new Function(...Object.keys(given), `'use strict';${source};return chat;`)(...Object.values(given));
    this.chat = new Chat('https://chat.example/channels/web', {});
  }

  async #fetch(url, request) {
    if (url.endsWith('/config')) return { ok: true, status: 200, json: async () => ({}) };
    const body = JSON.parse(request.body);
    this.sessions.push(body);
    const user = body.identity?.token ? 'user:siti' : body.token?.startsWith('user') ? 'user:siti' : 'visitor:1';
    return { ok: true, status: 200, json: async () => ({ session_token: `${user}.token`, visitor_id: user, contact: { verified: user !== 'visitor:1' } }) };
  }

  get socket() { return this.sockets.at(-1); }
  get root() { return this.body.children[0].shadow; }
  get buttons() { return this.root.all('div').filter((each) => each.className === 'choices').flatMap((each) => each.all('button')); }
  get box() { return this.root.all('textarea')[0]; }
  get status() { return this.root.all('div').find((each) => each.className === 'status').textContent; }
  stored(name) { return this.storage.getItem(`selat:web:${name}`); }

  // Until the newest socket is welcomed, with nothing to replay.
  async live({ to = 0 } = {}) {
    await settle();
    this.socket.opens();
    this.socket.gets({ type: 'welcome', resume: { from_seq: to + 1, to_seq: to, truncated: false }, read_seq: 0, agent_read_seq: 0, status: 'open', hb: 25 });
  }
  acks(message, seq) { this.socket.gets({ type: 'ack', rid: message.rid, cid: message.cid, seq, id: `IM${seq}`, ts: 1 }); }
  says(seq, data) { this.socket.gets({ type: 'event', event: 'message', seq, id: `IM${seq}`, ts: 1, author: { kind: 'flow' }, data }); }
}
