// A hundred examples and the direction that each of them asks for; minibatches ask for the mean of theirs.
// The examples are points beside a line, and what is learned is the line's slope w and its bias b.

import { Dial } from "../learn/dial.js";
import { onPress, say } from "../learn/parts.js";
import { svgElement } from "../lib/elements.js";
import { fixed, whole } from "../lib/format.js";

const EXAMPLES = 100;
const SHOWN = 24; // minibatches at a time
const SIDE = 320;
const TRUE_LENGTH = 0.3 * SIDE;
const LONGEST = 0.47 * SIDE;
const TRUE_LINE = { w: 0.9, b: 0.2 };
const START = { w: -0.4, b: -0.3 };
const NOISE = 0.9;
const HALF_TURN = 180;

export class GradientArrows {
  #root; #svg; #size; #gradients; #full; #scale;

  constructor(root) {
    this.#root = root;
    this.#svg = root.querySelector("svg");
    this.#svg.setAttribute("viewBox", `0 0 ${SIDE} ${SIDE}`);
    this.#gradients = examples().map(({ x, y }) => downhill(START, x, y));
    this.#full = mean(this.#gradients);
    this.#scale = TRUE_LENGTH / Math.hypot(...this.#full);
    this.#size = new Dial("size", whole, () => this.#draw());
    onPress(root, "again", () => this.#draw());
    this.#draw();
  }

  #draw() {
    const size = this.#size.value;
    const batches = Array.from({ length: SHOWN }, () => mean(sample(this.#gradients, size)));
    const angles = batches.map((batch) => angleBetween(batch, this.#full));
    this.#svg.replaceChildren(
      ...batches.map((batch) => this.#arrow(batch, "arrow")),
      this.#arrow(this.#full, "arrow arrow--full"),
    );
    say(this.#root, "angle", `${fixed(angles.reduce((sum, angle) => sum + angle, 0) / SHOWN, 1)}°`);
    say(this.#root, "wrong", whole(angles.filter((angle) => angle > HALF_TURN / 2).length));
    say(this.#root, "steps", whole(Math.floor(EXAMPLES / size)));
  }

  #arrow([dw, db], className) {
    const length = this.#scale * Math.hypot(dw, db);
    // What would leave the picture is cut off, and has no end.
    const scale = length > LONGEST ? (this.#scale * LONGEST) / length : this.#scale;
    const [x, y] = [SIDE / 2 + scale * dw, SIDE / 2 - scale * db];
    const line = { x1: SIDE / 2, y1: SIDE / 2, x2: x, y2: y, class: className };
    const end = { cx: x, cy: y, r: 4, class: `${className} arrow__end` };
    const group = svgElement("g");
    group.append(svgElement("line", line));
    if (length <= LONGEST) group.append(svgElement("circle", end));
    return group;
  }
}

function examples() {
  return Array.from({ length: EXAMPLES }, () => {
    const x = 2 * Math.random() - 1;
    const noise = NOISE * (Math.random() + Math.random() + Math.random() - 1.5);
    return { x, y: TRUE_LINE.w * x + TRUE_LINE.b + noise };
  });
}

/** Minus the gradient of (w x + b − y)² / 2. */
function downhill({ w, b }, x, y) {
  const error = w * x + b - y;
  return [-error * x, -error];
}

function mean(vectors) {
  const sum = vectors.reduce(([w, b], [dw, db]) => [w + dw, b + db], [0, 0]);
  return sum.map((part) => part / vectors.length);
}

/** So many of the vectors, none of them twice. */
function sample(vectors, size) {
  const left = [...vectors];
  return Array.from({ length: size }, () => left.splice(Math.floor(Math.random() * left.length), 1)[0]);
}

function angleBetween([w, b], [v, c]) {
  const cosine = (w * v + b * c) / (Math.hypot(w, b) * Math.hypot(v, c));
  return (Math.acos(Math.min(Math.max(cosine, -1), 1)) / Math.PI) * HALF_TURN;
}
