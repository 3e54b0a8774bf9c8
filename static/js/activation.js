// Entry of a run's page for its owner: lets this run's network read drawings, and takes it back.

import { Api, ApiError } from "./api.js";
import { t } from "./i18n.js";

const byId = (id) => document.getElementById(id);
const api = new Api();
const runId = byId("run").dataset.runId;
const tools = byId("owner-tools");

byId("activate").addEventListener("click", () => choose(runId));
byId("restore").addEventListener("click", () => choose(null));
show(tools.dataset.activeRun || null);

async function choose(id) {
  setBusy(true);
  try {
    const { run_id: active } = await api.activate(id);
    show(active);
  } catch (error) {
    say(error instanceof ApiError ? error.message : t("offline.title"));
  } finally {
    setBusy(false);
  }
}

function show(active) {
  byId("activate").hidden = active === runId;
  byId("restore").hidden = active === null;
  say(active === runId ? t("activation.this") : t(active ? "activation.other" : "activation.shipped"));
}

function say(text) {
  byId("activation-state").textContent = text;
}

function setBusy(busy) {
  for (const button of tools.querySelectorAll("button")) button.disabled = busy;
}
