// Entry of a run's page beside run.js: how its network reads the test digits, one by one.

import { ConfusionTable } from "./evaluation/confusion_table.js";
import { PictureList } from "./evaluation/picture_list.js";
import { ReliabilityPlot } from "./evaluation/reliability_plot.js";
import { Api } from "./lib/api.js";
import { failureText } from "./lib/api_errors.js";
import { percent, whole } from "./lib/format.js";
import { t } from "./lib/i18n.js";

const byId = (id) => document.getElementById(id);
const api = new Api();
const runId = byId("run").dataset.runId;
const state = byId("evaluation-state");
const list = new PictureList(byId("evaluation-pictures"));
const table = new ConfusionTable(byId("confusion"), (label, answer) => {
  const title = t(label === answer ? "pictures.right" : "pictures.wrong", { label, answer });
  attempt(async () => list.show(title, await api.pictures(runId, { label, answer })));
});

attempt(async () => {
  const evaluation = await api.evaluation(runId);
  table.show(evaluation.confusion, evaluation.digits);
  new ReliabilityPlot(byId("reliability")).show(evaluation.reliability);
  byId("calibration").textContent = t("reliability.error", {
    error: percent(evaluation.calibration_error),
  });
  const mistakes = await api.pictures(runId, {});
  list.show(t("pictures.worst"), mistakes);
  state.textContent = t("evaluation.summary", {
    epoch: whole(evaluation.epoch),
    accuracy: percent(evaluation.accuracy),
    mistakes: whole(mistakes.total),
  });
  byId("evaluation").dataset.state = "shown";
});

async function attempt(action) {
  try {
    await action();
  } catch (error) {
    state.textContent = failureText(error);
  }
}
