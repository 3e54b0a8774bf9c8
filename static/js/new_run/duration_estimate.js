// How long a run will take, tried for a second when somebody asks.

import { failureReason } from "../api/errors.js";
import { duration } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";

export class DurationEstimate {
  #button; #state; #newStudy; #epochs;

  /** newStudy() makes the Study to follow, if it can; epochs() is how many the run has. */
  constructor(button, state, newStudy, epochs) {
    this.#button = button;
    this.#state = state;
    this.#newStudy = newStudy;
    this.#epochs = epochs;
    button.addEventListener("click", () => this.#ask());
  }

  forget() {
    this.#state.textContent = "";
  }

  async #ask() {
    const study = this.#newStudy();
    if (!study) return;
    this.#button.disabled = true;
    this.#state.textContent = t("estimate.running");
    try {
      this.#state.textContent = this.#describe(await study.follow());
    } catch (error) {
      this.#state.textContent = failureReason(error);
    } finally {
      this.#button.disabled = false;
    }
  }

  #describe({ status, result, error }) {
    if (status !== "finished") return error ?? t("study.interrupted");
    const { epoch_s: epoch, total_s: total } = result;
    return tn("estimate.found", this.#epochs(), { epoch: duration(epoch), total: duration(total) });
  }
}
