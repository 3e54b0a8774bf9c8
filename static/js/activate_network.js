// Entry of a run's page for its owner: lets this run's network read drawings, and takes it back.

import { RunApi } from "./api/runs.js";
import { failureText } from "./api/errors.js";
import { t } from "./lib/i18n.js";
import { onRun } from "./run/current_run.js";

const byId = (id) => document.getElementById(id);
const api = new RunApi();
const runId = byId("run").dataset.runId;
const tools = byId("owner-tools");
let active = tools.dataset.activeRun || null;
let isPermitted = false;

byId("activate").addEventListener("click", () => choose(runId));
byId("restore").addEventListener("click", () => choose(null));
onRun(({ actions }) => {
  isPermitted = actions.includes("activate");
  show(active);
});

async function choose(id) {
  setBusy(true);
  try {
    show((await api.activate(id)).run_id);
  } catch (error) {
    say(failureText(error));
  } finally {
    setBusy(false);
  }
}

function show(answering) {
  active = answering;
  byId("activate").hidden = active === runId || !isPermitted;
  byId("restore").hidden = active === null;
  say(active === runId ? t("activation.this") : t(active ? "activation.other" : "activation.shipped"));
}

function say(text) {
  byId("activation-state").textContent = text;
}

function setBusy(busy) {
  for (const button of tools.querySelectorAll("button")) button.disabled = busy;
}
