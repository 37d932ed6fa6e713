// The pages' clock, which goes when a test says so: the one of node:test is not in Debian 12's Node.
class Clock {
  #due = new Map(); // id → {at, every, call}
  #newest = 0;

  constructor() { this.reset(); }
  reset() {
    this.now = 1_700_000_000_000;
    this.#due.clear();
  }

  // What a page has of it.
  get given() {
    const clock = this;
    const timer = (repeats) => (call, ms = 0) => {
      this.#due.set(++this.#newest, { at: this.now + ms, every: repeats ? Math.max(ms, 1) : 0, call });
      return this.#newest;
    };
    const clear = (id) => { this.#due.delete(id); };
    return {
      Date: class extends Date {
        constructor(...at) { super(...(at.length ? at : [clock.now])); }
        static now() { return clock.now; }
      },
      setTimeout: timer(false), setInterval: timer(true), clearTimeout: clear, clearInterval: clear,
    };
  }

  tick(ms) {
    const until = this.now + ms;
    const next = () => [...this.#due].filter(([, { at }]) => at <= until).sort(([, one], [, other]) => one.at - other.at)[0];
    for (let found = next(); found; found = next()) {
      const [id, timer] = found;
      this.now = timer.at;
      if (timer.every) timer.at += timer.every;
      else this.#due.delete(id);
      timer.call();
    }
    this.now = until;
  }
}

export const clock = new Clock();
