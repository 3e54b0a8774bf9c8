// Where two runs differ: class by class and answer by answer, with the pictures behind.

import { lineSwatch } from "../charts/swatch.js";
import { failureText } from "../api/errors.js";
import { confidenceText, percent, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { DifferenceTable } from "./difference_table.js";
import { PictureList, nameClasses } from "./picture_list.js";

const dataOf = ({ config }) => config?.data?.sha256;

export class Difference {
  #root; #reader; #styles; #state; #table; #list;
  #runs = [];
  #classes = [];
  #seen = null;

  /** The reader has evaluation(id) and pictures(id, query), as Api does. */
  constructor(root, reader, styles) {
    this.#root = root;
    this.#reader = reader;
    this.#styles = styles;
    this.#state = root.querySelector("[role=status]");
    this.#table = new DifferenceTable(root.querySelector("table"), (cell) =>
      this.#attempt(() => this.#showPictures(cell)),
    );
    this.#list = new PictureList(root.querySelector("[data-pictures]"), {
      name: ({ label }) => (this.#isOfDigits ? t("sample.alt", { label }) : label),
      describe: (picture) => this.#describe(picture),
      readings: (picture) => this.#readings(picture),
      isMarked: ({ answer, against }) => answer !== against.answer,
    });
    root.addEventListener("toggle", () => this.#load());
  }

  /** Offered for two runs on the same data, of which the second is told apart from the first. */
  show(runs) {
    this.#root.hidden = runs.length !== 2 || dataOf(runs[0]) !== dataOf(runs[1]);
    this.#runs = runs;
    this.#load();
  }

  get #isOfDigits() {
    return dataOf(this.#runs[0]) === undefined;
  }

  #say(key, values) {
    return t(`difference.${key}.${this.#isOfDigits ? "digits" : "pictures"}`, values);
  }

  // A run that goes on learning is read anew after each epoch.
  #load() {
    if (this.#root.hidden || !this.#root.open) return;
    const seen = JSON.stringify(this.#runs.map(({ id, epochs_done }) => [id, epochs_done]));
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#root.dataset.state = "loading";
    this.#state.textContent = this.#say("loading");
    this.#root.querySelector(".difference__about").textContent = this.#say("about");
    this.#attempt(() => this.#showAll());
  }

  async #showAll() {
    const runs = this.#runs;
    const evaluations = await Promise.all(runs.map(({ id }) => this.#reader.evaluation(id)));
    if (runs !== this.#runs) return;
    const [first, second] = runs.map(({ name }, at) => ({ name, ...evaluations[at] }));
    const legend = runs.map((run) => this.#legend(run));
    this.#root.querySelector("[data-runs]").replaceChildren(...legend);
    this.#classes = first.classes;
    this.#table.show(first, second);
    await this.#showPictures(this.#table.opened ?? {});
    this.#state.textContent = this.#say("summary", {
      first: first.name,
      second: second.name,
      accuracy: percent(first.accuracy),
      other: percent(second.accuracy),
    });
    this.#root.dataset.state = "shown";
  }

  async #showPictures(cell) {
    const [first, second] = this.#runs;
    const found = await this.#reader.pictures(first.id, { ...cell, against: second.id });
    if (first !== this.#runs[0] || second !== this.#runs[1]) return;
    const counts = { differing: whole(found.differing), total: whole(found.total) };
    const title = cell.label === undefined ? "difference.mistakes" : "difference.pictures";
    this.#list.show(t(title, { ...nameClasses(cell, this.#classes), ...counts }), found, this.#classes);
  }

  #legend(run) {
    const entry = document.createElement("li");
    entry.append(lineSwatch(this.#styles.of(run.id)), run.name);
    return entry;
  }

  #readings({ answer, confidence, against }) {
    const readings = [{ answer, confidence }, against];
    return readings.map((reading, at) => ({
      digit: reading.answer,
      share: reading.confidence,
      mark: lineSwatch(this.#styles.of(this.#runs[at].id)),
    }));
  }

  #describe({ label, answer, confidence, against }) {
    return t("difference.alt", {
      label,
      answer,
      confidence: confidenceText(confidence),
      other: against.answer,
      otherConfidence: confidenceText(against.confidence),
      first: this.#runs[0].name,
      second: this.#runs[1].name,
    });
  }

  async #attempt(action) {
    try {
      await action();
    } catch (error) {
      // What could not be read is asked for again when it is opened the next time.
      this.#seen = null;
      this.#root.dataset.state = "failed";
      this.#state.textContent = failureText(error);
    }
  }
}
