// Entry of a run's page for its owner: names and annotates the run, or deletes it.

import { RunApi } from "./api/runs.js";
import { failureText } from "./api/errors.js";

const byId = (id) => document.getElementById(id);
const api = new RunApi();
const runId = byId("run").dataset.runId;
const form = byId("edit-form");
const dialog = byId("delete-dialog");

byId("edit").addEventListener("click", () => open(form.hidden));
form.addEventListener("reset", () => open(false));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(byId("edit-problem"), save);
});
byId("delete").addEventListener("click", () => {
  byId("delete-problem").textContent = "";
  dialog.showModal();
});
byId("delete-confirmed").addEventListener("click", () => attempt(byId("delete-problem"), remove));

function open(isOpen) {
  form.hidden = !isOpen;
  byId("edit").setAttribute("aria-expanded", isOpen);
  byId("edit-problem").textContent = "";
  if (isOpen) byId("edit-name").focus();
}

async function save() {
  const { name, notes } = await api.editRun(runId, Object.fromEntries(new FormData(form)));
  byId("run-name").textContent = name;
  byId("run-notes").textContent = notes;
  byId("run-notes").hidden = notes === "";
  // What is saved is what a later "Cancel" goes back to.
  byId("edit-name").defaultValue = name;
  byId("edit-notes").defaultValue = notes;
  open(false);
}

async function remove() {
  await api.deleteRun(runId);
  location.assign(document.querySelector(".crumb a").href);
}

async function attempt(problem, action) {
  problem.textContent = "";
  try {
    await action();
  } catch (error) {
    problem.textContent = failureText(error);
  }
}
