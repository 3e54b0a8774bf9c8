// What a run's network has learned so far: asked for anew whenever it has finished an epoch.

import { failureText } from "../api/errors.js";
import { whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { NetworkFollower } from "./network_follower.js";
import { SamplesView } from "./samples_view.js";
import { WeightsView } from "./weights_view.js";

const PAUSE_MS = 0; // both are quickly computed, and the page hears of a run once a second

export class LearningView {
  #source; #state; #samples; #weights; #follower;

  /** source has samples() and weights(), both promises. */
  constructor(root, source) {
    this.#source = source;
    this.#state = root.querySelector("#learning-state");
    this.#samples = new SamplesView(root.querySelector(".samples"));
    this.#weights = new WeightsView(root);
    this.#follower = new NetworkFollower(root, () => this.#update(), PAUSE_MS);
  }

  show(run) {
    this.#follower.follow(run);
  }

  async #update() {
    try {
      await this.#load();
      return false;
    } catch (error) {
      this.#state.textContent = failureText(error);
      return error.passing ?? true;
    }
  }

  async #load() {
    const [{ epoch, samples, classes }, weights] = await Promise.all([
      this.#source.samples(),
      this.#source.weights(),
    ]);
    this.#samples.show(samples, classes);
    this.#weights.show(weights);
    this.#state.textContent = t("learning.state", {
      epoch: whole(epoch),
      right: whole(samples.filter(({ label, answer }) => label === answer).length),
      count: whole(samples.length),
    });
  }
}
