// Changes of a run's learning rate: as marks on its charts, and as a list for who cannot see these.

import { decimal, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";

/** Marks for a chart: at x on the axis of epochs, a short label, and what it means in a sentence. */
export function rateMarks({ rate_changes: changes }) {
  return changes.map(({ position, old, new: chosen, epoch }) => {
    const rates = { old: decimal(old), new: decimal(chosen) };
    return {
      x: position,
      label: t("rate.mark", rates),
      title: t("rate.change", { ...rates, epoch: whole(epoch) }),
    };
  });
}

export function listRateChanges(section, run) {
  section.hidden = run.rate_changes.length === 0;
  const items = rateMarks(run).map(({ title }) => {
    const item = document.createElement("li");
    item.textContent = title;
    return item;
  });
  section.querySelector("ul").replaceChildren(...items);
}
