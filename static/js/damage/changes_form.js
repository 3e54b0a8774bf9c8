// Take it apart: what is to be different in this visitor's copy of the network.

import { unitTitle } from "../layers/unit_names.js";
import { newButton } from "../lib/elements.js";
import { shortPercent } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { SegmentedControl } from "../lib/segmented_control.js";
import { Slider } from "../lib/slider.js";

const MAX_OFF = 256;
const HUNDRED = 100;

export class ChangesForm {
  #root; #prune; #noise; #bits; #offList; #again; #changed;
  // "layer unit" of units that are off, with the layer as the network describes it.
  #off = new Map();
  #seed = 1;

  /** changed() is called when something is different from before. */
  constructor(root, changed) {
    this.#root = root;
    this.#changed = () => this.#refresh(changed);
    this.#offList = root.querySelector("#off-list");
    this.#again = root.querySelector("#noise-again");
    const inPercent = (value) => shortPercent(value / HUNDRED);
    this.#prune = new Slider(root.querySelector("#prune"), inPercent, this.#changed);
    this.#noise = new Slider(root.querySelector("#noise"), inPercent, this.#changed);
    this.#bits = new SegmentedControl(root.querySelector("#bits"), this.#changed);
    this.#again.addEventListener("click", () => {
      this.#seed += 1;
      this.#changed();
    });
    this.#offList.addEventListener("click", ({ target }) => this.#switchOn(target));
    root.querySelector("#reset").addEventListener("click", () => this.#reset());
    this.#refresh(() => {});
  }

  /** The changes as the API takes them. */
  get value() {
    return {
      off: [...this.#off.keys()].map((key) => key.split(" ").map(Number)),
      prune: this.#prune.value / HUNDRED,
      noise: this.#noise.value / HUNDRED,
      seed: this.#seed,
      bits: Number(this.#bits.value) || null,
    };
  }

  get isChanged() {
    const { off, prune, noise, bits } = this.value;
    return off.length > 0 || prune > 0 || noise > 0 || bits !== null;
  }

  /** The units of a layer that are off. */
  offIn({ layer }) {
    return new Set(this.value.off.filter(([at]) => at === layer).map(([, unit]) => unit));
  }

  /** Switches a unit of a layer off, or on again. */
  toggle(layer, unit) {
    const key = `${layer.layer} ${unit}`;
    if (!this.#off.delete(key) && this.#off.size < MAX_OFF) this.#off.set(key, layer);
    this.#changed();
  }

  /** Forgets units that are off: another network has others. */
  forget() {
    this.#off.clear();
    this.#refresh(() => {});
  }

  #refresh(tell) {
    this.#offList.replaceChildren(...[...this.#off].map(newOffButton));
    this.#root.querySelector("#off-none").hidden = this.#off.size > 0;
    this.#again.disabled = this.#noise.value === 0;
    this.#root.querySelector("#reset").disabled = !this.isChanged;
    tell();
  }

  #switchOn(target) {
    const { key } = target.closest("button")?.dataset ?? {};
    if (key === undefined) return;
    this.#off.delete(key);
    this.#changed();
    (this.#offList.querySelector("button") ?? this.#root.querySelector("#prune input")).focus();
  }

  #reset() {
    this.#off.clear();
    for (const slider of [this.#prune, this.#noise]) slider.value = 0;
    this.#root.querySelector("#bits button").click();
    this.#changed();
    this.#root.querySelector("#prune input").focus();
  }
}

function newOffButton([key, layer]) {
  const unit = unitTitle(layer, Number(key.split(" ")[1]));
  const button = newButton("button off-unit", unit);
  button.dataset.key = key;
  button.setAttribute("aria-label", t("damage.on", { unit }));
  return button;
}
