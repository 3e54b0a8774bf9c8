// How far a run is within its current epoch, or what it waits for.

import { decimal, duration, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const WAITING = ["queued", "paused"];

export class ProgressView {
  #element; #bar; #text;

  constructor(element) {
    this.#element = element;
    this.#bar = element.querySelector("progress");
    this.#text = element.querySelector("p");
  }

  show(run) {
    const { status, progress } = run;
    this.#element.hidden = !(WAITING.includes(status) || (status === "running" && progress));
    this.#bar.hidden = progress === null;
    if (progress !== null) this.#bar.value = progress.step / progress.steps;
    this.#text.textContent = this.#describe(run);
  }

  #describe({ status, progress, epochs }) {
    if (WAITING.includes(status)) return t(`progress.${status}`);
    if (progress === null) return "";
    return t("progress.running", {
      epoch: whole(progress.epoch),
      epochs: whole(epochs),
      rate: whole(Math.round(progress.images_per_s)),
      left: duration(progress.seconds_left),
      loss: progress.loss === null ? "–" : decimal(Number(progress.loss.toPrecision(3))),
    });
  }
}
