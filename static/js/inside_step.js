// Entry of the page that takes one step of training on a drawing.

import { PredictionLoop } from "./answer/prediction_loop.js";
import { InsideApi } from "./api/inside.js";
import { Desk } from "./inside/desk.js";
import { failureWords } from "./inside/failure_words.js";
import { SegmentedControl } from "./lib/segmented_control.js";
import { Exercise, MAX_STEPS } from "./step/exercise.js";
import { GradientCheck } from "./step/gradient_check.js";
import { StepView } from "./step/step_view.js";

const byId = (id) => document.getElementById(id);

const page = byId("view");
const api = new InsideApi();

const view = new StepView(page);
const check = new GradientCheck(page, (question) => api.gradientCheck(question));
const direction = new SegmentedControl(byId("direction"), (value) => view.turn(value));
const exercise = new Exercise(byId("settings"), ask);

const loop = new PredictionLoop((question, signal) => api.trainingStep(question, signal), {
  answered(step, _ms, question) {
    byId("status").textContent = "";
    const { cost, label, learning_rate: rate } = question;
    view.show(step, { direction: direction.value, cost, label, rate });
    check.ready(question);
    setButtons();
  },
  emptied() {
    check.ready(null);
    setButtons();
  },
  failed(failure) {
    byId("status").textContent = failureWords(failure);
  },
});

function ask() {
  if (exercise.question) loop.ask(() => exercise.question);
}

function setButtons() {
  const isEmpty = exercise.question === null;
  const isFull = exercise.steps >= MAX_STEPS;
  for (const id of ["take-1", "take-10"]) byId(id).disabled = isEmpty || isFull;
  byId("restart").disabled = isEmpty || exercise.steps === 0;
  byId("reseed").disabled = isEmpty || !exercise.isRandom;
}

byId("take-1").addEventListener("click", () => exercise.take(1));
byId("take-10").addEventListener("click", () => exercise.take(10));
byId("restart").addEventListener("click", () => exercise.restart());
byId("reseed").addEventListener("click", () => exercise.reseed());

new Desk(byId("desk"), api, {
  shown({ input, digit }) {
    const { probabilities } = digit;
    exercise.draw(input, digit.digit ?? probabilities.indexOf(Math.max(...probabilities)));
  },
  emptied() {
    exercise.empty();
    loop.stop();
  },
});
