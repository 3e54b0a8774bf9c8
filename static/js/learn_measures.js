import { ConfusionTable } from "./evaluation/confusion_table.js";
import { PictureList } from "./evaluation/picture_list.js";
import { ReliabilityPlot } from "./evaluation/reliability_plot.js";
import { RunApi } from "./api/runs.js";
import { failureText } from "./api/errors.js";
import { percent, whole } from "./lib/format.js";
import { t } from "./lib/i18n.js";

const byId = (id) => document.getElementById(id);
const api = new RunApi();
const { runId } = byId("measures").dataset;
const button = byId("read-all");
const list = new PictureList(byId("measures-pictures"));
const table = new ConfusionTable(byId("confusion"), (cell) => attempt(() => showPictures(cell)));

button.addEventListener("click", async () => {
  button.disabled = true;
  byId("measures-state").textContent = t("measures.reading");
  // Its place opens as it is asked for: nothing moves when the result comes.
  byId("measures").hidden = false;
  await attempt(evaluate);
  button.disabled = false;
});

async function evaluate() {
  const evaluation = await api.evaluation(runId);
  table.show(evaluation, t("measures.caption"));
  new ReliabilityPlot(byId("reliability")).show(evaluation.reliability);
  const mistakes = evaluation.confusion.flatMap((row, label) => row.filter((_, answer) => answer !== label));
  byId("measures-state").textContent = t("measures.summary", {
    accuracy: percent(evaluation.accuracy),
    mistakes: whole(mistakes.reduce((sum, count) => sum + count, 0)),
    error: percent(evaluation.calibration_error),
  });
  await showPictures(null);
}

async function showPictures(cell) {
  const isRight = cell && cell.label === cell.answer;
  const title = cell ? t(isRight ? "pictures.right" : "pictures.wrong", cell) : t("pictures.worst");
  list.show(title, await api.pictures(runId, cell ?? {}));
}

async function attempt(action) {
  try {
    await action();
  } catch (error) {
    byId("measures-state").textContent = failureText(error);
  }
}
