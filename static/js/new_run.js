// Entry of the training page for its owner: the form that starts runs, one for each seed.

import { Api } from "./lib/api.js";
import { failureReason } from "./lib/api_errors.js";
import { duration, whole } from "./lib/format.js";
import { t, tn } from "./lib/i18n.js";
import { PageTheme } from "./lib/page_theme.js";
import { DistortionEditor } from "./new_run/distortion_editor.js";
import { LayerEditor } from "./new_run/layer_editor.js";
import { PartChoice } from "./new_run/part_choice.js";
import { RangeTest } from "./new_run/range_test.js";
import { Study } from "./runs/study.js";

const NUMBERS = ["epochs", "learning_rate", "batch_size", "training_digits"];
const PARTS = { loss: "losses", optimizer: "optimizers", schedule: "schedules" };
const ALL_DIGITS = 50_000;
const DELAY_MS = 150;

const byId = (id) => document.getElementById(id);
const api = new Api();
const form = byId("new-run");
const catalogue = JSON.parse(byId("catalogue").textContent);

const layers = new LayerEditor(
  { list: byId("layers"), kind: byId("layer-kind"), add: byId("layer-add") },
  catalogue.layers,
  changed,
);
const parts = Object.entries(PARTS).map(([name, kinds]) => ({
  name,
  choice: new PartChoice(byId(name), catalogue[kinds], changed),
}));
const distortions = new DistortionEditor(
  byId("distortions"),
  (settings) => api.distortions(settings),
  changed,
);
const study = (kind) => new Study(api, { kind, ...readForm() });
new RangeTest(byId("range-test"), new PageTheme(), () => study("range_test"), (rate) => {
  form.elements.learning_rate.value = rate;
  changed();
});
let describing = null;
let latest = 0;

byId("new-run-open").addEventListener("click", () => open(form.hidden));
form.elements.recipe.addEventListener("change", showRecipe);
for (const name of [...NUMBERS, "seed"]) form.elements[name].addEventListener("input", changed);
form.addEventListener("reset", (event) => {
  event.preventDefault();
  open(false);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (form.reportValidity()) start();
});
byId("estimate").addEventListener("click", () => form.reportValidity() && estimate());

function open(isOpen) {
  form.hidden = !isOpen;
  byId("new-run-open").setAttribute("aria-expanded", isOpen);
  say("");
  if (!isOpen) return;
  if (layers.layers.length === 0) showRecipe();
  form.elements.recipe.focus();
}

// Every field shows what the recipe sets; what is left as it is, is not sent.
function showRecipe() {
  const recipe = catalogue.recipes[form.elements.recipe.value];
  for (const name of NUMBERS) form.elements[name].value = recipe[name] ?? ALL_DIGITS;
  layers.layers = recipe.layers;
  for (const { name, choice } of parts) choice.part = recipe[name];
  distortions.augmentation = recipe.augmentation;
  byId("new-run-about").textContent = recipe.about;
  changed();
}

function changed() {
  byId("estimate-state").textContent = "";
  clearTimeout(describing);
  describing = setTimeout(describe, DELAY_MS);
}

/** Asks which shapes the layers have; an answer that has been overtaken is let go. */
async function describe() {
  latest += 1;
  const request = latest;
  try {
    const outline = await api.describeConfiguration(readForm());
    if (request !== latest) return;
    layers.show(outline);
    byId("layers-sum").textContent = tn("layers.sum", outline.parameters, {
      count: whole(outline.parameters),
    });
    byId("layers-problem").textContent = outline.problem ?? "";
  } catch (error) {
    if (request === latest) byId("layers-problem").textContent = failureReason(error);
  }
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
      const { recipe, overrides } = readForm();
      await api.startRun({ recipe, name: label, overrides: { ...overrides, seed } });
      started += 1;
    }
    say(tn("start.queued", started));
  } catch (error) {
    say(failureReason(error));
  } finally {
    form.querySelector("[type=submit]").disabled = false;
  }
}

async function estimate() {
  const state = byId("estimate-state");
  byId("estimate").disabled = true;
  state.textContent = t("estimate.running");
  try {
    const found = await study("estimate").follow();
    const epochs = form.elements.epochs.valueAsNumber;
    state.textContent =
      found.status === "finished"
        ? tn("estimate.found", epochs, {
            epoch: duration(found.result.epoch_s),
            total: duration(found.result.total_s),
          })
        : (found.error ?? t("study.interrupted"));
  } catch (error) {
    state.textContent = failureReason(error);
  } finally {
    byId("estimate").disabled = false;
  }
}

/** The recipe, and what is different from it. */
function readForm() {
  const recipe = catalogue.recipes[form.elements.recipe.value];
  const numbers = NUMBERS.map((name) => [name, form.elements[name].valueAsNumber]);
  const set = {
    ...Object.fromEntries(numbers),
    ...Object.fromEntries(parts.map(({ name, choice }) => [name, choice.part])),
    layers: layers.layers,
    augmentation: distortions.augmentation,
    seed: form.elements.seed.valueAsNumber,
  };
  if (set.training_digits === ALL_DIGITS) set.training_digits = null;
  const same = ([name, value]) => JSON.stringify(value) === JSON.stringify(recipe[name]);
  const overrides = Object.fromEntries(Object.entries(set).filter((entry) => !same(entry)));
  return { recipe: form.elements.recipe.value, overrides };
}

function say(text) {
  byId("new-run-state").textContent = text;
}
