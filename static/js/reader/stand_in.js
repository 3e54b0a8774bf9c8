// Reads on this device while the server is out of reach. The weights are fetched before that, when the
// page has nothing else to do, and kept with the page.

import { ApiError, Unreachable } from "../api/errors.js";
import { SIDE } from "../ink/strokes.js";
import { canReadHere, DeviceReader } from "./device_reader.js";
import { inlinedWeights } from "./inlined.js";
import { keepPage } from "./kept_page.js";

// After the first answer: whoever draws one digit and leaves needs none of it.
const PREPARE_AFTER_MS = 2000;
const IDLE_MS = 2000;
const LOOK_EVERY_MS = 2000;

export class StandIn {
  #api; #returned; #isAlone;
  #reader = null;
  #opening = null;
  #isAway = false;

  /**
   * returned() is called when the server is back. Where there is none at all the reader `isAlone`, and
   * what is asked waits for the weights.
   */
  constructor(api, returned, isAlone) {
    this.#api = api;
    this.#returned = returned;
    this.#isAlone = isAlone;
    addEventListener("online", () => this.#look());
    if (isAlone) this.#prepare();
    // Whoever saves data gets no megabyte that was not asked for.
    else if (!navigator.connection?.saveData) {
      setTimeout(() => whenIdle(() => this.#prepare()), PREPARE_AFTER_MS);
    }
  }

  /** The answer of the server, askServer(), or, while that is out of reach, of this device: `isHere`. */
  async predict(question, askServer) {
    if (this.#isAlone) await this.#openOnce();
    // A picture that was not drawn here has no pixels here.
    if (!question.grey && this.#isAlone) throw new ApiError({ status: 422, code: "no_server" });
    if (!question.grey) return askServer();
    if (!this.#isAlone && !this.#isAway) {
      try {
        return await askServer();
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        await this.#prepare();
        if (this.#reader === null) throw error;
        this.#isAway = true;
        this.#lookLater();
      }
    }
    const grey = { width: SIDE, height: SIDE, pixels: question.grey };
    const prediction = await this.#reader.predict({ grey, strokes: question.strokes });
    return { ...prediction, isHere: true };
  }

  async #prepare() {
    if (!canReadHere()) return;
    try {
      await this.#openOnce();
    } catch (error) {
      // The page does without, as it did before there was a reader.
      console.warn(error);
    }
  }

  async #openOnce() {
    try {
      await (this.#opening ??= this.#open());
    } catch (error) {
      this.#opening = null;
      throw error;
    }
  }

  async #open() {
    const weights = inlinedWeights() ?? (await this.#api.weights());
    const reader = new DeviceReader();
    await reader.open(weights);
    this.#reader = reader;
    whenIdle(keepPage);
    // For whoever looks at the page from outside: from here on it can do without the server.
    document.documentElement.dataset.reader = "ready";
  }

  #lookLater() {
    setTimeout(() => this.#look(), LOOK_EVERY_MS);
  }

  async #look() {
    if (!this.#isAway) return;
    try {
      await this.#api.model();
    } catch (error) {
      if (error instanceof Unreachable) return this.#lookLater();
    }
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#returned();
  }
}

function whenIdle(act) {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(act, { timeout: IDLE_MS });
  else act();
}
