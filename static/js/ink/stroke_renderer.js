// Draws strokes on any 2D context at any size: the same code paints the screen and what is sent.

import { SIDE } from "./strokes.js";

// Below this difference a stroke is drawn as one path, which is faster and has no seams.
const STEADY_PRESSURE = 0.02;

export class StrokeRenderer {
  /**
   * Paints the strokes over a square of `side` pixels, ink and paper being CSS colours, and over a
   * picture, if there is one, which paints itself.
   */
  paint(context, side, strokes, colours, picture = null) {
    context.save();
    context.fillStyle = colours.sheet ?? colours.paper;
    context.fillRect(0, 0, side, side);
    picture?.paint(context, side);
    context.scale(side / SIDE, side / SIDE);
    this.drawInk(context, strokes, colours);
    context.restore();
  }

  /** Draws the strokes alone, in their own units. */
  drawInk(context, strokes, { ink, paper }) {
    context.lineCap = "round";
    context.lineJoin = "round";
    for (const stroke of strokes) {
      // Erasing is painting with paper, in the order of drawing, so it can be undone like ink.
      const colour = stroke.erases ? paper : ink;
      context.fillStyle = colour;
      context.strokeStyle = colour;
      drawStroke(context, stroke);
    }
  }
}

function drawStroke(context, { width, points }) {
  if (points.length === 1) {
    drawDot(context, width, points[0]);
  } else if (isSteady(points)) {
    drawSteady(context, width, points);
  } else {
    drawPressed(context, width, points);
  }
}

function isSteady(points) {
  return points.every(({ pressure }) => Math.abs(pressure - points[0].pressure) < STEADY_PRESSURE);
}

function drawDot(context, width, { x, y, pressure }) {
  context.beginPath();
  context.arc(x, y, (width * pressure) / 2, 0, 2 * Math.PI);
  context.fill();
}

function drawSteady(context, width, points) {
  context.lineWidth = width * points[0].pressure;
  context.beginPath();
  context.moveTo(points[0].x, points[0].y);
  forEachCurve(points, (_from, control, to) => {
    context.quadraticCurveTo(control.x, control.y, to.x, to.y);
  });
  context.stroke();
}

function drawPressed(context, width, points) {
  forEachCurve(points, (from, control, to) => {
    context.lineWidth = width * control.pressure;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.quadraticCurveTo(control.x, control.y, to.x, to.y);
    context.stroke();
  });
}

// A curve through the midpoints, with the points themselves as controls, has no corners.
function forEachCurve(points, draw) {
  let from = points[0];
  for (let index = 1; index < points.length - 1; index += 1) {
    const to = midpoint(points[index], points[index + 1]);
    draw(from, points[index], to);
    from = to;
  }
  const last = points.at(-1);
  draw(from, last, last);
}

function midpoint(a, b) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
