// The canvas: turns pointers into strokes and shows the strokes. It keeps no ink of its own.

import { SIDE } from "../ink/strokes.js";
import { Fading } from "./fading.js";
import { padCursor } from "./pad_cursor.js";
import { listenToPenKeys } from "./shortcuts.js";

export const Tool = Object.freeze({ PEN: "pen", ERASER: "eraser" });

const MIN_DISTANCE = 0.4;
const ERASER_SCALE = 1.6;
const PEN_ERASER_BUTTON = 32;
const DRAWING_BUTTONS = 1 | PEN_ERASER_BUTTON;
// A pen's usual pressure is about 0.5; there it draws the chosen width.
const LIGHTEST = 0.5;

export class DrawingPad {
  #tool = Tool.PEN;
  #width = 18;
  #canvas; #context; #strokes; #renderer; #colours; #fading;
  #pointer = null;
  // The stroke of the pen that keys move, while that is down.
  #keyed = null;
  #overlay = null;
  #frame = null;

  constructor(canvas, strokes, renderer, colours) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d", { alpha: false });
    this.#strokes = strokes;
    this.#renderer = renderer;
    this.#colours = colours;
    this.#fading = new Fading(canvas);
    this.#listen();
  }

  set tool(tool) {
    this.#tool = tool;
    this.refresh();
  }

  set width(width) {
    this.#width = width;
    this.refresh();
  }

  /** What is painted over the strokes, overlay(context, side, colours); or null. */
  set overlay(overlay) {
    this.#overlay = overlay;
    this.refresh();
  }

  get isDrawing() {
    return this.#pointer !== null || this.hasPenDown;
  }

  /** Whether the pen that keys move is down; taking its stroke back, or clearing, lifts it. */
  get hasPenDown() {
    return this.#keyed !== null && this.#strokes.visible.at(-1) === this.#keyed;
  }

  putDown(point) {
    this.#keyed = this.#begin(this.#tool === Tool.ERASER, point);
  }

  moveTo(points) {
    this.#strokes.extend(this.#keyed, points);
  }

  lift() {
    this.#keyed = null;
    this.#canvas.dispatchEvent(new Event("penup"));
    this.refresh();
  }

  /** Shows the strokes at the next frame; many calls in between cost one painting. */
  refresh() {
    this.#frame ??= requestAnimationFrame(() => this.#paint());
  }

  #listen() {
    const on = (type, handle) => this.#canvas.addEventListener(type, handle);
    on("pointerdown", (event) => this.#start(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#end(event));
    on("lostpointercapture", (event) => this.#lose(event));
    on("pointercancel", (event) => this.#cancel(event));
    on("contextmenu", (event) => event.preventDefault());
    // Whoever draws by hand needs no focus here: keys scroll the page, then, as anywhere.
    on("focus", () => this.#pointer && this.#canvas.blur());
    listenToPenKeys(this.#canvas, this);
    this.#canvas.addEventListener("touchmove", keepFromScribble, { passive: false });
    this.#strokes.addEventListener("change", (event) => this.#show(event));
    observeDevicePixels(this.#canvas, (entry) => this.#resize(entry));
  }

  #start(event) {
    // Its default is left alone: WebKitGTK would send no more of this pen's events.
    if (!this.#accepts(event)) return;
    this.#canvas.setPointerCapture(event.pointerId);
    // Keys mean the drawing again, and not the slider that was moved before.
    document.activeElement?.blur();
    const erases = this.#tool === Tool.ERASER || (event.buttons & PEN_ERASER_BUTTON) !== 0;
    const stroke = this.#begin(erases, this.#point(event));
    this.#pointer = { id: event.pointerId, type: event.pointerType, stroke };
  }

  #begin(erases, point) {
    return erases
      ? this.#strokes.erase(this.#width * ERASER_SCALE, point)
      : this.#strokes.add(this.#width, point);
  }

  // One pointer draws at a time; a pen takes over from the palm that came down before it.
  #accepts(event) {
    const eraserEnd = (event.buttons & PEN_ERASER_BUTTON) !== 0;
    if (event.button !== 0 && !eraserEnd) return false;
    if (this.#pointer === null) return true;
    if (event.pointerType !== "pen" || this.#pointer.type === "pen") return false;
    this.#strokes.discard(this.#pointer.stroke);
    return true;
  }

  #move(event) {
    if (event.pointerId !== this.#pointer?.id) return;
    // Of a mouse with another button held, this is all that tells that the drawing one was let go.
    if ((event.buttons & DRAWING_BUTTONS) === 0) return this.#end(event);
    const coalesced = event.getCoalescedEvents?.() ?? [];
    const events = coalesced.length > 0 ? coalesced : [event];
    let last = this.#pointer.stroke.points.at(-1);
    const points = [];
    for (const point of events.map((each) => this.#point(each))) {
      if (Math.hypot(point.x - last.x, point.y - last.y) < MIN_DISTANCE) continue;
      points.push(point);
      last = point;
    }
    if (points.length > 0) this.#strokes.extend(this.#pointer.stroke, points);
  }

  #end(event) {
    if (event.pointerId === this.#pointer?.id) this.#pointer = null;
  }

  // The menu of a right click takes a mouse away in the middle of a stroke, which goes on.
  #lose(event) {
    if ((event.buttons & DRAWING_BUTTONS) === 0) this.#end(event);
    else if (event.pointerId === this.#pointer?.id) this.#canvas.setPointerCapture(event.pointerId);
  }

  // The system took the pointer for a gesture of its own, so this was no drawing.
  #cancel(event) {
    if (event.pointerId !== this.#pointer?.id) return;
    this.#strokes.discard(this.#pointer.stroke);
    this.#pointer = null;
  }

  // Measured anew for each event: the page may have been zoomed, resized or scrolled since.
  #point(event) {
    const box = this.#canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * SIDE,
      y: ((event.clientY - box.top) / box.height) * SIDE,
      pressure: event.pointerType === "pen" && event.pressure > 0 ? LIGHTEST + event.pressure : 1,
      time: event.timeStamp,
    };
  }

  // A stroke grows under the hand; whatever else changes does so at once, and is faded into.
  #show({ detail }) {
    if (detail.atOnce) this.#fading.start();
    this.refresh();
  }

  #resize(entry) {
    const side = devicePixels(entry);
    if (side === 0 || side === this.#canvas.width) return;
    this.#canvas.width = side;
    this.#canvas.height = side;
    // At once and not in the next frame: setting the size has emptied the canvas.
    this.#paint();
  }

  #paint() {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
    const { width } = this.#canvas;
    const colours = this.#colours();
    const { visible, picture } = this.#strokes;
    this.#renderer.paint(this.#context, width, visible, colours, picture);
    this.#overlay?.(this.#context, width, colours);
    if (!this.isDrawing) this.#showCursor(colours);
  }

  #showCursor(colours) {
    const erases = this.#tool === Tool.ERASER;
    const units = this.#width * (erases ? ERASER_SCALE : 1);
    const diameter = (units / SIDE) * this.#canvas.clientWidth;
    this.#canvas.style.cursor = padCursor({ diameter, erases, ...colours });
  }
}

// An iPad on which a Pencil may write into fields takes quick second strokes for writing, unless the
// page claims the movement. Two fingers are none of its business.
function keepFromScribble(event) {
  if (event.cancelable && event.touches.length === 1) event.preventDefault();
}

// The exact number avoids a blur of half a pixel; emulated screens report CSS pixels instead.
function devicePixels({ devicePixelContentBoxSize, contentRect }) {
  const near = contentRect.width * devicePixelRatio;
  const exact = devicePixelContentBoxSize?.[0].inlineSize ?? near;
  return Math.round(Math.abs(exact - near) <= 1 ? exact : near);
}

function observeDevicePixels(element, handle) {
  const observer = new ResizeObserver((entries) => handle(entries.at(-1)));
  try {
    observer.observe(element, { box: "device-pixel-content-box" });
  } catch {
    // Safari knows no device pixels here; CSS pixels times their ratio come close.
    observer.observe(element);
  }
}
