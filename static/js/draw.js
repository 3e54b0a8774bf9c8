// Entry of the drawing page: wires the drawing, the questions to the server and the answer.

import { AnswerPace } from "./answer/answer_pace.js";
import { DigitBoxes } from "./answer/digit_boxes.js";
import { Fallback } from "./answer/fallback.js";
import { Failure, PredictionLoop } from "./answer/prediction_loop.js";
import { PredictionView } from "./answer/prediction_view.js";
import { DrawingExport } from "./drawing/drawing_export.js";
import { DrawingPad, Tool } from "./drawing/drawing_pad.js";
import { keepDrawing } from "./drawing/kept_drawing.js";
import { Samples } from "./drawing/samples.js";
import { Shortcuts } from "./drawing/shortcuts.js";
import { Toolbar } from "./drawing/toolbar.js";
import { StrokeRenderer } from "./ink/stroke_renderer.js";
import { SIDE, Strokes } from "./ink/strokes.js";
import { DrawingApi } from "./api/drawings.js";
import { hasText, t } from "./lib/i18n.js";
import { PageTheme } from "./lib/page_theme.js";
import { isAlone } from "./lib/site.js";
import { PictureInput } from "./picture/picture_input.js";

const byId = (id) => document.getElementById(id);
// Where the boxes of a drawing's digits lie.
const DRAWING = Object.freeze({ width: SIDE, height: SIDE });

const api = new DrawingApi();
const strokes = new Strokes();
const renderer = new StrokeRenderer();
const exporter = new DrawingExport(renderer);
const boxes = new DigitBoxes(byId("boxes"));
// What was seen of the digit that is looked at, and the layers of the network, once they are opened.
let seen;
let lookedAt = 0;
let panel = null;
const view = new PredictionView(byId("answer"), lookAt);
const pad = new DrawingPad(byId("pad"), strokes, renderer, screenColours);
const samples = new Samples(byId("samples"), strokes, lifted);
const pace = new AnswerPace(() => pad.isDrawing || samples.isDrawing, {
  final: showAnswer,
  tentative: showTentative,
  pending: () => view.showPending(),
});
const fallback = new Fallback(loadStandIn, isAlone);
const loop = new PredictionLoop(predict, {
  answered: takeAnswer, emptied: showEmpty, failed: showFailure,
});
let asked = null;
// Until the first picture is chosen, there is neither.
let sheet = null;
let choice = null;
// Until the first number is read, and until it is asked how the network came to see something.
let taps = null;
let steps = null;
// Within a page of another site there is no such button.
const shareButton = byId("share");
let shareDialog = null;
// Neither can anything be corrected; what it takes is loaded with the first correction.
const wrongButton = byId("wrong");
let corrections = null;
let shown = null;
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
for (const type of ["pointerup", "pointercancel", "lostpointercapture", "penup"]) {
  byId("pad").addEventListener(type, lifted);
}
new PageTheme().onChange(() => pad.refresh());
byId("steps").addEventListener("toggle", explain);
// Within a page of another site there is no such panel.
byId("inside")?.addEventListener("toggle", lookInside, { once: true });
wrongButton?.addEventListener("click", correct);

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

if (isAlone) {
  import("./sharing/address_dialog.js").then(({ playAddress }) => playAddress(strokes, lifted));
}
// Within another site's page a drawing is of that page, and one tab may show several.
if (parent === window) keepDrawing(strokes);
// Whoever has installed the site opens it without a network one day.
if (matchMedia("(display-mode: standalone)").matches) fallback.standBy();

function screenColours() {
  const style = getComputedStyle(byId("pad"));
  const colours = { ink: style.color, paper: style.backgroundColor };
  return { ...colours, ...strokes.picture?.colours, sheet: colours.paper };
}

function ask(makeQuestion) {
  asked = makeQuestion;
  pace.asked();
  loop.ask(makeQuestion);
}

function predict(question, signal) {
  const { open: explained } = byId("steps");
  return fallback.predict(question, () => api.predict(question, { explained, signal }));
}

async function loadStandIn() {
  const [{ StandIn }, { ReaderApi }] = await Promise.all([
    import("./reader/stand_in.js"),
    import("./api/reader.js"),
  ]);
  return new StandIn(new ReaderApi(), () => asked && ask(asked), isAlone);
}

