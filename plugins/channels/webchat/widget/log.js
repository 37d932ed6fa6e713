import { Content } from './content.js';
import { button, element } from './dom.js';
import { UploadItem } from './upload_item.js';
import { plainName } from './words.js';

const TOGETHER_MS = 5 * 60000; // what one author says in so short a time stands together

// The messages, in their order. Nodes stay as long as what they show: only what is new is read out.
// `page`: what Content takes, and retry(cid), cancel(cid).
export class Log {
  #drawn;

  constructor(page) {
    this.page = page;
    this.#drawn = new Map();
    this.node = element('div', { className: 'log', role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions' });
  }

  // Other words: everything is made anew.
  relabel() {
    this.#drawn.clear();
    this.node.replaceChildren();
    this.node.setAttribute('aria-label', this.page.language.say('messages'));
  }

  draw(thread, uploads) {
    const items = thread.sorted;
    const pending = [...thread.outbox.values()];
    const silent = !pending.some((waiting) => waiting.state === 'pending');
    const lastOwn = pending.length ? null : items.filter((item) => item.author?.kind === 'visitor').pop();
    const wanted = [];
    const put = (key, make, state) => {
      const entry = this.#drawn.get(key) ?? make();
      entry.update?.(state);
      wanted.push([key, entry]);
    };
    items.forEach((item, index) => {
      const [before, after] = [items[index - 1], items[index + 1]];
      const day = new Date(item.ts).toDateString();
      if (!before || new Date(before.ts).toDateString() !== day) put(`d${day}`, () => this.#day(item.ts));
      put(`s${item.key}`, () => this.#item(item), {
        first: !together(before, item), last: !together(item, after),
        state: item !== lastOwn ? '' : item.seq <= thread.agentReadSeq ? 'read' : 'sent',
        newest: index === items.length - 1 && silent, cards: !thread.answering,
      });
    });
    for (const waiting of pending) put(`o${waiting.cid}`, () => this.#waiting(waiting), waiting);
    for (const upload of uploads) put(`u${upload.cid}`, () => new UploadItem(upload, this.page), upload);
    this.#place(wanted);
  }

  #place(wanted) {
    const keys = new Set(wanted.map(([key]) => key));
    for (const [key, { node }] of this.#drawn) if (!keys.has(key)) node.remove();
    wanted.forEach(([, { node }], index) => {
      if (this.node.children[index] !== node) this.node.insertBefore(node, this.node.children[index] || null);
    });
    this.#drawn = new Map(wanted);
  }

  #day(ts) {
    return { node: element('div', { className: 'day', 'aria-live': 'off' }, this.page.language.day(ts)) };
  }

  #item(item) {
    const { language } = this.page;
    const kind = item.author?.kind;
    const own = kind === 'visitor';
    const name = own ? language.say('you') : plainName(item.author?.name) || language.say(kind === 'bot' || kind === 'flow' ? 'bot' : kind === 'system' ? 'system' : 'agent');
    const content = new Content(item.data || {}, this.page);
    const at = new Date(item.ts);
    const state = element('span');
    const node = element('div', { 'aria-live': item.fresh ? null : 'off' },
      element('div', { className: own ? 'quiet' : 'who' }, own ? null : element('span', { className: 'avatar', 'aria-hidden': 'true' }, initial(name)), element('bdi', {}, name)),
      ...content.nodes,
      element('div', { className: 'meta' }, element('time', { dateTime: at.toISOString() }, language.time(at)), state));
    const update = (now) => {
      node.className = `item${own ? ' own' : kind === 'system' ? ' system' : ''}${now.first ? ' first' : ''}${now.last || now.state ? ' last' : ''}`;
      const word = now.state ? language.say(now.state) : '';
      if (state.textContent !== word) state.textContent = word;
      content.enable(now);
    };
    return { node, update };
  }

  #waiting(waiting) {
    const { language, retry } = this.page;
    const content = new Content({ text: waiting.text, selected: waiting.reply }, this.page);
    const state = element('span');
    const again = button('textual', () => retry(waiting.cid), language.say('retry'));
    const node = element('div', { 'aria-live': 'off' }, ...content.nodes, element('div', { className: 'meta' }, state, again));
    const update = (now) => {
      const failed = now.state === 'failed';
      node.className = failed ? 'item own last failed' : 'item own last';
      state.textContent = language.say(failed ? 'failed' : 'sending');
      again.hidden = !failed;
    };
    return { node, update };
  }
}

function together(one, other) {
  return Boolean(one && other) && one.author?.kind === other.author?.kind && one.author?.name === other.author?.name &&
    other.ts - one.ts < TOGETHER_MS && new Date(one.ts).toDateString() === new Date(other.ts).toDateString();
}

function initial(name) {
  return (/[\p{L}\p{N}]/u.exec(name)?.[0] ?? '?').toLocaleUpperCase();
}
