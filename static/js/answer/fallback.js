// Who answers: the server, and whatever stands in for it while it is out of reach.

import { Unreachable } from "../api/errors.js";

export class Fallback {
  #load; #isAlone;
  // Loaded once something was read.
  #loading = null;
  #standIn = null;

  /**
   * `load` returns the promise of something with predict(question, askServer). Without a server,
   * `isAlone`, it answers everything.
   */
  constructor(load, isAlone) {
    this.#load = load;
    this.#isAlone = isAlone;
  }

  /** Loads what stands in. Out of reach just now, it is tried again with the next answer. */
  async standBy() {
    this.#loading ??= this.#load();
    try {
      this.#standIn = await this.#loading;
    } catch {
      this.#loading = null;
    }
  }

  /** The answer to a question; throws what `askServer` throws where nobody stands in. */
  async predict(question, askServer) {
    if (this.#isAlone) await this.standBy();
    if (this.#standIn) return this.#standIn.predict(question, askServer);
    return askServer().catch(async (error) => {
      // The page was kept, and opened while its server is out of reach.
      if (error instanceof Unreachable) await this.standBy();
      if (this.#standIn === null) throw error;
      return this.#standIn.predict(question, () => Promise.reject(error));
    });
  }
}
