// Entry of the page that shows a film of learning: what the network of every epoch reads.

import { PredictionLoop } from "./answer/prediction_loop.js";
import { InsideApi } from "./api/inside.js";
import { AccuracyCurve } from "./film/accuracy_curve.js";
import { FilmChoice } from "./film/film_choice.js";
import { Player } from "./film/player.js";
import { Readings } from "./film/readings.js";
import { Sheet } from "./film/sheet.js";
import { Desk } from "./inside/desk.js";
import { errorWords, failureWords } from "./inside/failure_words.js";
import { t } from "./lib/i18n.js";
import { SegmentedControl } from "./lib/segmented_control.js";

const byId = (id) => document.getElementById(id);
const api = new InsideApi();
const root = byId("film");

let film = null;
let input = null;

const player = new Player(root, look);
const readings = new Readings(root, (place) => player.goTo(place));
const curve = new AccuracyCurve(byId("curve"), byId("accuracy"));
const sheet = new Sheet(root, (...frame) => api.filmSheet(...frame));
const kind = new SegmentedControl(byId("kind"), () => look(player.place));
const choice = new FilmChoice(byId("choice"), () => open().catch(refuse));

const loop = new PredictionLoop((question, signal) => api.filmReadings(question, signal), {
  answered({ id, readings: all }) {
    if (id !== film.id) return; // another film has been chosen meanwhile
    say("");
    readings.show(all);
    player.describe(readings.words);
  },
  emptied() {
    readings.clear();
  },
  failed(failure) {
    say(failureWords(failure));
  },
});

function look(place) {
  readings.mark(place);
  curve.mark(place);
  sheet.show(place, kind.value);
  player.describe(readings.words);
}

function ask() {
  if (input !== null && film !== null) loop.ask(() => ({ input, run: choice.run }));
}

function say(text) {
  byId("status").textContent = text;
}

function refuse(error) {
  say(errorWords(error));
}

async function open() {
  film = await api.film(choice.run);
  const epochs = film.frames.map(({ epoch }) => epoch);
  readings.prepare(epochs);
  curve.show(film.frames.map((frame) => frame.test_accuracy));
  sheet.prepare(film);
  byId("film-about").textContent = t("film.about", film);
  root.hidden = false;
  player.start(epochs);
  ask();
}

new Desk(byId("desk"), api, {
  shown(digit) {
    input = digit.input;
    ask();
  },
  emptied() {
    input = null;
    loop.stop();
  },
});
open().catch(refuse);
// Without the store there is the shipped film.
api.films().then((films) => choice.offer(films), () => {});
