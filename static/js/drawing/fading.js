// What was on a canvas fades away over what is there now, within DURATION_MS.

const DURATION_MS = 120;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Fading {
  #canvas;
  #before = document.createElement("canvas");

  constructor(canvas) {
    this.#canvas = canvas;
    this.#before.className = "paper__before";
    this.#before.setAttribute("aria-hidden", "true");
    canvas.after(this.#before);
  }

  /** Begins with what the canvas shows at this moment. */
  start() {
    const { width, height } = this.#canvas;
    if (calm.matches || width === 0) return;
    Object.assign(this.#before, { width, height });
    this.#before.getContext("2d").drawImage(this.#canvas, 0, 0);
    this.#before.animate({ opacity: [1, 0] }, { duration: DURATION_MS, easing: "ease-out" });
  }
}