function lifted() {
  if (!pad.isDrawing && !samples.isDrawing) pace.lifted();
}

function stop() {
  asked = null;
  loop.stop();
}

// A picture takes the place of the drawing, which undo brings back as it does pictures. Most visitors
// choose none: what it takes is loaded with the first.
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
    import("./picture/chosen_picture.js"),
    import("./answer/digit_choice.js"),
    import("./picture/picture_sheet.js"),
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
  samples.setHidden(hasPicture());
}

function takeAnswer(prediction, roundTripMs, { frame = DRAWING }, isCurrent) {
  const isDrawn = frame === DRAWING;
  fallback.standBy();
  offerSharing(isDrawn);
  steps?.show(prediction);
  pace.answered({ prediction, roundTripMs, frame, isDrawn }, isCurrent);
}

function showAnswer({ prediction, roundTripMs, frame, isDrawn }) {
  clearBoxes();
  if (prediction.digits.length > 1) {
    boxes.show(prediction.digits, frame);
    if (isDrawn) listenToTaps();
    else choice.show(prediction.digits, frame);
  }
  view.showAnswer(prediction, roundTripMs, isDrawn);
  shown = prediction;
  // Of a picture there are no strokes to learn from.
  if (wrongButton) wrongButton.hidden = !isDrawn;
}

function showTentative({ prediction, roundTripMs }) {
  clearBoxes();
  view.showTentative(prediction, roundTripMs);
}

function showEmpty() {
  pace.reset();
  offerSharing(false);
  view.showEmpty();
  steps?.clear();
  clearBoxes();
}

function clearBoxes() {
  boxes.clear();
  choice?.clear();
}

async function listenToTaps() {
  try {
    const { BoxTaps } = await import("./answer/box_taps.js");
    taps ??= new BoxTaps(byId("pad"), strokes, boxes, (index) => view.pick(index));
  } catch {
    // Out of reach just now; the next number tries again.
  }
}

async function explain() {
  try {
    const { StepsView } = await import("./answer/steps_view.js");
    steps ??= new StepsView(byId("steps"));
    if (asked !== null) ask(asked);
  } catch {
    // Out of reach just now; opening it again tries again.
  }
}

function lookAt(index, input) {
  boxes.mark(index);
  seen = input;
  lookedAt = index;
  panel?.show(input);
}

async function lookInside() {
  try {
    const [{ Panel }, { InsideApi }] = await Promise.all([
      import("./layers/panel.js"),
      import("./api/inside.js"),
    ]);
    panel ??= new Panel(byId("inside"), new InsideApi(), seen);
  } catch {
    byId("inside").addEventListener("toggle", lookInside, { once: true });
  }
}

async function correct() {
  try {
    const [{ CorrectionDialog }, { CorrectionApi }] = await Promise.all([
      import("./collection/correction_dialog.js"),
      import("./api/corrections.js"),
    ]);
    corrections ??= new CorrectionDialog(new CorrectionApi(), strokes);
    await corrections.open(shown.digits.length, lookedAt);
  } catch {
    byId("announcement").textContent = t("offline.title");
  }
}

// Most visitors share nothing: what it takes is loaded once there is something to share.
async function offerSharing(isDrawn) {
  if (shareButton === null) return;
  shareButton.disabled = !isDrawn || shareDialog === null;
  if (!isDrawn || shareDialog !== null) return;
  try {
    const { ShareDialog } = await (isAlone
      ? import("./sharing/address_dialog.js")
      : import("./sharing/share_dialog.js"));
    shareDialog ??= new ShareDialog(byId("share-dialog"), shareButton, api, strokes);
    shareButton.disabled = strokes.isEmpty || hasPicture();
  } catch {
    // Out of reach just now; the next answer tries again.
  }
}

function showFailure(failure) {
  pace.failed();
  if (failure.kind === Failure.BROKEN) return refuse(t("failed.page"));
  if (failure.kind !== Failure.REFUSED) {
    view.showFailure(failure);
    return;
  }
  const { code, message } = failure.error;
  refuse(hasText(`error.${code}`) ? t(`error.${code}`) : message);
}

function refuse(text) {
  pace.reset();
  steps?.clear();
  clearBoxes();
  view.showRefusal(text);
}
