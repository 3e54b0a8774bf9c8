// The box over a chosen picture: dragged with mouse, finger or pen, or moved with keys.

import { t } from "../lib/i18n.js";
import {
  clamp, cornersOf, isInPart, MIDDLE, movePart, partBetween, resizePart,
} from "./picture_part.js";

// A shorter way of a pointer is a tap.
const DRAG_PX = 6;
// How far from a corner a pointer takes hold of it; a mouse is more exact than a finger.
const REACH_PX = { mouse: 14 };
const FINGER_REACH_PX = 44;
const FARTHEST_OUTSIDE_PX = 28;
// What an arrow key moves, in shares of the picture's sides.
const STEP = 0.01;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class CropFrame {
  #paper; #layer; #box; #status; #listener;
  #size = null;
  #part = null;
  #drag = null;

  /**
   * The layer lies in the paper, exactly over the picture, and the box in the layer. The listener has
   * changed(part), null for no box, read(part), when it is to be read, and givenUp().
   */
  constructor({ paper, layer, box, status }, listener) {
    this.#paper = paper;
    this.#layer = layer;
    this.#box = box;
    this.#status = status;
    this.#listener = listener;
    const on = (type, handle) => paper.addEventListener(type, handle);
    on("pointerdown", (event) => this.#start(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#end(event));
    on("pointercancel", (event) => this.#cancel(event));
    box.addEventListener("keydown", (event) => this.#press(event));
  }

  /** Shows the box around a part, none for null, of a picture of that size. */
  show(size, part) {
    this.#size = size;
    this.#drag = null;
    const longest = Math.max(size.width, size.height);
    this.#layer.style.width = `${(100 * size.width) / longest}%`;
    this.#layer.style.height = `${(100 * size.height) / longest}%`;
    this.#layer.classList.toggle("crop-layer--square", size.width === size.height);
    this.#layer.hidden = false;
    this.#place(part);
  }

  hide() {
    this.#layer.hidden = true;
    this.#drag = null;
    this.#paper.style.cursor = "";
    this.#place(null);
  }

  /** Hands the box to the keyboard, a new one where there is none. */
  focus() {
    if (this.#part === null) this.#place(MIDDLE);
    this.#box.focus({ preventScroll: true });
  }

  // Closed while the pen has the picture.
  get #isOpen() {
    return !this.#layer.hidden && !this.#layer.inert;
  }

  #place(part) {
    this.#part = part;
    this.#layer.classList.toggle("crop-layer--cropped", part !== null);
    this.#box.hidden = part === null;
    for (const [name, share] of Object.entries(part ?? {})) {
      this.#layer.style.setProperty(`--${name}`, share);
    }
    this.#listener.changed(part);
  }

  #start(event) {
    if (!this.#isOpen || this.#drag !== null || event.button !== 0) return;
    const { clientX, clientY, pointerId } = event;
    const partAt = this.#intention(event).drag;
    this.#drag = { pointerId, clientX, clientY, partAt, before: this.#part, moved: false };
  }

  #move(event) {
    if (!this.#isOpen) return;
    if (this.#drag === null) this.#paper.style.cursor = this.#intention(event).cursor;
    if (event.pointerId !== this.#drag?.pointerId) return;
    const { clientX, clientY, partAt, moved } = this.#drag;
    const way = Math.hypot(event.clientX - clientX, event.clientY - clientY);
    if (!moved && way < DRAG_PX) return;
    if (!moved) this.#paper.setPointerCapture(event.pointerId);
    this.#drag.moved = true;
    this.#place(partAt(this.#point(event)));
  }

  #end(event) {
    if (event.pointerId !== this.#drag?.pointerId) return;
    this.#move(event);
    const { moved } = this.#drag;
    this.#drag = null;
    if (!moved) return;
    this.focus();
    this.#listener.read(this.#part);
  }

  #cancel(event) {
    if (event.pointerId !== this.#drag?.pointerId) return;
    this.#place(this.#drag.before);
    this.#drag = null;
  }

  // What a pointer would do here: move a corner, move the box, or begin another one.
  #intention(event) {
    const start = this.#point(event);
    const part = this.#part;
    const side = part && this.#cornerAt(event);
    if (side) {
      const [corner, opposite] = cornersOf(part, side);
      return {
        cursor: side.isLeft === side.isTop ? "nwse-resize" : "nesw-resize",
        // A finger that took hold beside the corner stays as far from it.
        drag: ({ x, y }) => partBetween(opposite, {
          x: clamp(corner.x + x - start.x, 0, 1),
          y: clamp(corner.y + y - start.y, 0, 1),
        }),
      };
    }
    if (part && isInPart(start, part)) {
      const drag = (point) => movePart(part, point.x - start.x, point.y - start.y);
      return { cursor: "move", drag };
    }
    return { cursor: "crosshair", drag: (point) => partBetween(start, point) };
  }

  #cornerAt({ clientX, clientY, pointerType }) {
    const reach = REACH_PX[pointerType] ?? FINGER_REACH_PX;
    const outside = Math.min(reach, FARTHEST_OUTSIDE_PX);
    const { left, right, top, bottom, width, height } = this.#box.getBoundingClientRect();
    // Of a small box the middle third is left, by which it is moved.
    const isNear = (way, side) => way > -outside && way < Math.min(reach, side / 3);
    const isLeft = isNear(clientX - left, width);
    const isTop = isNear(clientY - top, height);
    const isAtSide = isLeft || isNear(right - clientX, width);
    return isAtSide && (isTop || isNear(bottom - clientY, height)) ? { isLeft, isTop } : null;
  }

  // In shares of the picture, however it is zoomed and scrolled.
  #point({ clientX, clientY }) {
    const { left, top, width, height } = this.#layer.getBoundingClientRect();
    return { x: clamp((clientX - left) / width, 0, 1), y: clamp((clientY - top) / height, 0, 1) };
  }

  #press(event) {
    const [right, down] = ARROWS[event.key] ?? [];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (right !== undefined) {
      const change = event.shiftKey ? resizePart : movePart;
      this.#place(change(this.#part, right * STEP, down * STEP));
      this.#tell();
    } else if (event.key === "Enter") {
      this.#listener.read(this.#part);
    } else if (event.key === "Escape") {
      this.#listener.givenUp();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #tell() {
    const { width, height } = this.#size;
    this.#status.textContent = t("crop.announce", {
      width: Math.round(this.#part.width * width),
      height: Math.round(this.#part.height * height),
      left: Math.round(this.#part.x * width),
      top: Math.round(this.#part.y * height),
    });
  }
}
