// Entry of the page of a run that was taught by the collection, for its owner: before and after.

import { CorrectionApi } from "./api/corrections.js";
import { failureReason } from "./api/errors.js";
import { LessonView } from "./collection/lesson_view.js";
import { t } from "./lib/i18n.js";
import { onRun } from "./run/current_run.js";

const byId = (id) => document.getElementById(id);
const api = new CorrectionApi();
const view = new LessonView(byId("lesson-result"));
const runId = byId("run").dataset.runId;
let compared = 0;
let isComparing = false;

onRun(compare);

// Each comparison has two networks read all test digits: the next one waits for its end.
async function compare(run) {
  if (run.epochs_done <= compared || isComparing) return;
  isComparing = true;
  if (compared === 0) byId("lesson-state").textContent = t("lesson.going");
  try {
    const lesson = await api.lesson(runId);
    compared = Math.max(lesson.epoch, compared, 1);
    view.show(lesson);
    byId("lesson-result").hidden = false;
    const about = [t("lesson.done", { epoch: lesson.epoch }), t("lesson.alone")];
    if (lesson.hands.held_out === 0) about.push(t("lesson.one_hand"));
    byId("lesson-state").textContent = about.join("\n");
  } catch (error) {
    byId("lesson-state").textContent = failureReason(error);
  } finally {
    isComparing = false;
  }
}
