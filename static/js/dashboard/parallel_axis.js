// One axis of parallel coordinates. Its two ends can be moved: dragged, or by keyboard.

import { svgElement } from "../lib/elements.js";
import { t } from "../lib/i18n.js";

export const TOP = 56;
export const LENGTH = 216;

const REACH = 44;
const NEAR_PX = 14;
const CLICK_PX = 4;
const LABEL_ROOM_PX = 18;
const LONGEST_LABEL = 15;
const STEPS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };

export function heightOf(at) {
  return TOP + (1 - at) * LENGTH;
}

export class ParallelAxis {
  element;
  #axis; #range; #listener; #ends; #bar; #band;

  /**
   * axis as axesOf gives it; range { low, high } of the stops that are wanted. The listener has
   * moved(range), while it is dragged, and changed(range), once it is let go.
   */
  constructor(axis, range, x, listener) {
    this.#axis = axis;
    this.#range = range;
    this.#listener = listener;
    this.element = svgElement("g", { transform: `translate(${x} 0)`, class: "parallel__axis" });
    this.#bar = svgElement("rect", { x: -5, width: 10, rx: 5, class: "parallel__bar" });
    const band = { x: -REACH / 2, y: TOP - 12, width: REACH, height: LENGTH + 24 };
    this.#band = svgElement("rect", { ...band, class: "parallel__band" });
    this.#ends = { low: this.#end("low"), high: this.#end("high") };
    const line = svgElement("path", { d: `M0 ${TOP}v${LENGTH}`, class: "parallel__line" });
    this.element.append(this.#name(), line, this.#bar, ...this.#labels(), this.#band);
    this.element.append(this.#ends.low, this.#ends.high);
    this.#band.addEventListener("pointerdown", (event) => this.#drag(event));
    this.#place();
  }

  #name() {
    const name = svgElement("text", { y: TOP - 28, class: "parallel__name" });
    name.textContent = this.#axis.label;
    return name;
  }

  // As many as there is room for, those at the ends first.
  #labels() {
    const { stops } = this.#axis;
    const shown = [];
    for (const stop of [stops[0], stops.at(-1), ...stops]) {
      const room = LABEL_ROOM_PX / LENGTH;
      if (shown.every(({ at }) => Math.abs(at - stop.at) >= room)) shown.push(stop);
    }
    return shown.map(({ text, at }) => {
      const label = svgElement("text", { x: 12, y: heightOf(at) + 5, class: "parallel__label" });
      const isLong = text.length > LONGEST_LABEL;
      label.textContent = isLong ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text;
      return label;
    });
  }

  #end(which) {
    const { stops, label, key } = this.#axis;
    const end = svgElement("path", {
      d: which === "high" ? "M-8 -6h16l-8 -11z" : "M-8 6h16l-8 11z",
      class: "parallel__end",
      role: "slider",
      tabindex: 0,
      "aria-orientation": "vertical",
      "aria-label": t(`parallel.${which}`, { label }),
      "aria-valuemin": 0,
      "aria-valuemax": stops.length - 1,
      "data-end": `${key} ${which}`,
    });
    end.addEventListener("keydown", (event) => this.#press(event, which));
    return end;
  }

  #press(event, which) {
    const last = this.#axis.stops.length - 1;
    const places = { Home: 0, End: last };
    const wanted = places[event.key] ?? this.#range[which] + STEPS[event.key];
    if (Number.isNaN(wanted)) return;
    event.preventDefault();
    const { low, high } = this.#range;
    const range = which === "low"
      ? { low: Math.min(Math.max(wanted, 0), high), high }
      : { low, high: Math.max(Math.min(wanted, last), low) };
    this.#move(range);
    this.#listener.changed(range);
  }

  // From one of the ends the other one stays; from anywhere else a new range is drawn.
  #drag(event) {
    const { stops } = this.#axis;
    const origin = this.#band.getBoundingClientRect().top - (TOP - 12);
    const from = event.clientY - origin;
    const before = this.#range;
    const [low, high] = [before.low, before.high].map((stop) => heightOf(stops[stop].at));
    let anchor = from;
    if (Math.abs(from - high) < NEAR_PX) anchor = low;
    else if (Math.abs(from - low) < NEAR_PX) anchor = high;
    const done = new AbortController();
    const on = (name, handle) => this.#band.addEventListener(name, handle, { signal: done.signal });
    this.#band.setPointerCapture(event.pointerId);
    on("pointermove", ({ clientY }) => {
      const to = clientY - origin;
      if (Math.abs(to - from) >= CLICK_PX) this.#move(this.#between(anchor, to));
    });
    on("pointerup", ({ clientY }) => {
      done.abort();
      if (Math.abs(clientY - origin - from) < CLICK_PX) this.#move(this.#clicked(from, before));
      this.#listener.changed(this.#range);
    });
    on("pointercancel", () => {
      done.abort();
      this.#move(before);
    });
  }

  // A click leaves the nearest stop alone; another one brings the others back.
  #clicked(height, before) {
    const stop = this.#nearest(height);
    const isAlone = before.low === stop && before.high === stop;
    return isAlone ? { low: 0, high: this.#axis.stops.length - 1 } : { low: stop, high: stop };
  }

  #between(one, other) {
    const [top, bottom] = [Math.min(one, other), Math.max(one, other)];
    const heights = this.#axis.stops.map(({ at }) => heightOf(at));
    const low = heights.findIndex((height) => height <= bottom + 1);
    const high = heights.findLastIndex((height) => height >= top - 1);
    if (low >= 0 && high >= low) return { low, high };
    const nearest = this.#nearest(other);
    return { low: nearest, high: nearest };
  }

  #nearest(height) {
    const distances = this.#axis.stops.map(({ at }) => Math.abs(heightOf(at) - height));
    return distances.indexOf(Math.min(...distances));
  }

  #move(range) {
    this.#range = range;
    this.#place();
    this.#listener.moved(range);
  }

  #place() {
    const { stops } = this.#axis;
    for (const [which, end] of Object.entries(this.#ends)) {
      const stop = stops[this.#range[which]];
      end.setAttribute("transform", `translate(0 ${heightOf(stop.at)})`);
      end.setAttribute("aria-valuenow", this.#range[which]);
      end.setAttribute("aria-valuetext", stop.text);
    }
    const { low, high } = this.#range;
    const top = heightOf(stops[high].at) - 5;
    this.#bar.setAttribute("y", top);
    this.#bar.setAttribute("height", heightOf(stops[low].at) + 5 - top);
    this.element.classList.toggle("parallel__axis--cut", low > 0 || high < stops.length - 1);
  }
}
