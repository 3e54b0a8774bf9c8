// How far a run is, as a whole and within its epoch, or what it waits for.

import { decimal, duration, isNumber, share, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const WAITING = ["queued", "paused"];
const QUICK_EPOCH_S = 2;

export class ProgressView {
  #root; #text; #bar; #epoch; #epochText; #epochBar;

  constructor(root) {
    this.#root = root;
    [this.#text, this.#epochText] = root.querySelectorAll("p");
    [this.#bar, this.#epochBar] = root.querySelectorAll("progress");
    this.#epoch = root.querySelector(".run-progress__epoch");
  }

  show(run) {
    const { status, progress } = run;
    const isRunning = status === "running" && progress !== null;
    this.#root.hidden = !(WAITING.includes(status) || isRunning);
    if (this.#root.hidden) return;
    this.#bar.hidden = progress === null;
    this.#epoch.hidden = !isRunning;
    if (progress !== null) this.#bar.value = shareOf(run);
    this.#text.textContent = isRunning ? sayRun(run) : t(`progress.${status}`);
    if (isRunning) this.#showEpoch(run);
  }

  #showEpoch({ epochs, progress }) {
    // Of an epoch that is over before one has looked, only the figures of all epochs are told.
    const isQuick = !(secondsPerEpoch(epochs, progress) >= QUICK_EPOCH_S);
    this.#epoch.toggleAttribute("data-quick", isQuick);
    this.#epochBar.value = progress.step / progress.steps;
    this.#epochText.textContent = sayEpoch(progress, isQuick);
  }
}

function shareOf({ epochs, progress: { epoch, step, steps } }) {
  return (epoch - 1 + step / steps) / epochs;
}

function secondsPerEpoch(epochs, { epoch, step, steps, run_seconds_left: left }) {
  return isNumber(left) ? left / (epochs - epoch + 1 - step / steps) : null;
}

function sayRun(run) {
  const { epoch, run_seconds_left: left } = run.progress;
  const numbers = { epoch: whole(epoch), epochs: whole(run.epochs), share: share(shareOf(run)) };
  return listed(t("progress.run", numbers), sayLeft(left));
}

function sayEpoch({ step, steps, seconds_left: left, images_per_s: rate, loss }, isQuick) {
  return listed(
    !isQuick && t("progress.epoch", { share: share(step / steps) }),
    !isQuick && sayLeft(left),
    isNumber(rate) && t("progress.rate", { rate: whole(Math.round(rate)) }),
    isNumber(loss) && t("progress.loss", { loss: decimal(Number(loss.toPrecision(3))) }),
  );
}

function sayLeft(seconds) {
  return isNumber(seconds) && t("progress.left", { left: duration(Math.max(1, Math.round(seconds))) });
}

function listed(...parts) {
  return parts.filter(Boolean).join(" · ");
}
