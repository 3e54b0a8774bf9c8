// Entry of the page that shows the network layer by layer, and takes it apart.

import { InsideApi } from "./api/inside.js";
import { ChangesForm } from "./damage/changes_form.js";
import { DamageView } from "./damage/damage_view.js";
import { Desk } from "./inside/desk.js";
import { failureWords } from "./inside/failure_words.js";
import { GridPicker } from "./layers/grid_picker.js";
import { LayerView } from "./layers/layer_view.js";
import { LayersFeed } from "./layers/layers_feed.js";
import { StripView } from "./layers/strip_view.js";
import { numberOf, unitAt } from "./layers/unit_names.js";
import { fromAddress, toAddress } from "./lib/address.js";
import { newButton } from "./lib/elements.js";
import { UnitView } from "./units/unit_view.js";

const byId = (id) => document.getElementById(id);

const api = new InsideApi();
const form = new ChangesForm(byId("damage"), changed);
const damage = new DamageView(byId("damage"), api);
const strip = new StripView(byId("strip"), newLayerButton);
const stripPicker = new GridPicker(byId("strip"), (button) => {
  chooseLayer(strip.frames.indexOf(button));
});
const layerView = new LayerView(byId("layer"), chooseUnit);
const unitView = new UnitView(byId("unit"), api, switchUnit);
const feed = new LayersFeed(api, { shown, emptied, failed });
let input = null;
let found = null;
let index = Math.max(0, (Number.parseInt(fromAddress("layer"), 10) || 1) - 1);
// Null for the strongest.
let unit = null;

new Desk(byId("desk"), api, {
  shown(digit) {
    ({ input } = digit);
    ask();
  },
  emptied: () => feed.stop(),
});
if (form.isChanged) damage.measure(form.value);

function ask() {
  if (input !== null) feed.look({ input, ...form.value });
}

function changed() {
  damage.measure(form.isChanged ? form.value : null);
  ask();
}

function shown(latest) {
  if (found !== null && found.network.model !== latest.network.model) form.forget();
  const isFirst = found === null;
  found = latest;
  index = Math.min(index, found.network.layers.length - 1);
  if (isFirst) unit = unitAt(layer(), Number.parseInt(fromAddress("unit"), 10));
  byId("layers-problem").textContent = "";
  byId("layers-alone").hidden = !found.network.strokes_vote;
  strip.show(found);
  if (isFirst) strip.reveal(index);
  damage.showReading(found.answer);
  showLayer();
}

function emptied() {
  input = null;
  damage.clearReading();
}

function failed(failure) {
  byId("layers-problem").textContent = failureWords(failure);
}

function layer() {
  return found.network.layers[index];
}

function showLayer() {
  byId("layer").hidden = false;
  stripPicker.mark(strip.frames[index]);
  if (!(unit >= 0 && unit < layer().units)) unit = found.answer.layers[index].strongest;
  layerView.show(found, index, unit, form.offIn(layer()));
  unitView.look(found.question, layer(), unit);
}

function chooseLayer(chosen) {
  index = chosen;
  unit = found.answer.layers[index].strongest;
  strip.reveal(index);
  toAddress("layer", index === 0 ? null : String(index + 1));
  toAddress("unit", null);
  showLayer();
}

function chooseUnit(chosen) {
  unit = chosen;
  toAddress("unit", String(numberOf(layer(), unit)));
  unitView.look(found.question, layer(), unit);
}

function switchUnit() {
  form.toggle(layer(), unit);
}

function newLayerButton() {
  const button = newButton();
  button.setAttribute("role", "radio");
  return button;
}
