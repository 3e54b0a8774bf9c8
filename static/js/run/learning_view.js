// What a run's network has learned so far: asked for anew whenever it has finished an epoch.

import { failureText } from "../lib/api_errors.js";
import { whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { SamplesView } from "./samples_view.js";
import { WeightsView } from "./weights_view.js";

const RETRY_MS = 5000;

export class LearningView {
  #root; #source; #state; #samples; #weights; #latest;
  #shown = null;
  #busy = false;

  /** source has samples() and weights(), both promises. */
  constructor(root, source) {
    this.#root = root;
    this.#source = source;
    this.#state = root.querySelector("#learning-state");
    this.#samples = new SamplesView(root.querySelector(".samples"));
    this.#weights = new WeightsView(root);
  }

  show(run) {
    this.#latest = run;
    if (!this.#busy) this.#update();
  }

  async #update() {
    this.#busy = true;
    try {
      while (this.#hasNetwork && this.#shown !== this.#latest.epochs_done) {
        await this.#load(this.#latest.epochs_done);
      }
    } catch (error) {
      this.#state.textContent = failureText(error);
      if (error.passing ?? true) setTimeout(() => this.show(this.#latest), RETRY_MS);
    } finally {
      this.#busy = false;
    }
  }

  // A run that came with its figures alone has no network, one that goes on training has.
  get #hasNetwork() {
    const { hasNetwork, epochsDone } = this.#root.dataset;
    return hasNetwork !== undefined || this.#latest.epochs_done > Number(epochsDone);
  }

  async #load(epochsDone) {
    const [{ epoch, samples }, weights] = await Promise.all([
      this.#source.samples(),
      this.#source.weights(),
    ]);
    this.#shown = epochsDone;
    this.#root.hidden = false;
    this.#samples.show(samples);
    this.#weights.show(weights);
    this.#state.textContent = t("learning.state", {
      epoch: whole(epoch),
      right: whole(samples.filter(({ label, answer }) => label === answer).length),
      count: whole(samples.length),
    });
  }
}
