// What the drawings of a room come to: accuracies, the confusion matrix and the hardest drawing.

import { ConfusionTable } from "../evaluation/confusion_table.js";
import { element, setText } from "../lib/elements.js";
import { share, whole } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { describe, pictureOf } from "./cards.js";

const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));

export class TallyView {
  #parts; #table;
  #hardest = null;

  /** chosen(cell) is called when a cell of the matrix is opened, and with null when it is closed. */
  constructor(root, chosen) {
    const part = (id) => root.querySelector(`#${id}`);
    const names = ["accuracy", "accuracy-about", "class-accuracy", "hardest", "show-all"];
    this.#parts = Object.fromEntries(names.map((name) => [name, part(name)]));
    const showAll = this.#parts["show-all"];
    this.#table = new ConfusionTable(part("confusion"), (cell) => {
      showAll.hidden = false;
      chosen(cell);
    });
    showAll.addEventListener("click", () => {
      this.#table.close();
      showAll.hidden = true;
      chosen(null);
    });
  }

  show(wall) {
    const { labelled, right, refused, votes, right_votes: rightVotes, hardest } = wall;
    setText(this.#parts.accuracy, labelled > 0 ? share(right / labelled) : t("value.none"));
    const counts = { right: whole(right), refused: whole(refused) };
    const about = labelled > 0 ? tn("room.tally", labelled, counts) : t("room.tally.none");
    setText(this.#parts["accuracy-about"], about);
    const words = votes > 0 ? tn("room.votes", votes, { share: share(rightVotes / votes) }) : "";
    setText(this.#parts["class-accuracy"], words);
    const { confusion, digits } = wall;
    this.#table.show({ confusion, digits, classes: DIGITS }, t("room.confusion"));
    this.#showHardest(hardest);
  }

  #showHardest(hardest) {
    const seen = hardest && `${hardest.number} ${hardest.votes}`;
    if (seen === this.#hardest) return;
    this.#hardest = seen;
    this.#parts.hardest.hidden = hardest === null;
    if (hardest === null) return;
    const [picture, words] = [pictureOf(hardest), element("p", "", describe(hardest))];
    picture.alt = "";
    this.#parts.hardest.querySelector(".hardest__drawing").replaceChildren(picture, words);
  }
}
