// Entry of the page that takes one step of training on a drawing.

import { PredictionLoop } from "./answer/prediction_loop.js";
import { InsideApi } from "./api/inside.js";
import { Desk } from "./inside/desk.js";
import { failureWords } from "./inside/failure_words.js";
import { SegmentedControl } from "./lib/segmented_control.js";
import { Exercise, MAX_STEPS } from "./step/exercise.js";
import { GradientCheck } from "./step/gradient_check.js";
import { StepView } from "./step/step_view.js";

const page = document.getElementById("view");
const part = (id) => document.getElementById(id);
const api = new InsideApi();

const view = new StepView(page);
const check = new GradientCheck(page, (question) => api.gradientCheck(question));
const direction = new SegmentedControl(part("direction"), (value) => view.turn(value));
const exercise = new Exercise(part("settings"), ask);

const loop = new PredictionLoop((question, signal) => api.trainingStep(question, signal), {
  answered(step, _ms, question) {
    part("status").textContent = "";
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
    part("status").textContent = failureWords(failure);
  },
});

function ask() {
  if (exercise.question) loop.ask(() => exercise.question);
}

function setButtons() {
  const isEmpty = exercise.question === null;
  const isFull = exercise.steps >= MAX_STEPS;
  for (const id of ["take-1", "take-10"]) part(id).disabled = isEmpty || isFull;
  part("restart").disabled = isEmpty || exercise.steps === 0;
  part("reseed").disabled = isEmpty || !exercise.isRandom;
}

part("take-1").addEventListener("click", () => exercise.take(1));
part("take-10").addEventListener("click", () => exercise.take(10));
part("restart").addEventListener("click", () => exercise.restart());
part("reseed").addEventListener("click", () => exercise.reseed());

new Desk(part("desk"), api, {
  shown({ input, digit }) {
    const { probabilities } = digit;
    exercise.draw(input, digit.digit ?? probabilities.indexOf(Math.max(...probabilities)));
  },
  emptied() {
    exercise.empty();
    loop.stop();
  },
});
