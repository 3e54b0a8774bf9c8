// The gradient check: derivatives by backpropagation beside those of the definition.

import { errorWords } from "../inside/failure_words.js";
import { figure, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { EdgeTable } from "./edge_table.js";
import { HIDDEN, OUTPUTS, sourceName, unitName } from "./units.js";

export class GradientCheck {
  #button; #words; #result; #table; #ask;
  #question = null;

  /** ask(question) asks the server. */
  constructor(root, ask) {
    this.#button = root.querySelector("#check");
    this.#words = root.querySelector("#check-words");
    this.#result = root.querySelector("#check-result");
    this.#table = new EdgeTable(root.querySelector("#checked"));
    this.#ask = ask;
    this.#button.addEventListener("click", () => this.#check());
  }

  /** From now on another step is looked at: what was checked before is not shown any more. */
  ready(question) {
    this.#question = question;
    this.#button.disabled = question === null;
    this.#words.textContent = "";
    this.#result.hidden = true;
  }

  async #check() {
    const question = this.#question;
    this.#button.disabled = true;
    try {
      const checked = await this.#ask(question);
      if (question === this.#question) this.#show(checked);
    } catch (error) {
      if (question === this.#question) {
        this.#words.textContent = errorWords(error);
      }
    } finally {
      this.#button.disabled = this.#question === null;
    }
  }

  #show({ derivatives }) {
    const most = (values) => Math.max(...values.map(Math.abs));
    const difference = most(derivatives.map((each) => each.difference));
    const largest = most(derivatives.map((each) => each.backpropagation));
    this.#words.textContent = t("step.checked", {
      count: whole(derivatives.length),
      largest: figure(largest),
      difference: figure(difference),
    });
    this.#table.show(
      derivatives.map((each) => [
        nameOf(each),
        ...[each.backpropagation, each.numerical, each.difference].map(figure),
      ]),
    );
    this.#result.hidden = false;
  }
}

function nameOf({ layer: number, unit, source }) {
  const layer = number === 1 ? HIDDEN : OUTPUTS;
  const name = unitName({ layer, unit });
  if (source === null) return t("step.bias_of", { unit: name });
  return t("step.weight_of", { source: sourceName(layer, source), unit: name });
}
