// Entry of the owner's list of shared drawings: deletes one, or all of a time.

import { DrawingApi } from "./api/drawings.js";
import { failureText } from "./api/errors.js";
import { tn } from "./lib/i18n.js";

const byId = (id) => document.getElementById(id);
const api = new DrawingApi();

byId("drawings")?.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-delete]");
  if (!button || !(await isConfirmed(byId("delete-dialog")))) return;
  const card = button.closest("[data-drawing]");
  const deleted = await attempt(button, () => api.deleteDrawing(card.dataset.drawing, null));
  if (!deleted) return;
  const neighbour = card.nextElementSibling ?? card.previousElementSibling;
  card.remove();
  (neighbour?.querySelector("[data-delete]") ?? byId("title")).focus();
  byId("state").textContent = tn("drawings.deleted", 1);
});

byId("delete-all")?.addEventListener("click", async ({ currentTarget: button }) => {
  if (!(await isConfirmed(byId("delete-all-dialog")))) return;
  const { since, until } = button.dataset;
  const done = await attempt(button, () => api.deleteDrawings(since, until));
  if (!done) return;
  byId("drawings").remove();
  document.querySelector("[rel=next]")?.remove();
  button.remove();
  byId("title").focus();
  byId("state").textContent = tn("drawings.deleted", done.deleted);
});

for (const button of document.querySelectorAll("[data-delete], #delete-all")) button.disabled = false;

async function isConfirmed(dialog) {
  dialog.returnValue = "keep";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  return dialog.returnValue === "delete";
}

/** What an action gives, or true where it gives nothing; false once its failure was said. */
async function attempt(button, action) {
  button.disabled = true;
  byId("state").textContent = "";
  try {
    return (await action()) ?? true;
  } catch (error) {
    byId("state").textContent = failureText(error);
    return false;
  } finally {
    button.disabled = false;
  }
}
