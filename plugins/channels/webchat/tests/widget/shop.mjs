// A website in a real browser, with the chat on it, and the gateway's side of the protocol. Nothing
// leaves the browser: pages, calls and sockets are answered here.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import { axe_rules, browser_options } from '../../../../../tests/browser/looking.mjs';
import { widget } from '../../widget/build.mjs';

const from_widget = createRequire(new URL('../../widget/package.json', import.meta.url));
const { chromium } = from_widget('playwright-core');
const axe = from_widget('axe-core').source;
const script = await widget().then((bytes) => Buffer.from(bytes).toString());

export const chat = 'https://chat.example/channels/web';
export const site = 'https://shop.example';
const cors = { 'access-control-allow-origin': site, 'access-control-allow-headers': 'content-type, authorization, x-client-id, x-file-name', 'access-control-allow-methods': 'GET, POST' };

// As strict as a site can be with a chat on it: nothing inline, and no text becomes markup or script.
export const strict_policy = `default-src 'none'; script-src ${chat.slice(0, 20)}; connect-src ${chat.slice(0, 20)} wss://chat.example; img-src ${chat.slice(0, 20)}; media-src ${chat.slice(0, 20)}; style-src 'none'; form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;

// The tests of one file share a browser; each visitor has a profile of his own.
export function visitors() {
  let browser;
  before(async () => {
    browser = await chromium.launch(browser_options);
  });
  after(async () => { await browser?.close(); });
  return (config, page, options) => new Shop(config, page).open(browser, options);
}

// A form with a field of every type.
export const asked = {
  title: { en: 'Tell us who you are', ms: 'Beritahu kami siapa anda' },
  fields: [
    { id: 'name', type: 'text', label: { en: 'Name', ms: 'Nama' }, required: true },
    { id: 'email', type: 'email', label: 'E-mail', required: true },
    { id: 'phone', type: 'phone', label: 'Phone', country: '60' },
    { id: 'order', type: 'text', label: 'Order number', pattern: '[A-Z]{2}[0-9]{4}' },
    { id: 'topic', type: 'select', label: 'About', required: true, options: [{ value: 'order', label: { en: 'An order', ms: 'Pesanan' } }, { value: 'other', label: 'Something else' }] },
    { id: 'details', type: 'textarea', label: 'Details' },
    { id: 'member', type: 'checkbox', label: 'I am a member' },
  ],
  consent: { text: 'You may keep what I write.', url: 'https://shop.example/privacy' },
};

// One visitor's browser, on a page with the chat. `config`: what the gateway's options say. `data`:
// the attributes of the script tag. `page`: options of the browser. `policy`: the page's own.
export class Shop {
  constructor(config = {}, { data = 'data-open', html = {}, policy = strict_policy, body = '', answers = {} } = {}) {
    this.config = { locales: [], files: { max_bytes: 1048576, max_count: 5, types: ['image/*', 'application/pdf', 'text/plain'] }, ...config };
    this.data = data;
    this.html = { lang: 'en', ...html };
    this.policy = policy;
    this.body = body;
    this.known = !config.prechat; // the visitor has answered what is asked
    this.thread = [];
    this.frames = []; // of the widget
    this.uploads = [];
    // What is answered in place of the usual: frame type → (frame) => frame or null; file and config
    // → (given) => null, {status, code}, 'break', 'unreadable' for a refusal that a proxy makes,
    // {status, title} for one of the gateway itself, or 'silent' for a file that is taken and not heard of again.
    this.answers = answers;
    this.configs = 0; // how often the configuration was asked for
    this.sockets = [];
    this.wrong = [];
  }

  async open(browser, options = {}) {
    this.context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', reducedMotion: 'reduce', ...options });
    this.context.setDefaultTimeout(15_000);
    await this.context.route('**/*', (route) => this.#answer(route));
    await this.context.routeWebSocket(/\/socket$/, (socket) => this.#socket(socket));
    this.page = await this.visit();
    return this;
  }

  // Another page of the site.
  async visit(path = '/') {
    const page = await this.context.newPage();
    page.on('pageerror', (error) => this.wrong.push(error.message));
    page.on('console', (message) => {
      // What is not there, or kept out, is logged by the browser itself.
      if (message.type() === 'error' && !/Failed to load resource|blocked by CORS policy|directive: "(img|media)-src/.test(message.text())) this.wrong.push(message.text());
    });
    await page.goto(`${site}${path}`);
    await page.waitForFunction(() => window.selatChat?.loaded);
    this.page = page;
    return page;
  }

  async close() {
    assert.deepEqual(this.wrong, []);
    await this.context.close();
  }

  get panel() { return this.page.getByRole('dialog'); }
  get box() { return this.panel.getByRole('textbox', { name: 'Write a message' }); }
  async write(text) {
    await this.box.fill(text);
    await this.page.keyboard.press('Enter');
  }

  // Runs in the page, with the root of the chat; nothing of the test's is in sight there.
  in_root(fits, given) {
    return this.page.evaluate(`(${fits})(document.querySelector('selat-chat').shadowRoot, ${JSON.stringify(given ?? null)})`);
  }
  focused() { return this.in_root((root) => root.activeElement?.getAttribute('aria-label') ?? root.activeElement?.id); }
  token() { return this.page.evaluate(() => localStorage.getItem('selat:web:token')); }
  said(type) { return this.frames.filter((frame) => frame.type === type); }

  // Until the widget has said so much.
  async hears(fits, what) {
    const until = Date.now() + 15_000;
    while (Date.now() < until) {
      const found = this.frames.find((frame) => (typeof fits === 'string' ? frame.type === fits : fits(frame)));
      if (found) return found;
      await new Promise((resolve) => {
        this.more = resolve;
        setTimeout(resolve, 500);
      });
    }
    throw new Error(`the widget did not say ${what ?? fits}`);
  }

  // A message of the gateway's side, of the visitor's when it has a cid.
  says(data, author = { kind: 'agent', name: 'Aminah' }, more = {}) {
    const event = { type: 'event', event: 'message', seq: this.thread.length + 1, id: `IM${this.thread.length + 1}`, ts: Date.now(), author, data, ...more };
    this.thread.push(event);
    this.#tell(event);
    return event;
  }

  tell(frame) { this.#tell(frame); }

  // Breaks every connection.
  async cut() { for (const socket of this.sockets.splice(0)) await socket.close({ code: 1012 }); }

  #tell(frame) { for (const socket of this.sockets) socket.send(JSON.stringify(frame)); }

  async #answer(route) {
    const request = route.request();
    const url = new URL(request.url());
    if (url.origin === site) return route.fulfill({ contentType: 'text/html; charset=utf-8', headers: this.policy ? { 'content-security-policy': this.policy } : {}, body: this.#html() });
    if (request.method() === 'OPTIONS') return route.fulfill({ status: 204, headers: cors });
    const json = (body, status = 200) => route.fulfill({ status, contentType: 'application/json', headers: cors, body: JSON.stringify(body) });
    const path = url.pathname.replace('/channels/web/', '');
    if (path === 'widget.js') return route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: script });
    if (path === 'config') {
      const refusal = await this.answers.config?.(++this.configs);
      return refusal ? this.#refuse(route, json, refusal) : json(this.config);
    }
    if (path.startsWith('texts/')) return json(JSON.parse(readFileSync(new URL(`../../widget/${path}.json`, import.meta.url))));
    if (path === 'session') {
      const user = request.postDataJSON().identity ? 'user:siti' : 'visitor:1';
      return json({ session_token: `${user.split(':')[0]}.token`, visitor_id: user, contact: { verified: user !== 'visitor:1' } });
    }
    if (path === 'files') return this.#file(route, request, json);
    if (path.startsWith('picture')) return route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200"><rect width="320" height="200" fill="#8ab"/><circle cx="160" cy="100" r="60" fill="#fff"/></svg>' });
    return route.fulfill({ status: 404, body: '' });
  }

  async #file(route, request, json) {
    const file = { name: decodeURIComponent(request.headers()['x-file-name']), cid: request.headers()['x-client-id'], type: request.headers()['content-type'], token: request.headers().authorization, bytes: request.postDataBuffer()?.length ?? 0 };
    this.uploads.push(file);
    this.more?.();
    const refusal = await this.answers.file?.(file);
    if (refusal && refusal !== 'silent') return this.#refuse(route, json, refusal);
    await json({ cid: file.cid }, 202);
    if (refusal) return;
    const kind = file.type.startsWith('image/') ? 'image' : 'file';
    if (!this.thread.some((event) => event.cid === file.cid)) this.says({ attachments: [{ kind, name: file.name, size: file.bytes, url: `${chat}/picture/${file.cid}` }] }, { kind: 'visitor' }, { cid: file.cid });
  }

  #refuse(route, json, refusal) {
    if (refusal === 'break') return route.abort('connectionreset');
    // Without any such header the browser's driver would add one that lets the page read it.
    if (refusal === 'unreadable') return route.fulfill({ status: 413, headers: { 'access-control-allow-origin': 'null' }, body: 'Too large' });
    return json(refusal.title ? refusal : { error: refusal }, refusal.status);
  }

  #html() {
    const attributes = Object.entries(this.html).map(([name, value]) => ` ${name}="${value}"`).join('');
    return `<!doctype html><html${attributes}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Kedai</title></head><body><main><h1>Kedai</h1><p>Kuih lapis, fresh every day.</p>${this.body}</main><script src="${chat}/widget.js" ${this.data} async></script></body></html>`;
  }

  #socket(socket) {
    const send = (frame) => frame && socket.send(JSON.stringify(frame));
    socket.onMessage((text) => {
      const frame = JSON.parse(text);
      this.frames.push(frame);
      this.more?.();
      if (frame.type === 'hello') {
        this.sockets.push(socket);
        const missed = this.thread.filter((event) => event.seq > frame.last_seq);
        send({ type: 'welcome', v: 1, conn: randomUUID(), resume: { from_seq: missed[0]?.seq ?? this.thread.length + 1, to_seq: this.thread.length, truncated: false }, read_seq: 0, agent_read_seq: 0, status: this.thread.length ? 'open' : '', hb: 25, ...this.#asks() });
        missed.forEach(send);
      } else if (this.answers[frame.type]) {
        send(this.answers[frame.type](frame));
      } else if (frame.type === 'msg.send' && !this.known && !this.thread.length) {
        send({ type: 'nack', rid: frame.rid, cid: frame.cid, code: 'prechat_required', message: 'answer first' });
      } else if (frame.type === 'msg.send') {
        const known = this.thread.find((event) => event.cid === frame.cid);
        const event = known ?? { type: 'event', event: 'message', seq: this.thread.length + 1, id: `IM${this.thread.length + 1}`, ts: Date.now(), cid: frame.cid, author: { kind: 'visitor' }, data: frame.reply ? { selected: frame.reply } : { text: frame.text } };
        if (!known) this.thread.push(event);
        send({ type: 'ack', rid: frame.rid, cid: frame.cid, seq: event.seq, id: event.id, ts: event.ts });
      } else if (frame.type === 'prechat') {
        this.known = true;
        this.phone = this.config.verify ? frame.answers.phone : null;
        send({ type: 'ack', rid: frame.rid, session_token: 'visitor.token.known', ts: Date.now(), ...this.#asks() });
      }
    });
    socket.onClose(() => { this.sockets = this.sockets.filter((each) => each !== socket); });
  }

  #asks() {
    const { prechat } = this.config;
    const asked = [...(prechat?.fields ?? []).map((field) => field.id), ...(prechat?.consent ? ['consent'] : [])];
    return { ...(!this.known && { prechat: asked }), ...(this.phone && { verify: this.phone }) };
  }

  // What a person with a screen reader, or weak eyes, would stumble over, in both looks.
  async stumbling_blocks() {
    const found = [];
    for (const colorScheme of ['light', 'dark']) {
      await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      if (!await this.page.evaluate(() => 'axe' in window)) await this.page.evaluate(axe);
      const { violations } = await this.page.evaluate((rules) => window.axe.run({ include: ['selat-chat'] }, { runOnly: rules }), axe_rules);
      for (const { id, nodes } of violations) found.push(`${colorScheme} ${id}: ${nodes.map((node) => node.target.flat().join(' ')).join(' | ')}: ${nodes[0]?.failureSummary}`);
    }
    await this.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    return found;
  }
}
