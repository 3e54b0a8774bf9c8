// Keys that this browser keeps for a site. Where it keeps nothing for pages, they last as long as
// this page.

export class KeptKeys {
  #name;
  #unkept = {};

  /** name is where the browser's storage has them. */
  constructor(name) {
    this.#name = name;
  }

  get ids() {
    return Object.keys(this.#load());
  }

  /** The key of something, or null. */
  of(id) {
    return this.#load()[id] ?? null;
  }

  keep(id, key) {
    this.#save({ ...this.#load(), [id]: key });
  }

  forget(id) {
    const { [id]: _forgotten, ...others } = this.#load();
    delete this.#unkept[id];
    this.#save(others);
  }

  #load() {
    try {
      return { ...this.#unkept, ...JSON.parse(localStorage.getItem(this.#name) ?? "{}") };
    } catch {
      return this.#unkept;
    }
  }

  // Without any key nothing is left behind, not even an empty list.
  #save(keys) {
    try {
      if (Object.keys(keys).length > 0) localStorage.setItem(this.#name, JSON.stringify(keys));
      else localStorage.removeItem(this.#name);
    } catch {
      Object.assign(this.#unkept, keys);
    }
  }
}
