// What has been said, in the server's order, and what is still on its way out. No DOM, no network.
export class Thread {
  #flushAfter;

  constructor() {
    this.clear();
    this.outbox = new Map(); // cid → {cid, n, text?, reply?, sent?, state: pending|failed, code?}
    this.newest = 0;
  }

  clear() {
    this.items = new Map(); // key → event; in no order
    this.lastSeq = 0;
    this.firstSeq = 0;
    this.readSeq = 0;
    this.agentReadSeq = 0;
    this.status = '';
    this.#flushAfter = Infinity;
  }

  welcome(frame) {
    const { from_seq: from, to_seq: to, truncated } = frame.resume;
    if (truncated) this.clear();
    this.lastSeq = Math.max(this.lastSeq, from - 1);
    this.#flushAfter = to;
    this.readSeq = Math.max(this.readSeq, frame.read_seq);
    this.agentReadSeq = Math.max(this.agentReadSeq, frame.agent_read_seq);
    this.status = frame.status;
  }

  get ready() {
    return this.lastSeq >= this.#flushAfter;
  }

  // True for an event that was not known. Parts stand behind the message they belong to.
  event(event) {
    const key = event.part ? `${event.seq}+${this.#parts(event.seq)}` : String(event.seq);
    if (this.items.has(key)) return false;
    this.items.set(key, { ...event, key });
    if (event.cid) this.outbox.delete(event.cid);
    this.#advance(event.seq);
    return true;
  }

  // The event that our own message became; null when it is none of ours or already shown.
  ack(frame) {
    const waiting = this.outbox.get(frame.cid);
    if (!waiting || !frame.seq) return null;
    this.outbox.delete(frame.cid);
    const data = {};
    if (waiting.text) data.text = waiting.text;
    if (waiting.reply) data.selected = waiting.reply;
    const event = { seq: frame.seq, id: frame.id, ts: frame.ts, cid: frame.cid, author: { kind: 'visitor' }, data };
    return this.event(event) ? event : null;
  }

  // What to do with a message that was refused: seconds to wait before it is sent again, or null.
  nack(frame) {
    const waiting = this.outbox.get(frame.cid);
    if (!waiting) return null;
    if (frame.code === 'rate_limited' || frame.code === 'unavailable') {
      waiting.sent = false;
      return frame.retry_after || 2;
    }
    if (frame.code === 'prechat_required') {
      waiting.sent = false;
      return null;
    }
    waiting.state = 'failed';
    waiting.code = frame.code;
    return null;
  }

  queue(message) {
    const waiting = { ...message, state: 'pending' };
    this.newest = Math.max(this.newest, message.n || 0);
    this.outbox.set(message.cid, waiting);
    return waiting;
  }

  // The place of the next message: after those before, also of an earlier page.
  next() {
    return (this.newest = Math.max(this.newest + 1, Date.now()));
  }

  // Whether something was sent of which it is not known whether it was stored.
  get inFlight() {
    return [...this.outbox.values()].some((message) => message.sent && message.state === 'pending');
  }

  // Whether a choice is on its way: the next one would be a second answer.
  get answering() {
    return [...this.outbox.values()].some((message) => message.reply && message.state === 'pending');
  }

  agentRead(cid) {
    for (const item of this.items.values()) {
      if (item.cid === cid) this.agentReadSeq = Math.max(this.agentReadSeq, item.seq);
    }
  }

  get sorted() {
    return [...this.items.values()].sort((a, b) => a.seq - b.seq || a.key.length - b.key.length || (a.key < b.key ? -1 : 1));
  }

  get unread() {
    let count = 0;
    for (const item of this.items.values()) {
      if (item.seq > this.readSeq && item.author?.kind !== 'visitor' && !item.part) ++count;
    }
    return count;
  }

  #parts(seq) {
    let count = 1;
    while (this.items.has(`${seq}+${count}`)) ++count;
    return count;
  }

  #advance(seq) {
    if (seq > 0 && (this.firstSeq === 0 || seq < this.firstSeq)) this.firstSeq = seq;
    while (this.items.has(String(this.lastSeq + 1))) ++this.lastSeq;
  }
}

// The oldest first; those without a place were there before there were places.
export function inOrder(messages) {
  return [...messages].sort((a, b) => (a.n || 0) - (b.n || 0)).slice(-50);
}

// How long to wait before the next try: full jitter, so that clients do not come back all at once.
export function backOff(attempt, random = Math.random) {
  return random() * Math.min(30000, 500 * 2 ** Math.min(attempt, 10));
}
