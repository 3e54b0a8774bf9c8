// Entry of a run's page for its owner: pauses, resumes, stops or prolongs it, and changes its
// learning rate.

import { RunApi } from "./api/runs.js";
import { failureText } from "./api/errors.js";
import { whole } from "./lib/format.js";
import { t } from "./lib/i18n.js";
import { onRun } from "./run/current_run.js";

const byId = (id) => document.getElementById(id);
const api = new RunApi();
const runId = byId("run").dataset.runId;
const panel = byId("steering");
const form = byId("rate-form");
let wanted = null;
let wasTouchedLast = false;

onRun(show);
panel.addEventListener("click", ({ target }) => {
  const button = target.closest("button[data-wanted]");
  if (button) attempt(() => steer(button.dataset.wanted));
});
for (const touch of ["focusin", "pointerdown"]) {
  document.addEventListener(touch, ({ target }) => (wasTouchedLast = panel.contains(target)));
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const learningRate = byId("rate").valueAsNumber;
  attempt(async () => {
    const run = await api.editRun(runId, { learning_rate: learningRate });
    say(t("steering.rate", { rate: learningRate }));
    return run;
  });
});

async function steer(what) {
  const run = await api.steerRun(runId, what);
  if (what === "more") say(t("steering.more", { epochs: whole(run.epochs) }));
  return run;
}

function show(run) {
  const { actions } = run; // what its status permits, as the server says
  const buttons = [...panel.querySelectorAll("button[data-wanted]")];
  for (const button of buttons) {
    button.hidden = !actions.includes(button.dataset.wanted);
    button.disabled = run.wanted !== null;
  }
  form.hidden = !actions.includes("learning_rate");
  // The server leaves a button out that would be of no use.
  panel.hidden = buttons.every((button) => button.hidden);
  // What is typed stays; else the field shows the rate that the run goes on with.
  if (!form.contains(document.activeElement)) {
    byId("rate").value = run.rate ?? run.config.learning_rate;
  }
  if (run.wanted !== null) say(t(`steering.${run.wanted}`));
  else if (wanted !== null) say("");
  wanted = run.wanted;
  keepFocus(buttons);
}

// The button that was pressed may be off or gone by now, as often as the run reports: whoever works
// by keyboard goes on with the next, until something else is touched.
function keepFocus(buttons) {
  const { activeElement, body } = document;
  if (!wasTouchedLast || (activeElement !== body && isRendered(activeElement))) return;
  const next = buttons.find((button) => !button.hidden && !button.disabled);
  next?.focus({ preventScroll: true });
}

function isRendered(element) {
  return (element?.getClientRects().length ?? 0) > 0;
}

async function attempt(action) {
  say("");
  try {
    show(await action());
  } catch (error) {
    say(failureText(error));
  }
}

function say(text) {
  byId("steering-state").textContent = text;
}
