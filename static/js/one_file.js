// Entry of a run as one file: what is drawn is read by the network that the file has in itself.

import { ApiError } from "./api/errors.js";
import { AnswerPace } from "./answer/answer_pace.js";
import { DigitBoxes } from "./answer/digit_boxes.js";
import { PredictionLoop } from "./answer/prediction_loop.js";
import { PredictionView } from "./answer/prediction_view.js";
import { DrawingExport } from "./drawing/drawing_export.js";
import { DrawingPad, Tool } from "./drawing/drawing_pad.js";
import { Shortcuts } from "./drawing/shortcuts.js";
import { Toolbar } from "./drawing/toolbar.js";
import { StrokeRenderer } from "./ink/stroke_renderer.js";
import { SIDE, Strokes } from "./ink/strokes.js";
import { t } from "./lib/i18n.js";
import { PageTheme } from "./lib/page_theme.js";
import { DeviceReader } from "./reader/device_reader.js";
import { inlinedWeights } from "./reader/inlined.js";

const UNPROCESSABLE = 422;
const FRAME = Object.freeze({ width: SIDE, height: SIDE });

const byId = (id) => document.getElementById(id);
const strokes = new Strokes();
const renderer = new StrokeRenderer();
const exporter = new DrawingExport(renderer);
const boxes = new DigitBoxes(byId("boxes"));
const view = new PredictionView(byId("answer"), (index) => boxes.mark(index));
const pad = new DrawingPad(byId("pad"), strokes, renderer, screenColours);
const toolbar = new Toolbar({ root: document, pad, strokes });
const pace = new AnswerPace(() => pad.isDrawing, {
  final: showAnswer,
  tentative: showTentative,
  pending: () => view.showPending(),
});
const loop = new PredictionLoop(predict, {
  answered: (prediction, _ms, _question, isCurrent) => pace.answered({ prediction }, isCurrent),
  emptied: showEmpty,
  failed: showFailure,
});
const reader = new DeviceReader();
const opened = open();
// Whoever draws is told of a failure; until then nobody has to be.
opened.catch(() => {});

strokes.addEventListener("change", () => {
  byId("hint").hidden = strokes.canClear;
  if (strokes.isEmpty) return loop.stop();
  pace.asked();
  loop.ask(() => exporter.drawing(strokes));
});
for (const type of ["pointerup", "pointercancel", "lostpointercapture", "penup"]) {
  byId("pad").addEventListener(type, () => pad.isDrawing || pace.lifted());
}
new PageTheme().onChange(() => pad.refresh());
new Shortcuts({
  undo: () => strokes.undo(),
  redo: () => strokes.redo(),
  clear: () => strokes.clear(),
  giveUp: () => strokes.clear(),
  pen: () => toolbar.choose(Tool.PEN),
  eraser: () => toolbar.choose(Tool.ERASER),
});

function screenColours() {
  const { color: ink, backgroundColor: paper } = getComputedStyle(byId("pad"));
  return { ink, paper, sheet: paper };
}

async function open() {
  try {
    await reader.open(inlinedWeights());
  } catch (error) {
    throw new ApiError({ status: UNPROCESSABLE, code: "bad_weights", detail: error.message });
  }
}

async function predict({ grey, strokes: drawn }) {
  await opened;
  const prediction = await reader.predict({ grey: { ...FRAME, pixels: grey }, strokes: drawn });
  return { ...prediction, isHere: true };
}

function showAnswer({ prediction }) {
  boxes.clear();
  if (prediction.digits.length > 1) boxes.show(prediction.digits, FRAME);
  view.showAnswer(prediction, null, true);
}

function showTentative({ prediction }) {
  boxes.clear();
  view.showTentative(prediction);
}

function showEmpty() {
  pace.reset();
  boxes.clear();
  view.showEmpty();
}

function showFailure({ error }) {
  pace.failed();
  boxes.clear();
  view.showRefusal(t(error.code === "bad_weights" ? "failed.file" : "failed.page"));
}
