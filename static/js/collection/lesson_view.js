// What a lesson changed: a table of the parts, and the pictures that are read otherwise than before.

import { element } from "../lib/elements.js";
import { fixed, percent, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { pngAddress } from "../lib/pictures.js";

const SIDE = 56;
const HUNDREDTH = 10_000;

export class LessonView {
  #rows; #pictures;

  constructor(root) {
    this.#rows = root.querySelector("tbody");
    this.#pictures = root.querySelector(".lesson__pictures");
  }

  show({ parts }) {
    this.#rows.replaceChildren(...parts.map(row));
    const lists = parts.flatMap((part) => ["now_right", "now_wrong"].map((kind) => pictures(part, kind)));
    this.#pictures.replaceChildren(...lists.flat());
  }
}

function row(part) {
  const line = document.createElement("tr");
  const name = element("th", "", `${t(`lesson.${part.name}`)} (${whole(part.count)})`);
  name.scope = "row";
  line.append(
    name,
    element("td", "lesson__verdict", t(`lesson.${part.verdict}`)),
    share(part.before, part.count),
    share(part.after, part.count),
    element("td", "", whole(part.gained)),
    element("td", "", whole(part.lost)),
    withInterval(points(part.change), points(part.low), points(part.high)),
  );
  return line;
}

function share({ right, low, high }, count) {
  return withInterval(percent(right / count), percent(low), percent(high));
}

function withInterval(value, low, high) {
  const cell = element("td", "", value);
  cell.append(element("span", "lesson__interval", `${low} – ${high}`));
  return cell;
}

// The change of a share, in per cents with their sign.
function points(change) {
  const sign = Math.round(change * HUNDREDTH) > 0 ? "+" : "";
  return `${sign}${fixed(100 * change, 2)}%`;
}

function pictures(part, kind) {
  const found = part[kind];
  if (found.length === 0) return [];
  const list = document.createElement("ul");
  list.append(...found.map(picture));
  return [element("h3", "", t(`lesson.${kind}`, { part: t(`lesson.${part.name}`) })), list];
}

function picture({ label, before, after, picture: png }) {
  const image = new Image(SIDE, SIDE);
  image.src = pngAddress(png);
  image.alt = t("lesson.picture", { label, before, after });
  const item = document.createElement("li");
  item.append(image, element("span", "", `${before} → ${after}`));
  return item;
}
