import { PredictionLoop } from "./answer/prediction_loop.js";
import { AccuracyCurve } from "./film/accuracy_curve.js";
import { Player } from "./film/player.js";
import { Readings } from "./film/readings.js";
import { Sheet } from "./film/sheet.js";
import { Desk } from "./inside/desk.js";
import { Api } from "./lib/api.js";
import { t } from "./lib/i18n.js";
import { SegmentedControl } from "./lib/segmented_control.js";

const part = (id) => document.getElementById(id);
const api = new Api();
const root = part("film");

const player = new Player(root, look);
const readings = new Readings(root, (epoch) => player.goTo(epoch));
const curve = new AccuracyCurve(part("curve"), part("accuracy"));
const sheet = new Sheet(root, (...frame) => api.filmSheet(...frame));
const kind = new SegmentedControl(part("kind"), () => look(player.epoch));

const loop = new PredictionLoop((question, signal) => api.filmReadings(question, signal), {
  answered({ readings: all }) {
    say("");
    readings.show(all);
    player.describe(readings.words);
  },
  emptied() {
    readings.clear();
  },
  failed({ retryMs, error }) {
    say(retryMs === null ? t("inside.refused", { reason: error.message }) : t("inside.busy"));
  },
});

function look(epoch) {
  readings.mark(epoch);
  curve.mark(epoch);
  sheet.show(epoch, kind.value);
  player.describe(readings.words);
}

function say(text) {
  part("status").textContent = text;
}

async function begin() {
  const film = await api.film();
  readings.prepare(film.frames.length);
  curve.show(film.frames.map((frame) => frame.test_accuracy));
  sheet.prepare(film);
  root.hidden = false;
  player.start(film.frames.length - 1);
  new Desk(part("desk"), api, {
    shown: ({ input }) => loop.ask(() => ({ input })),
    emptied: () => loop.stop(),
  });
}

begin().catch((error) => say(t("inside.refused", { reason: error.message })));
