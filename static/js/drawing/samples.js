// Drawings to try: a button shows one, and has it drawn onto the paper, stroke by stroke.

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Samples {
  #root; #strokes; #drawn;
  // Until the first sample is drawn there is none.
  #player = null;
  // The picture that was pressed, until it is drawn or somebody draws in its place.
  #wanted = null;
  #isHidden = false;

  /** The strokes of a sample are the paths of its button's picture. drawn() is called at its end. */
  constructor(root, strokes, drawn) {
    this.#root = root;
    this.#strokes = strokes;
    this.#drawn = drawn;
    root.addEventListener("click", ({ target }) => {
      const picture = target.closest("button")?.querySelector("svg");
      if (picture) this.#draw(picture);
    });
    strokes.addEventListener("change", () => {
      this.#wanted = null;
      this.#refresh();
    });
  }

  get isDrawing() {
    return this.#player?.isDrawing ?? false;
  }

  /** Hides the samples while something else lies on the paper. */
  setHidden(isHidden) {
    this.#isHidden = isHidden;
    this.#refresh();
  }

  async #draw(picture) {
    this.#wanted = picture;
    const { StrokePlayer } = await import("./stroke_player.js").catch(() => ({}));
    // Out of reach just now; another press tries again.
    if (StrokePlayer === undefined || this.#wanted !== picture) return;
    this.#player ??= new StrokePlayer(this.#strokes, this.#drawn);
    this.#player.stop();
    this.#strokes.clear();
    const width = Number(picture.getAttribute("stroke-width"));
    this.#player.play([...picture.querySelectorAll("path")], width, calm.matches);
  }

  // After one the next can be tried; whoever draws has the whole paper.
  #refresh() {
    const isUsed = this.#strokes.visible.some((stroke) => !this.#player?.hasDrawn(stroke));
    this.#root.hidden = this.#isHidden || isUsed;
  }
}
