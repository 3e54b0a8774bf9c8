// The drawing as it is sent: a small opaque PNG, black on white, in the proportions of the screen.

import { SIDE } from "../ink/strokes.js";

const COLOURS = { ink: "#000", paper: "#fff" };
const INK_BELOW = 128;

export class DrawingExport {
  #renderer; #context;

  constructor(renderer, createCanvas = () => document.createElement("canvas")) {
    this.#renderer = renderer;
    const canvas = createCanvas();
    canvas.width = SIDE;
    canvas.height = SIDE;
    this.#context = canvas.getContext("2d", { willReadFrequently: true, alpha: false });
  }

  /** A promise of { picture: the PNG, strokes }, or null when no ink is left to be read. */
  async drawing(strokes) {
    if (strokes.isEmpty) return null;
    this.#renderer.paint(this.#context, SIDE, strokes.visible, COLOURS);
    if (!this.#hasInk(strokes.bounds())) return null;
    const { pen } = strokes;
    const picture = await new Promise((resolve) => {
      this.#context.canvas.toBlob(resolve, "image/png");
    });
    return { picture, strokes: pen };
  }

  // Ink may have been rubbed out again, or lie outside the paper.
  #hasInk({ x, y, width, height }) {
    if (width < 1 || height < 1) return false;
    const { data } = this.#context.getImageData(x, y, width, height);
    for (let index = 0; index < data.length; index += 4) {
      if (data[index] < INK_BELOW) return true;
    }
    return false;
  }
}
