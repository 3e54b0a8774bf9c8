// The command that repeats a run, asked for anew when the run's settings change.

import { copyText } from "../lib/clipboard.js";
import { t } from "../lib/i18n.js";

export class CommandView {
  #root; #source; #line; #state;
  #seen = "";

  /** source has command(), a promise. */
  constructor(root, source) {
    this.#root = root;
    this.#source = source;
    this.#line = root.querySelector("code");
    this.#state = root.querySelector("[role=status]");
    root.querySelector("button").addEventListener("click", () => this.#copy());
  }

  async show({ config, rate_changes: changes }) {
    const seen = JSON.stringify([config, changes]);
    if (seen === this.#seen) return;
    this.#seen = seen;
    try {
      const { command, ...notes } = await this.#source.command();
      this.#line.textContent = command;
      for (const note of this.#root.querySelectorAll("[data-note]")) {
        note.hidden = !notes[note.dataset.note];
      }
      this.#root.hidden = false;
    } catch {
      this.#seen = ""; // whatever is wrong, the page says it elsewhere; the next change asks again
    }
  }

  async #copy() {
    const copied = await copyText(this.#line);
    this.#state.textContent = t(copied ? "command.copied" : "command.selected");
  }
}
