// The training digits that look most alike to the network.

import { element } from "../lib/elements.js";
import { whole } from "../lib/format.js";
import { t, tn } from "../lib/i18n.js";
import { pngAddress } from "../lib/pictures.js";

const SIDE = 56;

export class NeighboursView {
  #list; #summary;

  constructor(root) {
    this.#list = root.querySelector("ol");
    this.#summary = root.querySelector(".why__lead");
  }

  show({ searched, neighbours }, { read }) {
    const same = neighbours.filter(({ label }) => label === read).length;
    const named = { digit: read, shown: neighbours.length, searched: whole(searched) };
    this.#summary.textContent =
      read === null
        ? t("why.nearest", named)
        : same === neighbours.length
          ? t("why.same.all", named)
          : tn("why.same", same, named);
    this.#list.replaceChildren(...neighbours.map((digit) => item(digit, read)));
  }

  clear() {
    this.#list.replaceChildren();
    this.#summary.textContent = t("why.nearest.wait");
  }
}

function item({ label, picture }, read) {
  const isOther = read !== null && label !== read;
  const entry = element("li", isOther ? "neighbour neighbour--other" : "neighbour");
  const image = new Image(SIDE, SIDE);
  image.src = pngAddress(picture);
  image.alt = "";
  entry.append(image, element("span", "", label));
  return entry;
}
