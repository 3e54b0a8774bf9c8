// Has the server compute something in the background, and follows it until it is there.

const INTERVAL_MS = 400;
const PENDING = ["queued", "running"];

export class Study {
  #api; #request;
  #id = null;
  #cancelled = false;

  /** request is what POST /api/studies takes. */
  constructor(api, request) {
    this.#api = api;
    this.#request = request;
  }

  /** Asks for it; resolves to it once it has ended, or to null when it was cancelled before. */
  async follow(changed = () => {}) {
    const asked = await this.#api.askStudy(this.#request);
    return this.#followUntilEnd(asked, changed);
  }

  /** Follows one that was asked for before. */
  continue(study, changed = () => {}) {
    return this.#followUntilEnd(study, changed);
  }

  async #followUntilEnd(study, changed) {
    this.#id = study.id;
    let found = study;
    while (!this.#cancelled) {
      changed(found);
      if (!PENDING.includes(found.status)) return found;
      await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
      if (!this.#cancelled) found = await this.#api.study(this.#id);
    }
    await this.#api.deleteStudy(this.#id).catch(() => {}); // It may have ended just now.
    return null;
  }

  cancel() {
    this.#cancelled = true;
  }
}
