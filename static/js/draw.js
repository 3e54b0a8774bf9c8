// Entry of the drawing page: wires the drawing, the questions to the server and the answer.

import { DigitBoxes } from "./answer/digit_boxes.js";
import { Failure, PredictionLoop } from "./answer/prediction_loop.js";
import { PredictionView } from "./answer/prediction_view.js";
import { StepsView } from "./answer/steps_view.js";
import { DrawingExport } from "./drawing/drawing_export.js";
import { DrawingPad, Tool } from "./drawing/drawing_pad.js";
import { keepDrawing } from "./drawing/kept_drawing.js";
import { PictureInput } from "./drawing/picture_input.js";
import { Shortcuts } from "./drawing/shortcuts.js";
import { Toolbar } from "./drawing/toolbar.js";
import { StrokeRenderer } from "./ink/stroke_renderer.js";
import { SIDE, Strokes } from "./ink/strokes.js";
import { Api } from "./lib/api.js";
import { hasText, t } from "./lib/i18n.js";

const byId = (id) => document.getElementById(id);
// Where the boxes of a drawing's digits lie.
const DRAWING = Object.freeze({ width: SIDE, height: SIDE });
const darkMode = matchMedia("(prefers-color-scheme: dark)");

const api = new Api();
const strokes = new Strokes();
const renderer = new StrokeRenderer();
const exporter = new DrawingExport(renderer);
const view = new PredictionView(byId("answer"));
const pad = new DrawingPad(byId("pad"), strokes, renderer, screenColours);
const boxes = new DigitBoxes(byId("boxes"));
const steps = new StepsView(byId("steps"), () => asked && loop.ask(asked));
const loop = new PredictionLoop(
  (question, signal) => api.predict(question, { explained: steps.isOpen, signal }),
  { answered: showAnswer, emptied: showEmpty, failed: showFailure },
);
let asked = null;
// Until the first picture is chosen, there is neither.
let sheet = null;
let choice = null;
// Within a page of another site there is no such button.
const shareButton = byId("share");
let shareDialog = null;
const toolbar = new Toolbar({ root: document, pad, strokes });

strokes.addEventListener("change", ({ detail }) => {
  // A picture asks for itself.
  sheet?.show(strokes.picture, detail);
  refreshHint();
  if (strokes.isEmpty) {
    stop();
  } else if (!hasPicture()) {
    ask(() => exporter.drawing(strokes));
  }
});
darkMode.addEventListener("change", () => pad.refresh());

new PictureInput({ fileInput: byId("file"), dropHint: byId("drop-hint"), chosen: showPicture });

new Shortcuts({
  undo: () => strokes.undo(),
  redo: () => strokes.redo(),
  clear: () => strokes.clear(),
  giveUp: () => sheet?.giveUp() || strokes.clear(),
  pen: () => choose(Tool.PEN),
  eraser: () => choose(Tool.ERASER),
});

function choose(tool) {
  sheet?.draw();
  toolbar.choose(tool);
}

// Within another site's page a drawing is of that page, and one tab may show several.
if (parent === window) keepDrawing(strokes);

function screenColours() {
  const style = getComputedStyle(byId("pad"));
  const colours = { ink: style.color, paper: style.backgroundColor };
  return { ...colours, ...strokes.picture?.colours, sheet: colours.paper };
}

function ask(makeQuestion) {
  asked = makeQuestion;
  loop.ask(makeQuestion);
}

function stop() {
  asked = null;
  loop.stop();
}

// A picture takes the place of the drawing, which undo brings back as it does pictures. Most visitors choose none: what it
// takes is loaded with the first.
async function showPicture(file) {
  const modules = await loadPictureModules().catch(() => null);
  if (modules === null) return refuse(t("offline.title"));
  const { ChosenPicture, DigitChoice, PictureSheet } = modules;
  const picture = await ChosenPicture.open(file).catch(() => null);
  if (picture === null) return refuse(t("picture.unreadable"));
  sheet ??= new PictureSheet(document, strokes, readPicture);
  choice ??= new DigitChoice(byId("digit-choice"), (part) => sheet.readPart(part));
  strokes.lay(picture);
}

async function loadPictureModules() {
  const modules = await Promise.all([
    import("./drawing/chosen_picture.js"),
    import("./answer/digit_choice.js"),
    import("./drawing/picture_sheet.js"),
  ]);
  return Object.assign({}, ...modules);
}

function hasPicture() {
  return strokes.picture !== null;
}

// What was found before lies elsewhere now, or is no longer asked about.
function readPicture(makeQuestion) {
  clearBoxes();
  ask(makeQuestion);
}

function refreshHint() {
  byId("hint").hidden = strokes.canClear;
}

function showAnswer(prediction, roundTripMs, { frame = DRAWING }) {
  const isDrawn = frame === DRAWING;
  offerSharing(isDrawn);
  view.showAnswer(prediction, roundTripMs, isDrawn);
  steps.show(prediction);
  clearBoxes();
  if (prediction.digits.length < 2) return;
  boxes.show(prediction.digits, frame);
  if (!isDrawn) choice.show(prediction.digits, frame);
}

function showEmpty() {
  offerSharing(false);
  view.showEmpty();
  steps.clear();
  clearBoxes();
}

function clearBoxes() {
  boxes.clear();
  choice?.clear();
}

// Most visitors share nothing: what it takes is loaded once there is something to share.
async function offerSharing(isDrawn) {
  if (shareButton === null) return;
  shareButton.disabled = !isDrawn || shareDialog === null;
  if (!isDrawn || shareDialog !== null) return;
  try {
    const { ShareDialog } = await import("./sharing/share_dialog.js");
    shareDialog ??= new ShareDialog(byId("share-dialog"), shareButton, api, strokes);
    shareButton.disabled = strokes.isEmpty || hasPicture();
  } catch {
    // Out of reach just now; the next answer tries again.
  }
}

function showFailure(failure) {
  if (failure.kind !== Failure.REFUSED) {
    view.showFailure(failure);
    return;
  }
  const { code, message } = failure.error;
  refuse(hasText(`error.${code}`) ? t(`error.${code}`) : message);
}

function refuse(text) {
  steps.clear();
  clearBoxes();
  view.showRefusal(text);
}
