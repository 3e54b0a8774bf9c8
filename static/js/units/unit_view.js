// One unit: its map, the arithmetic of one of its numbers, and what excites it.

import { DigitPicker } from "../answer/digit_picker.js";
import { PredictionLoop } from "../answer/prediction_loop.js";
import { figure, placeOf } from "../layers/figures.js";
import { numberOfInput, unitTitle } from "../layers/unit_names.js";
import { element, setText } from "../lib/elements.js";
import { t } from "../lib/i18n.js";
import { pngAddress } from "../lib/pictures.js";
import { ChannelView } from "./channel_view.js";
import { ExcitingView, newMark } from "./exciting_view.js";
import { linesOf } from "./formula.js";
import { MapView } from "./map_view.js";
import { TermsTable } from "./terms_table.js";

const PARTS = [
  ...["unit-title", "unit-output", "unit-status", "unit-off", "unit-pictures", "unit-sees"],
  ...["unit-lines", "unit-channel"],
];

export class UnitView {
  #root; #parts; #loop; #map; #channels; #channel; #terms; #exciting;
  #found = null;
  #question = null;
  #layer = null;
  #place = null;
  // A place that somebody goes to is read out, but not every number of a drawing that grows.
  #isSaid = true;
  #index = 0;

  /** switched(layer, unit) is called when the unit is to be switched off, or on again. */
  constructor(root, api, switched) {
    this.#root = root;
    this.#parts = Object.fromEntries(PARTS.map((id) => [id, root.querySelector(`#${id}`)]));
    this.#map = new MapView(root.querySelector("#unit-map"), (place) => this.#go(place));
    this.#channel = new ChannelView(root.querySelector("#channel"));
    this.#channels = new DigitPicker(this.#parts["unit-channel"], fillChannel, (index) =>
      this.#pick(index),
    );
    this.#terms = new TermsTable(root.querySelector("#terms"));
    this.#exciting = new ExcitingView(root, api);
    this.#parts["unit-off"].addEventListener("click", () => {
      switched(this.#question.layer, this.#question.unit);
    });
    this.#loop = new PredictionLoop((question, signal) => api.unit(question, signal), {
      answered: (found, _ms, question) => this.#show(found, question),
      emptied() {},
      failed() {}, // the layers above say what is wrong
    });
  }

  /** Looks at a unit of a layer for { input, … }: another than before at its strongest place. */
  look(question, layer, unit) {
    if (this.#question?.unit !== unit || this.#layer !== layer) this.#place = null;
    this.#layer = layer;
    this.#question = { ...question, layer: layer.layer, unit };
    this.#root.hidden = false;
    this.#ask();
    this.#exciting.look(this.#question);
    const isOff = question.off.some(([at, off]) => at === layer.layer && off === unit);
    this.#say("unit-off", t(isOff ? "layers.on" : "layers.off"));
  }

  #go(place) {
    this.#place = place;
    this.#isSaid = false;
    this.#ask();
  }

  #ask() {
    const [row, column] = this.#place ?? [null, null];
    const question = { ...this.#question, row, column };
    this.#loop.ask(() => question);
  }

  #show(found, { layer, unit, input }) {
    if (layer !== this.#question?.layer || unit !== this.#question.unit) return;
    this.#found = found;
    const place = placeOf(found);
    const title = unitTitle(this.#layer, unit);
    this.#say("unit-title", place === null ? title : t("layers.title.place", { title, ...place }));
    this.#say("unit-output", figure(found.output));
    if (!this.#isSaid) {
      this.#say("unit-status", t("layers.place", { ...place, value: figure(found.output) }));
      this.#isSaid = true;
    }
    this.#parts["unit-lines"].replaceChildren(...linesOf(found).flatMap(newLine));
    this.#parts["unit-pictures"].hidden = found.map === null;
    if (found.map) {
      this.#map.show(found, this.#layer.shape.slice(0, 2), title);
      this.#showSeen(input, found.sees);
    }
    this.#terms.show(found, this.#layer.field);
    this.#showChannels(found.channels);
  }

  #showSeen(input, sees) {
    const image = this.#parts["unit-sees"].querySelector("img");
    image.src = pngAddress(input);
    image.parentElement.querySelector(".seen-part__mark")?.remove();
    image.parentElement.append(newMark(sees));
  }

  #showChannels(channels) {
    this.#index = Math.max(0, Math.min(this.#index, channels.length - 1));
    if (channels.length > 1) this.#channels.show(channels, this.#index);
    else this.#channels.clear();
    if (channels.length > 0) this.#channel.show(channels[this.#index]);
    else this.#channel.clear();
  }

  #pick(index) {
    this.#index = index;
    this.#showChannels(this.#found.channels);
  }

  #say(part, text) {
    setText(this.#parts[part], text);
  }
}

function fillChannel(button, { channel, sum }) {
  button.textContent = t("layers.channel", { channel: numberOfInput(channel), sum: figure(sum) });
}

function newLine({ name, formula, note }) {
  const value = element("dd", "", formula);
  if (note) value.append(element("span", "unit__note", note));
  return [element("dt", "", name), value];
}
