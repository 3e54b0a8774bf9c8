// Entry of a shared drawing's page, and of the same within another site's page.

import { DigitBoxes } from "./answer/digit_boxes.js";
import { PredictionView } from "./answer/prediction_view.js";
import { StrokeRenderer } from "./ink/stroke_renderer.js";
import { SIDE } from "./ink/strokes.js";
import { DrawingApi } from "./api/drawings.js";
import { shortPercent } from "./lib/format.js";
import { t } from "./lib/i18n.js";
import { PageTheme } from "./lib/page_theme.js";
import { takeKeyFromAddress } from "./sharing/drawing_keys.js";
import { Replay } from "./sharing/replay.js";
import { SharePanel } from "./sharing/share_panel.js";

const byId = (id) => document.getElementById(id);
const { drawing: id, owner } = byId("about-drawing").dataset;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const api = new DrawingApi();
const canvas = byId("sheet");
const context = canvas.getContext("2d", { alpha: false });
const renderer = new StrokeRenderer();
const boxes = new DigitBoxes(byId("boxes"));
const [play, moment] = [byId("play"), byId("moment")];
let shown = [];

if (byId("share-panel")) {
  takeKeyFromAddress(id);
  const panel = new SharePanel(byId("share-panel"), api, {
    ask: askToDelete,
    deleted: () => location.reload(),
    isOwner: owner !== undefined,
  });
  panel.show(id);
}

try {
  start(await api.drawing(id));
} catch {
  byId("detail").textContent = t("replay.offline");
}

function start({ strokes, prediction, moments }) {
  const view = new PredictionView(byId("answer"), (index) => boxes.mark(index));
  const answers = [...moments.slice(0, -1), { ...prediction, points: moments.at(-1).points }];
  let current = null;
  const replay = new Replay(withPoints(strokes), {
    show: (visible, count) => {
      shown = visible;
      paint();
      const answer = answers.findLast(({ points }) => points <= count) ?? null;
      if (answer !== current) tell(view, answer, answer === answers.at(-1));
      current = answer;
    },
    changed: () => refresh(replay),
  });
  play.disabled = false;
  moment.disabled = false;
  play.addEventListener("click", () => (replay.isPlaying ? replay.pause() : replay.play()));
  moment.addEventListener("input", () => {
    const position = moment.valueAsNumber / moment.max;
    replay.pause();
    replay.seek(position);
  });
  new ResizeObserver(resize).observe(canvas);
  new PageTheme().onChange(paint);
  resize();
  replay.seek(1);
  if (!calm.matches) replay.play();
}

function refresh(replay) {
  moment.value = replay.position * moment.max;
  moment.setAttribute("aria-valuetext", t("replay.moment", { share: shortPercent(replay.position) }));
  byId("play-label").hidden = replay.isPlaying;
  byId("pause-label").hidden = !replay.isPlaying;
}

// Until all is drawn, what was read by then is neither refused nor promised.
function tell(view, answer, isFinished) {
  const digits = answer?.digits ?? [];
  if (digits.length > 1) boxes.show(digits, { width: SIDE, height: SIDE });
  else boxes.clear();
  const isNothing = answer === null || answer.status === "blank";
  if (isNothing) view.showEmpty();
  else if (isFinished) view.showStored(answer);
  else view.showTentative(answer);
}

function withPoints(strokes) {
  return strokes.map(({ points, ...stroke }) => ({
    ...stroke,
    points: points.map(([x, y, pressure, time]) => ({ x, y, pressure, time })),
  }));
}

function resize() {
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
  if (side === 0 || side === canvas.width) return;
  canvas.width = side;
  canvas.height = side;
  paint();
}

function paint() {
  const { color: ink, backgroundColor: paper } = getComputedStyle(canvas);
  renderer.paint(context, canvas.width, shown, { ink, paper });
}

async function askToDelete() {
  const dialog = byId("delete-dialog");
  dialog.returnValue = "keep";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return dialog.returnValue === "delete";
}
