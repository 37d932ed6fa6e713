// localStorage where it may be used, else memory: private windows and strict settings throw.
export class Store {
  #memory; #prefix;

  constructor(prefix) {
    this.#prefix = prefix;
    this.#memory = new Map();
  }
  get(name) {
    try {
      return localStorage.getItem(this.#prefix + name) ?? this.#memory.get(name) ?? null;
    } catch {
      return this.#memory.get(name) ?? null;
    }
  }
  set(name, value) {
    this.#memory.set(name, value);
    try {
      localStorage.setItem(this.#prefix + name, value);
    } catch { /* memory has it */ }
  }
  remove(name) {
    this.#memory.delete(name);
    try {
      localStorage.removeItem(this.#prefix + name);
    } catch { /* memory has it */ }
  }
  names(start) {
    const names = new Set([...this.#memory.keys()]);
    try {
      for (let i = 0; i < localStorage.length; ++i) {
        const key = localStorage.key(i);
        if (key.startsWith(this.#prefix)) names.add(key.slice(this.#prefix.length));
      }
    } catch { /* memory has them */ }
    return [...names].filter((name) => name.startsWith(start));
  }
}
