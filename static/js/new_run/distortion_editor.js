// How strongly training digits are distorted, with digits, or pictures of other data, that show it.

import { decimal, shortPercent } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { pngAddress } from "../lib/pictures.js";

const DELAY_MS = 120;
const SHARES = ["scale", "shear", "noise", "share"];

export class DistortionEditor {
  #sliders; #pictures; #problem; #preview; #changed; #settings;
  #seed = 1;
  #timer = null;
  #latest = 0;

  /**
   * preview({ augmentation, seed }) is a promise of { classes, pictures }; changed() is called
   * after each change of `augmentation`.
   */
  constructor(root, preview, changed) {
    this.#sliders = [...root.querySelectorAll("input")];
    this.#pictures = root.querySelector("ul");
    this.#problem = root.querySelector("[role=alert]");
    this.#preview = preview;
    this.#changed = changed;
    root.addEventListener("input", ({ target }) => this.#moved(target));
    root.querySelector("button").addEventListener("click", () => {
      this.#seed += 1;
      this.show();
    });
  }

  get augmentation() {
    return this.#settings;
  }

  set augmentation(settings) {
    this.#settings = settings;
    for (const slider of this.#sliders) {
      slider.value = settings[slider.name] ?? DEFAULTS[slider.name] ?? 0;
      this.#say(slider);
    }
    this.show();
  }

  /** Shows the pictures anew, since there are others now. */
  async show() {
    this.#latest += 1;
    const asked = this.#latest;
    try {
      const request = { augmentation: this.#settings, seed: this.#seed };
      const { classes, pictures } = await this.#preview(request);
      if (asked !== this.#latest) return;
      this.#pictures.replaceChildren(...pictures.map((one) => item(one, classes)));
      this.#problem.textContent = "";
    } catch (error) {
      if (asked === this.#latest) this.#problem.textContent = error.message;
    }
  }

  #moved(slider) {
    const { [slider.name]: _, ...others } = this.#settings;
    const value = slider.valueAsNumber;
    const isDefault = value === (DEFAULTS[slider.name] ?? 0);
    this.#settings = isDefault ? others : { ...this.#settings, [slider.name]: value };
    this.#say(slider);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.show(), DELAY_MS);
    this.#changed();
  }

  #say(slider) {
    const value = slider.valueAsNumber;
    const text = SHARES.includes(slider.name) ? shortPercent(value) : decimal(value);
    slider.parentElement.querySelector("output").textContent = text;
  }
}

const DEFAULTS = { elastic_sigma: 4, share: 1 };

function item({ label, picture }, classes) {
  const entry = document.createElement("li");
  const image = new Image(56, 56);
  image.src = pngAddress(picture);
  image.alt = t("distortions.alt", { label: classes[label] });
  entry.append(image);
  return entry;
}
