// Entry of a run's page beside run.js: how its network reads the test digits, one by one.

import { ConfusionTable } from "./evaluation/confusion_table.js";
import { PictureList, nameClasses } from "./evaluation/picture_list.js";
import { ReliabilityPlot } from "./evaluation/reliability_plot.js";
import { RunApi } from "./api/runs.js";
import { failureText } from "./api/errors.js";
import { percent, whole } from "./lib/format.js";
import { t } from "./lib/i18n.js";
import { onRun } from "./run/current_run.js";
import { NetworkFollower } from "./run/network_follower.js";

// Reading 10,000 digits takes the server a second: not every epoch of a quick run is asked for.
const PAUSE_MS = 5000;

const byId = (id) => document.getElementById(id);
const api = new RunApi();
const runId = byId("run").dataset.runId;
let classes = [];
const state = byId("evaluation-state");
const list = new PictureList(byId("evaluation-pictures"));
const table = new ConfusionTable(byId("confusion"), (cell) => attempt(() => showPictures(cell)));
const follower = new NetworkFollower(byId("evaluation"), () => attempt(evaluate), PAUSE_MS);
onRun((run) => follower.follow(run));

async function evaluate() {
  const evaluation = await api.evaluation(runId);
  const epoch = whole(evaluation.epoch);
  ({ classes } = evaluation);
  table.show(evaluation, t("confusion.caption", { epoch }));
  new ReliabilityPlot(byId("reliability")).show(evaluation.reliability);
  byId("calibration").textContent = t("reliability.error", {
    error: percent(evaluation.calibration_error),
  });
  await showPictures(table.opened);
  state.textContent = t("evaluation.summary", {
    epoch,
    accuracy: percent(evaluation.accuracy),
    total: whole(evaluation.confusion.flat().reduce((sum, count) => sum + count, 0)),
    mistakes: whole(countMistakes(evaluation.confusion)),
  });
  byId("evaluation").dataset.state = "shown";
}

/** The pictures behind an open cell, or what was read wrong. */
async function showPictures(cell) {
  const isRight = cell?.label === cell?.answer;
  const named = cell && nameClasses(cell, classes);
  const title = cell ? t(isRight ? "pictures.right" : "pictures.wrong", named) : t("pictures.worst");
  list.show(title, await api.pictures(runId, cell ?? {}), classes);
}

function countMistakes(confusion) {
  return confusion.flatMap((row, label) => row.filter((_, answer) => answer !== label))
    .reduce((sum, count) => sum + count, 0);
}

/** Resolves to whether it failed for a reason that may pass. */
async function attempt(action) {
  try {
    await action();
    return false;
  } catch (error) {
    state.textContent = failureText(error);
    return error.passing ?? true;
  }
}
