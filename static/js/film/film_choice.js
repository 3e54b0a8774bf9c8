// Whose film is looked at: that of the shipped run, or one whose epochs the owner had kept. The
// address says which, so that a run's page can lead here.

import { fromAddress, toAddress } from "../lib/address.js";

const PARAMETER = "run";

export class FilmChoice {
  #root; #select;

  /** onChange() is called when another film is chosen. */
  constructor(root, onChange) {
    this.#root = root;
    this.#select = root.querySelector("select");
    const kept = fromAddress(PARAMETER);
    if (kept) this.#add(kept, kept);
    this.#select.addEventListener("change", () => {
      toAddress(PARAMETER, this.run);
      onChange();
    });
  }

  /** The id of the run, or null for the film that ships. */
  get run() {
    return this.#select.value || null;
  }

  /** Offers films of runs, { run, name }; nothing is to be chosen where there are none. */
  offer(films) {
    const chosen = this.run;
    for (const option of [...this.#select.options].slice(1)) {
      if (films.some(({ run }) => run === option.value)) option.remove();
    }
    for (const { run, name } of films) this.#add(run, name);
    this.#select.value = chosen ?? "";
    this.#root.hidden = this.#select.options.length < 2;
  }

  #add(run, name) {
    const option = new Option(name, run);
    this.#select.add(option);
    if (fromAddress(PARAMETER) === run) option.selected = true;
  }
}
