// Waits until a drawing rests: what takes long is asked once it does, and not at each point of a stroke.

const REST_MS = 350;

export class Rest {
  #listener;
  #timer = null;

  /** The listener has rested(shown), disturbed() and emptied(). */
  constructor(listener) {
    this.#listener = listener;
  }

  /** The drawing differs from before: what is shown of it no longer fits. */
  disturb() {
    clearTimeout(this.#timer);
    this.#listener.disturbed();
  }

  /** What was read of the drawing; the latest counts. */
  shown(shown) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#listener.rested(shown), REST_MS);
  }

  emptied() {
    clearTimeout(this.#timer);
    this.#listener.emptied();
  }
}
