// Entry of the drawing page: wires the drawing, the questions to the server and the answer.

import { DigitBoxes } from "./answer/digit_boxes.js";
import { Failure, PredictionLoop } from "./answer/prediction_loop.js";
import { PredictionView } from "./answer/prediction_view.js";
import { StepsView } from "./answer/steps_view.js";
import { DrawingExport } from "./drawing/drawing_export.js";
import { DrawingPad, Tool } from "./drawing/drawing_pad.js";
import { PictureInput } from "./drawing/picture_input.js";
import { Shortcuts } from "./drawing/shortcuts.js";
import { Toolbar } from "./drawing/toolbar.js";
import { StrokeRenderer } from "./ink/stroke_renderer.js";
import { SIDE, Strokes } from "./ink/strokes.js";
import { Api } from "./lib/api.js";
import { hasText, t } from "./lib/i18n.js";

const byId = (id) => document.getElementById(id);
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
const shown = byId("picture");
let asked = null;
// Within a page of another site there is no such button.
const shareButton = byId("share");
let shareDialog = null;
const toolbar = new Toolbar({
  root: document,
  pad,
  strokes,
  hasPicture: () => !shown.hidden,
  clear,
});

strokes.addEventListener("change", () => {
  hidePicture();
  refreshHint();
  if (strokes.isEmpty) {
    stop();
  } else {
    ask(() => exporter.drawing(strokes));
  }
});
darkMode.addEventListener("change", () => pad.refresh());

new PictureInput({
  fileInput: byId("file"),
  dropHint: byId("drop-hint"),
  listener: { picture: showPicture, unreadable: () => refuse(t("picture.unreadable")) },
});

new Shortcuts({
  undo: () => strokes.undo(),
  redo: () => strokes.redo(),
  clear,
  pen: () => toolbar.choose(Tool.PEN),
  eraser: () => toolbar.choose(Tool.ERASER),
});

function screenColours() {
  const style = getComputedStyle(byId("pad"));
  return { ink: style.color, paper: style.backgroundColor };
}

function clear() {
  if (strokes.canClear) {
    strokes.clear();
  } else {
    removePicture();
  }
}

function ask(makeQuestion) {
  asked = makeQuestion;
  loop.ask(makeQuestion);
}

function stop() {
  asked = null;
  loop.stop();
}

function removePicture() {
  hidePicture();
  refreshHint();
  stop();
}

// A picture takes the place of the drawing, which undo brings back.
function showPicture(picture) {
  strokes.clear();
  hidePicture();
  shown.src = URL.createObjectURL(picture);
  shown.hidden = false;
  refreshHint();
  ask(async () => ({ picture, strokes: null }));
}

function hidePicture() {
  if (shown.hidden) return;
  URL.revokeObjectURL(shown.src);
  shown.hidden = true;
  shown.removeAttribute("src");
}

function refreshHint() {
  byId("hint").hidden = strokes.canClear || !shown.hidden;
  toolbar.refresh();
}

function showAnswer(prediction, roundTripMs) {
  offerSharing(shown.hidden);
  view.showAnswer(prediction, roundTripMs);
  steps.show(prediction);
  if (prediction.digits.length > 1) {
    const size = shown.hidden
      ? { width: SIDE, height: SIDE }
      : { width: shown.naturalWidth, height: shown.naturalHeight };
    boxes.show(prediction.digits, size);
  } else {
    boxes.clear();
  }
}

function showEmpty() {
  offerSharing(false);
  view.showEmpty();
  steps.clear();
  boxes.clear();
}

// Most visitors share nothing: what it takes is loaded once there is something to share.
async function offerSharing(isDrawn) {
  if (shareButton === null) return;
  shareButton.disabled = !isDrawn || shareDialog === null;
  if (!isDrawn || shareDialog !== null) return;
  try {
    const { ShareDialog } = await import("./sharing/share_dialog.js");
    shareDialog ??= new ShareDialog(byId("share-dialog"), shareButton, api, strokes);
    shareButton.disabled = strokes.isEmpty || !shown.hidden;
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
  boxes.clear();
  view.showRefusal(text);
}
