// The reliability diagram: of what was read with a confidence, how much was right. On the diagonal,
// confidence can be believed.

import { svgElement } from "../lib/elements.js";
import { percent, whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";

const SIDE = 240;
const LEAST_RADIUS = 3;
const MOST_RADIUS = 14;

export class ReliabilityPlot {
  #svg;

  constructor(svg) {
    this.#svg = svg;
  }

  show(bins) {
    const filled = bins.filter(({ count }) => count > 0);
    const most = Math.max(...filled.map(({ count }) => count));
    const diagonal = svgElement("line", { x1: 0, y1: SIDE, x2: SIDE, y2: 0, class: "reliability__ideal" });
    this.#svg.replaceChildren(diagonal, ...filled.map((bin) => dot(bin, most)));
  }
}

function dot({ mean_confidence: confidence, accuracy, count }, most) {
  const radius = Math.max(LEAST_RADIUS, MOST_RADIUS * Math.sqrt(count / most));
  const circle = svgElement("circle", {
    cx: confidence * SIDE,
    cy: (1 - accuracy) * SIDE,
    r: radius,
    class: "reliability__dot",
  });
  const title = svgElement("title");
  title.textContent = t("reliability.dot", {
    count: whole(count),
    confidence: percent(confidence),
    accuracy: percent(accuracy),
  });
  circle.append(title);
  return circle;
}
