import { newId } from './words.js';
import { backOff } from './thread.js';

const WAITING = { state: 'waiting', part: 0, request: null };

// Files on their way to the gateway, one after the other. A file that broke off is sent again under
// the same id, which is the same message. `on`: change(), refused(code), expired(), token().
export class Uploads {
  #resting;

  constructor(base, on) {
    this.base = base;
    this.on = on;
    this.items = new Map(); // cid → {cid, file, state: waiting|sending|stored|failed, part}
    this.limits = null; // {max_bytes, max_count, types}, or null: no files
  }

  get all() { return this.items.values(); }

  // Whether a file is out of which it is not known yet what became of it.
  get busy() { return [...this.all].some((each) => each.state === 'sending' || each.state === 'stored'); }

  // Takes what may be sent. Why the first other one may not: [text, values]; null when all may.
  add(files) {
    let why = null;
    const { max_count: n } = this.limits;
    let left = n - [...this.all].filter((each) => each.state !== 'failed').length;
    for (const file of files) {
      const fault = this.#fault(file) ?? (left-- > 0 ? null : ['fileMany', { n }]);
      if (fault) why ??= fault;
      else this.#put({ cid: newId(), file, ...WAITING });
    }
    this.run();
    return why;
  }

  #fault({ name, size, type }) {
    const { max_bytes: most, types } = this.limits;
    if (!types.some((each) => each === type || (each.endsWith('/*') && type.startsWith(each.slice(0, -1))))) return ['fileKind', { name }];
    if (size > most) return ['fileLarge', { name, most }];
    return size ? null : ['fileEmpty', { name }];
  }

  #put(item) {
    this.items.set(item.cid, item);
    this.on.change();
  }

  // The message is in the thread, or was not wanted any more.
  drop(cid) {
    const item = this.items.get(cid);
    if (!item) return;
    this.items.delete(cid);
    item.request?.abort();
    this.on.change();
    this.run();
  }

  // Another session: what went with the one before is in its thread, all else goes with this one.
  move() {
    for (const item of this.all) {
      if (item.state === 'stored') this.drop(item.cid);
      if (item.state !== 'sending') continue;
      item.request.abort();
      Object.assign(item, WAITING);
    }
  }

  clear() { for (const cid of [...this.items.keys()]) this.drop(cid); }

  retry(cid) {
    const item = this.items.get(cid);
    if (!item) return;
    this.#put({ ...item, ...WAITING, tries: 0 });
    this.run();
  }

  refused(cid, code) {
    const item = this.items.get(cid);
    if (!item) return false;
    if (code === 'rate_limited' || code === 'unavailable') this.#later(item);
    else this.#fail(item, code);
    return true;
  }

  // Sends the next one, when none is on its way and the visitor has a session.
  run() {
    const items = [...this.all];
    const token = this.on.token();
    const next = items.find((each) => each.state === 'waiting');
    if (!next || !token || this.#resting || items.some((each) => each.state === 'sending')) return;
    const request = (next.request = new XMLHttpRequest());
    request.open('POST', `${this.base}/files`);
    for (const [name, value] of [['authorization', `Bearer ${token}`], ['content-type', next.file.type], ['x-client-id', next.cid], ['x-file-name', encodeURIComponent(next.file.name)]]) {
      request.setRequestHeader(name, value);
    }
    request.upload.onprogress = ({ loaded, total }) => {
      next.part = loaded / total;
      this.on.change();
    };
    request.onerror = () => this.#broke(next);
    request.onload = () => this.#answered(next, request);
    next.state = 'sending';
    request.send(next.file);
    this.on.change();
  }

  #answered(item, { status, responseText }) {
    if (status < 300) {
      Object.assign(item, { state: 'stored', part: 1, request: null });
      this.attempt = 0;
      this.on.change();
      return this.run();
    }
    let error = {};
    try {
      error = JSON.parse(responseText).error ?? {};
    } catch { /* its status says enough */ }
    const stale = status === 401 || error.code === 'prechat_required';
    if (stale) this.on.expired();
    if (stale || status === 429 || status >= 500) return this.#later(item, error.retry_after);
    this.#fail(item, error.code);
  }

  // While the socket lives it may be a refusal that cannot be read: it must not stop the others.
  #broke(item) {
    if (this.on.token()) {
      item.tries = (item.tries || 0) + 1;
      if (item.tries > 4) return this.#fail(item);
      this.items.delete(item.cid);
      this.items.set(item.cid, item);
    }
    this.#later(item);
  }

  #fail(item, code) {
    Object.assign(item, { state: 'failed', request: null });
    this.on.refused(code);
    this.on.change();
    this.run();
  }

  #later(item, seconds = 0) {
    Object.assign(item, WAITING);
    this.attempt = (this.attempt || 0) + 1;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      this.#resting = null;
      this.run();
    }, Math.max(seconds * 1000, 1000, backOff(this.attempt)));
    this.on.change();
  }
}
