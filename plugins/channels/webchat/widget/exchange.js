import { inOrder, Thread } from './thread.js';
import { newId } from './words.js';

// What is said and heard: the thread, what waits to be sent, and the frames that join the two to the
// gateway. `on`: change(), emit(event, detail), told(frame) for what is no part of the thread,
// has(cid) for a message that is in the thread, refused(cid, code).
export class Exchange {
  #againTimer;

  constructor(link, store, on) {
    this.link = link;
    this.store = store;
    this.on = on;
    this.thread = new Thread();
    this.held = false; // the gateway wants answers before the first message
    link.lastSeq = () => this.thread.lastSeq;
    this.#restore();
  }

  destroy() { clearTimeout(this.#againTimer); }

  send(part) {
    const message = this.thread.queue({ cid: newId(), n: this.thread.next(), ...part });
    if (this.store.names('out:').length < 50) this.#keep(message);
    this.link.start();
    if (this.thread.ready) this.#post(message);
    this.on.change();
  }

  retry(cid) {
    const message = this.thread.outbox.get(cid);
    if (!message) return;
    message.state = 'pending';
    this.#post(message);
    this.on.change();
  }

  earlier() {
    this.link.send({ type: 'history', rid: 'earlier', before_seq: this.thread.firstSeq, limit: 50 });
  }

  // The first message may go: what was asked has been answered.
  release() {
    this.held = false;
    this.#flush();
  }

  forget() {
    for (const name of this.store.names('out:')) this.store.remove(name);
    this.thread = new Thread();
    this.on.change();
  }

  // Another thread: somebody else's session, or the visitor's own after signing in. What a visitor
  // had not sent yet goes along; what one user wrote never goes to the next.
  begin(anonymous) {
    const waiting = [...this.thread.outbox.values()];
    this.thread = new Thread();
    for (const message of waiting) {
      if (!anonymous) this.store.remove(`out:${message.cid}`);
      else if (message.state === 'failed') this.thread.outbox.set(message.cid, message);
      else {
        const again = this.thread.queue({ ...message, sent: false });
        if (this.store.get(`out:${message.cid}`)) this.#keep(again);
      }
    }
    this.on.change();
  }

  frame(frame) {
    switch (frame.type) {
      case 'welcome':
        this.thread.welcome(frame);
        this.on.told(frame);
        this.#flush();
        this.link.settle();
        return this.on.change();
      case 'event': return frame.event === 'status' ? this.#status(frame) : this.#event(frame);
      case 'ack': return this.#acked(frame);
      case 'nack': return this.#refused(frame);
      case 'receipt': return this.#receipt(frame);
      case 'history':
        for (const event of frame.events) this.thread.event(event);
        return this.on.change();
      default: return this.on.told(frame);
    }
  }

  #status(frame) {
    const before = this.thread.status;
    this.thread.status = frame.data.status;
    if (before === 'closed' && frame.data.status === 'open') this.on.emit('conversation:start');
    if (frame.data.status === 'closed') this.on.emit('conversation:end');
    this.on.told(frame); // what was said of the one before is over
    this.on.change();
  }

  #event(frame) {
    if (frame.event !== 'message') return;
    const replayed = !this.thread.ready;
    const own = frame.author?.kind === 'visitor';
    const fresh = this.thread.event({ ...frame, fresh: !replayed && !own });
    if (frame.cid) this.#sent(frame.cid);
    if (replayed) this.#flush();
    this.link.settle();
    if (!fresh) return;
    if (!own && !replayed) this.on.emit('message:in', frame);
    this.on.told(frame);
    if (this.thread.ready) this.on.change();
  }

  #acked(frame) {
    if (!frame.cid) return;
    this.#sent(frame.cid);
    const event = this.thread.ack(frame);
    if (event) this.on.emit('message:out', event);
    this.link.settle();
    this.on.change();
  }

  #sent(cid) {
    this.store.remove(`out:${cid}`);
    this.on.has(cid);
  }

  #refused(frame) {
    const wait = this.thread.nack(frame);
    if (frame.code === 'prechat_required') {
      this.held = true;
      this.on.told(frame);
    } else if (wait !== null) {
      if (this.store.get(`out:${frame.cid}`)) this.#keep(this.thread.outbox.get(frame.cid));
      clearTimeout(this.#againTimer);
      this.#againTimer = setTimeout(() => this.#flush(), wait * 1000);
    } else if (frame.cid) {
      this.store.remove(`out:${frame.cid}`);
      this.on.refused(frame.cid, frame.code);
    }
    this.link.settle();
    this.on.change();
  }

  #receipt(frame) {
    if (frame.kind !== 'read') return;
    if (frame.by === 'agent') this.thread.agentRead(frame.cid);
    else this.thread.readSeq = Math.max(this.thread.readSeq, frame.seq);
    this.on.change();
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
  }

  #keep(message) {
    const { state, code, ...kept } = message;
    this.store.set(`out:${message.cid}`, JSON.stringify(kept));
  }

  // While a change of session waits, only what was sent before is sent again.
  #post(message) {
    const { cid, text, reply, sent } = message;
    if (this.held || (this.link.due && !sent)) return;
    if (!sent && this.store.get(`out:${cid}`)) this.#keep({ ...message, sent: true });
    if (this.link.send({ type: 'msg.send', rid: cid, cid, ...(text && { text }), ...(reply && { reply }) })) message.sent = true;
  }

  // Sends what waits, once everything that was missed is here: some of it may have got through.
  #flush() {
    if (!this.thread.ready) return;
    for (const message of this.thread.outbox.values()) if (message.state === 'pending') this.#post(message);
  }
}
