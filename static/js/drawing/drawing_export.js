// The drawing as it is sent: a small opaque PNG, black on white, in the proportions of the screen.

import { penStrokes } from "../ink/sent_strokes.js";
import { SIDE } from "../ink/strokes.js";
import { canWriteGreyPng, greyPng } from "./grey_png.js";

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

  /** A promise of { picture: the PNG, grey: its pixels, strokes }, or null when no ink is left to be read. */
  async drawing(strokes) {
    if (strokes.isEmpty) return null;
    this.#renderer.paint(this.#context, SIDE, strokes.visible, COLOURS);
    const grey = this.#grey();
    // Ink may have been rubbed out again, or lie outside the paper.
    if (!grey.some((value) => value < INK_BELOW)) return null;
    const picture = canWriteGreyPng() ? await this.#greyPng(grey) : await this.#canvasPng();
    return { picture, grey, strokes: penStrokes(strokes.visible) };
  }

  // Black on white has as much red as green and blue.
  #grey() {
    const { data } = this.#context.getImageData(0, 0, SIDE, SIDE);
    const grey = new Uint8Array(SIDE * SIDE);
    for (let index = 0; index < grey.length; index += 1) grey[index] = data[4 * index];
    return grey;
  }

  async #greyPng(grey) {
    return new Blob([await greyPng(grey, SIDE, SIDE)], { type: "image/png" });
  }

  #canvasPng() {
    return new Promise((resolve) => {
      this.#context.canvas.toBlob(resolve, "image/png");
    });
  }
}
