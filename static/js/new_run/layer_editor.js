// The list of layers: adds, removes and orders them, and shows what each makes of a picture.

import { whole } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { newPart, settingFields } from "./setting_fields.js";

export class LayerEditor {
  #list; #kinds; #changed;
  #layers = [];
  #outline = { layers: [], parameters: 0, problem: null, problem_layer: null };

  /** kinds is the catalogue's; changed() is called after each change of `layers`. */
  constructor({ list, kind, add }, kinds, changed) {
    this.#list = list;
    this.#kinds = kinds;
    this.#changed = changed;
    for (const type of Object.keys(kinds)) kind.add(new Option(t(`layer.${type}`), type));
    kind.value = "dense";
    add.addEventListener("click", () => this.#add(kind.value));
    list.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) this.#act(button.dataset.action, [...list.children].indexOf(button.closest("li")));
    });
  }

  get layers() {
    return this.#layers;
  }

  set layers(layers) {
    this.#layers = layers;
    this.#build();
  }

  /** Shows shapes and counts as the server found them, up to a layer that does not fit. */
  show(outline) {
    this.#outline = outline;
    [...this.#list.children].forEach((row, index) => {
      const found = outline.layers[index];
      row.classList.toggle("layer--wrong", outline.problem_layer === index + 1);
      row.querySelector(".layer__shape").textContent = found ? describe(found) : "";
    });
  }

  // Most layers belong before the last one, which gives the ten answers.
  #add(type) {
    const last = this.#layers.findLastIndex((layer) => layer.type === "dense");
    const place = last === -1 ? this.#layers.length : last;
    this.#layers = inserted(this.#layers, place, newPart(type, this.#kinds[type]));
    this.#build();
    this.#list.children[place].scrollIntoView({ block: "nearest" });
    this.#changed();
  }

  #act(action, index) {
    const layer = this.#layers[index];
    const rest = this.#layers.filter((other, at) => at !== index);
    const place = action === "up" ? Math.max(0, index - 1) : Math.min(rest.length, index + 1);
    this.#layers = action === "remove" ? rest : inserted(rest, place, layer);
    this.#build();
    this.#focus(action, action === "remove" ? Math.min(index, rest.length - 1) : place);
    this.#changed();
  }

  // Whoever works by keyboard goes on where the layer went.
  #focus(action, index) {
    const row = this.#list.children[index];
    const button = row?.querySelector(`[data-action="${action}"]:not(:disabled)`);
    (button ?? row?.querySelector("button:not(:disabled)"))?.focus();
  }

  #build() {
    this.#list.replaceChildren(...this.#layers.map((layer, index) => this.#row(layer, index)));
    this.show({ ...this.#outline, layers: [], problem_layer: null });
  }

  #row(layer, index) {
    const row = document.createElement("li");
    const [name, settings, shape, buttons] = ["name", "settings", "shape", "buttons"].map((part) => {
      const element = document.createElement(part === "settings" || part === "buttons" ? "div" : "span");
      element.className = `layer__${part}`;
      return element;
    });
    row.className = "layer";
    name.textContent = t(`layer.${layer.type}`);
    settings.append(
      ...settingFields(layer, this.#kinds[layer.type], (changed) => {
        this.#layers = this.#layers.map((other, at) => (at === index ? changed : other));
        this.#changed();
      }),
    );
    buttons.append(
      button("up", "↑", index, index === 0),
      button("down", "↓", index, index === this.#layers.length - 1),
      button("remove", "×", index, false),
    );
    row.append(name, settings, shape, buttons);
    return row;
  }
}

function inserted(layers, place, layer) {
  return [...layers.slice(0, place), layer, ...layers.slice(place)];
}

function button(action, sign, index, disabled) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "button";
  element.dataset.action = action;
  element.textContent = sign;
  element.disabled = disabled;
  element.title = t(`layers.${action}`, { position: index + 1 });
  element.setAttribute("aria-label", element.title);
  return element;
}

function describe({ output_shape: shape, parameters }) {
  const text = shape.map((size) => whole(size)).join(" × ");
  return parameters === 0 ? text : tn("layers.shape", parameters, { shape: text, count: whole(parameters) });
}
