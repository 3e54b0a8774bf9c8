// What the runs on the chart differ in, and their figures to take away.

import { csvOf } from "../lib/csv.js";
import { percent } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { differingSettings, formatSetting, settingName } from "../lib/values.js";

const CSV_COLUMNS = [
  ...["epoch", "train_accuracy", "validation_accuracy", "test_accuracy", "drawings_accuracy"],
  ...["train_loss", "validation_loss", "test_loss", "learning_rate", "duration_s"],
];

export class Comparison {
  #root; #table; #state; #buttons;
  #entries = [];
  #metric = "test_accuracy";

  /** savePicture() saves the chart's picture, embeddedAddress() is that of it for other sites. */
  constructor(root, { savePicture, embeddedAddress }) {
    this.#root = root;
    this.#table = root.querySelector(".comparison__table");
    this.#state = root.querySelector(".comparison__tools [role=status]");
    // There is nothing to take away until the runs are known.
    this.#buttons = root.querySelectorAll(".comparison__tools button");
    root.addEventListener("toggle", () => this.#render());
    root.querySelector("[data-copy]").addEventListener("click", () =>
      this.#copy(location.href, "comparison.copied"),
    );
    root.querySelector("[data-embed]").addEventListener("click", () =>
      this.#copy(embeddingCode(embeddedAddress()), "comparison.embedded"),
    );
    root.querySelector("[data-picture]").addEventListener("click", savePicture);
    for (const button of root.querySelectorAll("[data-download]")) {
      button.addEventListener("click", () => download(button.dataset.download, this.#entries));
    }
  }

  /** An entry is { run, metrics }; metric is the accuracy that is told beside the settings. */
  show(entries, metric) {
    this.#entries = entries;
    this.#metric = metric;
    // Its room stays, so that nothing jumps below while somebody filters.
    this.#root.toggleAttribute("data-none", entries.length === 0);
    for (const button of this.#buttons) button.disabled = entries.length === 0;
    this.#root.querySelector("summary").textContent = tn("comparison.title", entries.length);
    this.#render();
  }

  #render() {
    if (!this.#root.open) return;
    const runs = this.#entries.map(({ run }) => run);
    const keys = differingSettings(runs);
    this.#table.hidden = keys.length === 0;
    this.#state.textContent = keys.length === 0 ? t("comparison.same") : "";
    const accuracy = t(`comparison.${this.#metric}`);
    const head = row("th", [t("comparison.run"), ...keys.map(settingName), accuracy]);
    this.#table.tHead.replaceChildren(head);
    this.#table.tBodies[0].replaceChildren(
      ...runs.map((run) => {
        const settings = keys.map((key) => formatSetting(run, key));
        return row("td", [run.name, ...settings, percent(run[this.#metric])]);
      }),
    );
  }

  async #copy(text, copied) {
    try {
      await navigator.clipboard.writeText(text);
      this.#state.textContent = t(copied);
    } catch {
      this.#state.textContent = text;
    }
  }
}

// What other sites put into their pages; the address has no character that ends an attribute.
function embeddingCode(address) {
  const source = address.replaceAll("&", "&amp;");
  return `<iframe src="${source}" width="640" height="480" title="Inknet"></iframe>`;
}

function row(kind, texts) {
  const line = document.createElement("tr");
  texts.forEach((text, index) => {
    const cell = document.createElement(index === 0 ? "th" : kind);
    if (cell.tagName === "TH") cell.scope = kind === "th" ? "col" : "row";
    cell.textContent = text;
    line.append(cell);
  });
  return line;
}

function download(kind, entries) {
  const content = kind === "csv" ? csv(entries) : JSON.stringify(entries, null, 1);
  const type = kind === "csv" ? "text/csv" : "application/json";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = `inknet-runs.${kind}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

function csv(entries) {
  const lines = entries.flatMap(({ run, metrics }) =>
    metrics.map((row) => [run.id, run.name, run.recipe, ...CSV_COLUMNS.map((key) => row[key])]),
  );
  return csvOf([["run", "name", "recipe", ...CSV_COLUMNS], ...lines]);
}
