// Who fools the network best: what it takes for the target, and the class for what was meant.

import { element } from "../lib/elements.js";
import { confidenceText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { pictureOf } from "./cards.js";
import { Mode } from "./words.js";

export class PodiumView {
  #root; #list;
  #seen = "";

  constructor(root) {
    this.#root = root;
    this.#list = root.querySelector("ol");
  }

  show({ room: { mode }, fooling }) {
    this.#root.hidden = mode !== Mode.FOOL;
    const seen = fooling.map(({ number, votes }) => `${number} ${votes}`).join();
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#list.replaceChildren(...fooling.map(place));
  }
}

function place(drawing) {
  const entry = element("li", "podium__place");
  entry.classList.toggle("podium__place--recognised", drawing.recognised);
  const { votes, right_votes: right, label, target } = drawing;
  const words = element("div");
  const fooled = { target, confidence: confidenceText(drawing.fooled) };
  words.append(
    element("p", "podium__words", t("room.podium.taken", fooled)),
    element("p", "", t(drawing.recognised ? "room.podium.recognised" : "room.podium.votes", { right, votes, label })),
  );
  entry.append(pictureOf(drawing), words);
  return entry;
}
