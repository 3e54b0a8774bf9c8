// A picture, or a part of it, as it is sent: upright, and within the limits of the server.

import { StrokeRenderer } from "../ink/stroke_renderer.js";
import { SIDE } from "../ink/strokes.js";
import { pixelsOfPart, WHOLE } from "./picture_part.js";

// A whole picture needs no megapixels; a part keeps its own, as many as the server takes.
const MAX_WHOLE_SIDE = 1600;
const MAX_SIDE = 4096;
const MAX_PIXELS = 4_000_000;
const MAX_BYTES = 2 * 1024 * 1024;
const JPEG_QUALITY = 0.92;
const COSINES = [1, 0, -1, 0];
const SINES = [0, 1, 0, -1];

/**
 * A promise of { picture, strokes: null, frame }: a PNG or JPEG of the part of a file's picture, after
 * so many quarters of a turn to the right and with the strokes that were drawn over it, and where the
 * whole of it would lie in what is sent, in pixels.
 */
export async function exportPicture(content, { turns, part, strokes, colours }) {
  const bitmap = await createImageBitmap(content);
  try {
    const whole = sizeAfterTurns(bitmap, turns);
    const cut = pixelsOfPart(part, whole);
    let scale = fittingScale(cut, part === WHOLE);
    const isUntouched = part === WHOLE && turns === 0 && scale === 1 && strokes.length === 0;
    if (isUntouched && content.type === "image/png" && content.size <= MAX_BYTES) {
      return question(content, cut, whole, 1);
    }
    // Photos stay JPEG, and everything else becomes PNG, which keeps transparency.
    const type = content.type === "image/jpeg" ? "image/jpeg" : "image/png";
    for (;;) {
      const picture = await draw(bitmap, { turns, whole, cut, scale, type, strokes, colours });
      if (picture.size <= MAX_BYTES) return question(picture, cut, whole, scale);
      scale /= 2;
    }
  } finally {
    bitmap.close();
  }
}

export function sizeAfterTurns({ width, height }, turns) {
  return turns % 2 === 0 ? { width, height } : { width: height, height: width };
}

function fittingScale({ width, height }, isWhole) {
  const bySide = (isWhole ? MAX_WHOLE_SIDE : MAX_SIDE) / Math.max(width, height);
  return Math.min(1, bySide, Math.sqrt(MAX_PIXELS / (width * height)));
}

/** Turns what is drawn next by quarters to the right. */
export function turn(context, turns) {
  context.transform(COSINES[turns], SINES[turns], -SINES[turns], COSINES[turns], 0, 0);
}

function draw(bitmap, { turns, whole, cut, scale, type, strokes, colours }) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.floor(cut.width * scale));
  canvas.height = Math.max(1, Math.floor(cut.height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.scale(canvas.width / cut.width, canvas.height / cut.height);
  context.translate(whole.width / 2 - cut.x, whole.height / 2 - cut.y);
  context.save();
  turn(context, turns);
  context.drawImage(bitmap, -bitmap.width / 2, -bitmap.height / 2);
  context.restore();
  // The paper is as large as the picture's longer side.
  const unit = Math.max(whole.width, whole.height) / SIDE;
  context.scale(unit, unit);
  context.translate(-SIDE / 2, -SIDE / 2);
  new StrokeRenderer().drawInk(context, strokes, colours);
  return new Promise((resolve, reject) => {
    const done = (blob) => (blob ? resolve(blob) : reject(new Error("No picture came out.")));
    canvas.toBlob(done, type, JPEG_QUALITY);
  });
}

function question(picture, cut, whole, scale) {
  const frame = {
    x: -cut.x * scale,
    y: -cut.y * scale,
    width: whole.width * scale,
    height: whole.height * scale,
  };
  return { picture, strokes: null, frame };
}
