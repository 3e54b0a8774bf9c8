// The largest products of a unit, one in a row.

import { figure, placeOf } from "../layers/figures.js";
import { numberOfInput } from "../layers/unit_names.js";
import { element } from "../lib/elements.js";
import { whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";

export class TermsTable {
  #root; #body;

  constructor(root) {
    this.#root = root;
    this.#body = root.querySelector("tbody");
  }

  /** Shows a unit's terms where they do not all stand in one grid; field is how its inputs lie. */
  show({ terms, count, rest }, [height, width, channels]) {
    this.#root.hidden = channels === 1;
    if (this.#root.hidden) return;
    const isSpread = height * width > 1;
    const rows = terms.map((term) => [
      t(isSpread ? "terms.place" : "terms.unit", {
        channel: numberOfInput(term.channel),
        ...placeOf(term),
      }),
      ...[term.input, term.weight, term.product].map(figure),
    ]);
    const others = count - terms.length;
    if (others > 0) rows.push([t("terms.others", { count: whole(others) }), "", "", figure(rest)]);
    this.#body.replaceChildren(...rows.map(newRow));
  }
}

function newRow([name, ...figures]) {
  const row = element("tr");
  const head = element("th", "", name);
  head.scope = "row";
  row.append(head);
  for (const text of figures) row.insertCell().textContent = text;
  return row;
}
