// Entry of the page that says why: wires the desk, and what is asked about a drawing that rests.

import { Desk } from "./inside/desk.js";
import { Api } from "./lib/api.js";
import { t } from "./lib/i18n.js";
import { ChangeView } from "./why/change_view.js";
import { ContrastView } from "./why/contrast_view.js";
import { NeighboursView } from "./why/neighbours_view.js";
import { ReasonsView } from "./why/reasons_view.js";
import { Rest } from "./why/rest.js";
import { Topic } from "./why/topic.js";

const byId = (id) => document.getElementById(id);

const api = new Api();
const reasons = new Topic(
  byId("reasons"),
  ({ input }, signal) => api.reasons({ input }, signal),
  new ReasonsView(byId("reasons")),
);
const contrast = new Topic(
  byId("contrast"),
  ({ input, first, second }, signal) => api.contrasts({ input, first, second }, signal),
  new ContrastView(byId("contrast"), hold),
);
const neighbours = new Topic(
  byId("neighbours"),
  ({ input }, signal) => api.neighbours({ input }, signal),
  new NeighboursView(byId("neighbours")),
);
const changeView = new ChangeView(byId("change"), (lines, width) => desk.draw(lines, width));
const change = new Topic(
  byId("change"),
  ({ strokes, box }, signal) => api.changes({ strokes, box }, signal),
  changeView,
);
const topics = [reasons, contrast, neighbours, change];
const rest = new Rest({ rested, disturbed, emptied });
let asked = null;

const desk = new Desk(byId("desk"), api, {
  shown: (shown) => rest.shown(shown),
  emptied: () => rest.emptied(),
});
desk.strokes.addEventListener("change", () => {
  if (!desk.strokes.isEmpty) rest.disturb();
});

function rested({ input, digit, prediction, strokes }) {
  asked = { input, read: digit.digit };
  for (const topic of [reasons, contrast, neighbours]) topic.follow(asked);
  const isWhole = prediction.digits.length === 1;
  if (strokes) {
    change.follow({ strokes, box: isWhole ? null : digit.box, isWhole });
  } else {
    change.follow(null);
    changeView.refuse(t("why.change.unknown"));
  }
}

function disturbed() {
  for (const topic of topics) topic.disturb();
}

function emptied() {
  asked = null;
  for (const topic of topics) topic.follow(null);
}

// Two digits are held against each other until the drawing changes.
function hold(pair) {
  if (asked !== null) contrast.follow({ ...asked, ...pair });
}
