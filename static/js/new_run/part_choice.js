// A choice among kinds of a part - losses, optimizers, schedules - with the settings of the chosen.

import { t } from "../lib/i18n.js";
import { newPart, settingFields } from "./setting_fields.js";

export class PartChoice {
  #root; #select; #kinds; #changed;
  #part = null;

  /** root holds a select; kinds is the catalogue's; changed() is called after each change. */
  constructor(root, kinds, changed) {
    this.#root = root;
    this.#select = root.querySelector("select");
    this.#kinds = kinds;
    this.#changed = changed;
    for (const type of Object.keys(kinds)) this.#select.add(new Option(t(`part.${type}`), type));
    this.#select.addEventListener("change", () => {
      this.#show(newPart(this.#select.value, kinds[this.#select.value]));
      changed();
    });
  }

  /** As a configuration has it: a name alone where there is nothing else to say. */
  get part() {
    const { type, ...settings } = this.#part;
    return Object.keys(settings).length === 0 && this.#mayBeName ? type : this.#part;
  }

  set part(part) {
    this.#show(typeof part === "string" ? { type: part } : part);
  }

  get #mayBeName() {
    return this.#select.name !== "optimizer";
  }

  #show(part) {
    this.#part = part;
    this.#select.value = part.type;
    const fields = settingFields(part, this.#kinds[part.type], (changed) => {
      this.#part = changed;
      this.#changed();
    });
    for (const field of fields) field.className = "new-run__field";
    this.#root.replaceChildren(this.#select.closest(".new-run__field"), ...fields);
  }
}
