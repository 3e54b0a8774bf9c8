// Entry of the training page for its owner: the form that starts runs, one for each seed.

import { Api, ApiError } from "./api.js";
import { whole } from "./format.js";
import { t, tn } from "./i18n.js";

const NUMBERS = ["epochs", "learning_rate", "batch_size"];

const byId = (id) => document.getElementById(id);
const api = new Api();
const form = byId("new-run");
const recipes = JSON.parse(byId("recipes").textContent);

byId("new-run-open").addEventListener("click", () => open(form.hidden));
form.elements.recipe.addEventListener("change", showRecipe);
form.addEventListener("reset", () => open(false));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  start();
});
showRecipe();

function open(isOpen) {
  form.hidden = !isOpen;
  byId("new-run-open").setAttribute("aria-expanded", isOpen);
  say("");
  if (!isOpen) return;
  showRecipe();
  form.elements.recipe.focus();
}

// Every field shows what the recipe sets; what is left as it is, is not sent.
function showRecipe() {
  const recipe = recipes[form.elements.recipe.value];
  for (const name of NUMBERS) form.elements[name].value = recipe[name];
  form.elements.layers.value = "";
  form.elements.layers.placeholder = recipe.architecture;
  form.elements.layers.disabled = !recipe.dense;
  byId("new-run-about").textContent = recipe.about;
}

async function start() {
  const seeds = form.elements.seeds.valueAsNumber;
  const first = form.elements.seed.valueAsNumber;
  const name = form.elements.name.value.trim();
  form.querySelector("[type=submit]").disabled = true;
  let started = 0;
  try {
    for (let seed = first; seed < first + seeds; seed += 1) {
      const label = name && seeds > 1 ? t("start.name", { name, seed: whole(seed) }) : name;
      await api.startRun({
        recipe: form.elements.recipe.value,
        name: label,
        overrides: { ...overrides(), seed },
      });
      started += 1;
    }
    say(tn("start.queued", started));
  } catch (error) {
    say(error instanceof ApiError ? reason(error) : t("offline.title"));
  } finally {
    form.querySelector("[type=submit]").disabled = false;
  }
}

function overrides() {
  const recipe = recipes[form.elements.recipe.value];
  const numbers = NUMBERS.map((name) => [name, form.elements[name].valueAsNumber]);
  const changed = numbers.filter(([name, value]) => value !== recipe[name]);
  const layers = form.elements.layers.value.trim();
  return { ...Object.fromEntries(changed), ...(layers && { layers }) };
}

function reason({ message, errors }) {
  return errors?.map((error) => error.message).join(" ") || message;
}

function say(text) {
  byId("new-run-state").textContent = text;
}
