// Buttons over the digits of a picture of several: each has its digit read alone.

import { clamp, partBetween } from "../picture/picture_part.js";
import { t } from "../lib/i18n.js";

// What is left around a digit's ink, in shares of its longer side.
const MARGIN = 0.25;

export class DigitChoice {
  #root;
  #parts = [];

  /** The root lies exactly over the picture. choose(part) gets what is to be read. */
  constructor(root, choose) {
    this.#root = root;
    root.addEventListener("click", (event) => choose(this.#partFor(event)));
  }

  /** The frame is the whole picture, in the pixels that the digits' boxes are in. */
  show(digits, frame) {
    const boxes = digits.map(({ box }) => box);
    this.#parts = boxes.map((box) => toPart(partAround(box, boxes), frame));
    const buttons = digits.map(({ digit, box: [x, y, width, height] }) => {
      const { x: left, y: top, ...size } = toPart([x, y, x + width, y + height], frame);
      const button = document.createElement("button");
      button.type = "button";
      button.className = "digit-choice__digit";
      const label = digit === null ? t("choice.unread") : t("choice.digit", { digit });
      button.setAttribute("aria-label", label);
      button.style.left = `${100 * (left + size.width / 2)}%`;
      button.style.top = `${100 * (top + size.height / 2)}%`;
      button.style.width = `${100 * size.width}%`;
      button.style.height = `${100 * size.height}%`;
      return button;
    });
    this.#root.replaceChildren(...buttons);
    this.#root.hidden = false;
  }

  clear() {
    this.#root.hidden = true;
    this.#root.replaceChildren();
  }

  // Buttons are large enough for a finger, so those of small digits lie on each other: the digit
  // whose part is nearest is meant. A key has no place and means the button that it was pressed on.
  #partFor({ target, detail, clientX, clientY }) {
    if (detail === 0) return this.#parts[[...this.#root.children].indexOf(target)];
    const { left, top, width, height } = this.#root.getBoundingClientRect();
    const distance = (part) => Math.hypot(
      clientX - left - (part.x + part.width / 2) * width,
      clientY - top - (part.y + part.height / 2) * height,
    );
    return [...this.#parts].sort((one, other) => distance(one) - distance(other))[0];
  }
}

// Left, top, right and bottom of a digit and its margin, which ends halfway to a neighbour: its ink
// would be read, too.
function partAround([x, y, width, height], boxes) {
  const margin = MARGIN * Math.max(width, height);
  const room = (gaps) => Math.min(margin, ...gaps.filter((gap) => gap >= 0).map((gap) => gap / 2));
  const before = room(boxes.map(([otherX, , otherWidth]) => x - otherX - otherWidth));
  const after = room(boxes.map(([otherX]) => otherX - x - width));
  return [x - before, y - margin, x + width + after, y + height + margin];
}

function toPart([left, top, right, bottom], frame) {
  const point = (x, y) => ({
    x: clamp((x - frame.x) / frame.width, 0, 1),
    y: clamp((y - frame.y) / frame.height, 0, 1),
  });
  return partBetween(point(left, top), point(right, bottom));
}
