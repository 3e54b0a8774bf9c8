// Drawings to try: a button shows one, and has it drawn onto the paper, stroke by stroke.

import { StrokePlayer } from "./stroke_player.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Samples {
  #root; #strokes; #player;
  #isHidden = false;

  /** The strokes of a sample are the paths of its button's picture. drawn() is called at its end. */
  constructor(root, strokes, drawn) {
    this.#root = root;
    this.#strokes = strokes;
    this.#player = new StrokePlayer(strokes, drawn);
    root.addEventListener("click", ({ target }) => {
      const picture = target.closest("button")?.querySelector("svg");
      if (picture) this.#draw(picture);
    });
    strokes.addEventListener("change", () => this.#refresh());
  }

  get isDrawing() {
    return this.#player.isDrawing;
  }

  /** Hides the samples while something else lies on the paper. */
  setHidden(isHidden) {
    this.#isHidden = isHidden;
    this.#refresh();
  }

  #draw(picture) {
    this.#player.stop();
    this.#strokes.clear();
    const width = Number(picture.getAttribute("stroke-width"));
    this.#player.play([...picture.querySelectorAll("path")], width, calm.matches);
  }

  // After one the next can be tried; whoever draws has the whole paper.
  #refresh() {
    const isUsed = this.#strokes.visible.some((stroke) => !this.#player.hasDrawn(stroke));
    this.#root.hidden = this.#isHidden || isUsed;
  }
}
