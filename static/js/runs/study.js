// Has the server compute something in the background, and follows it until it is there.

const INTERVAL_MS = 400;
const RETRY_MS = 2000;
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
      await pause(INTERVAL_MS);
      if (!this.#cancelled) found = await this.#lookAgain(found);
    }
    await this.#api.deleteStudy(this.#id).catch(() => {}); // It may have ended just now.
    return null;
  }

  // The server goes on computing while the connection is gone: that is no end of it.
  async #lookAgain(study) {
    try {
      return await this.#api.study(this.#id);
    } catch (error) {
      if (!error.passing) throw error;
      await pause(RETRY_MS);
      return study;
    }
  }

  cancel() {
    this.#cancelled = true;
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
