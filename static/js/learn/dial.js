// A slider of a chapter, known by the id of its input.

import { Slider } from "../lib/slider.js";

export class Dial extends Slider {
  /** say(value) is the value in words; onChange() is called while the slider is moved. */
  constructor(id, say, onChange) {
    super(document.getElementById(id).parentElement, say, onChange);
  }
}
