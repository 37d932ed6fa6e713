// What the other side is told without words: that the visitor types, has received, has read.
// `exchange` has the thread; `seen()`: whether its end can be seen.
export class Signs {
  #deliveredTimer; #idleTimer; #readTimer; #seen; #typedAt; #visible;

  constructor(link, exchange, seen, change) {
    this.link = link;
    this.exchange = exchange;
    this.#seen = seen;
    this.change = change;
    this.#visible = () => this.read();
    document.addEventListener('visibilitychange', this.#visible);
  }

  destroy() {
    document.removeEventListener('visibilitychange', this.#visible);
    for (const timer of [this.#readTimer, this.#deliveredTimer, this.#idleTimer]) clearTimeout(timer);
  }

  typing(on) {
    clearTimeout(this.#idleTimer);
    const now = Date.now();
    if (on && now - (this.#typedAt || 0) > 3000) {
      this.#typedAt = now;
      this.link.send({ type: 'typing', on: true });
    }
    if (on) {
      this.#idleTimer = setTimeout(() => this.typing(false), 5000);
    } else if (this.#typedAt) {
      this.#typedAt = 0;
      this.link.send({ type: 'typing', on: false });
    }
  }

  // A message says by itself that its writer types no more.
  said() {
    clearTimeout(this.#idleTimer);
    this.#typedAt = 0;
  }

  delivered() {
    clearTimeout(this.#deliveredTimer);
    this.#deliveredTimer = setTimeout(() => this.link.send({ type: 'receipt', kind: 'delivered', seq: this.exchange.thread.lastSeq }), 300);
  }

  read() {
    clearTimeout(this.#readTimer);
    if (!this.#unread()) return;
    this.#readTimer = setTimeout(() => {
      const { thread } = this.exchange;
      if (!this.#unread() || !this.link.send({ type: 'read', seq: thread.lastSeq })) return;
      thread.readSeq = thread.lastSeq;
      this.change();
    }, 1000);
  }

  #unread() {
    const { thread } = this.exchange;
    return this.#seen() && document.visibilityState === 'visible' && thread.lastSeq > thread.readSeq;
  }
}
