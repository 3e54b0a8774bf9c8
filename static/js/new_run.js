// Entry of the training page for its owner: the form that starts runs, one for each seed.

import { RunApi } from "./api/runs.js";
import { ApiError, failureReason } from "./api/errors.js";
import { megabytes, whole } from "./lib/format.js";
import { t, tn } from "./lib/i18n.js";
import { PageTheme } from "./lib/page_theme.js";
import { siteAddress } from "./lib/site.js";
import { DistortionEditor } from "./new_run/distortion_editor.js";
import { DurationEstimate } from "./new_run/duration_estimate.js";
import { FieldProblems } from "./new_run/field_problems.js";
import { LayerEditor } from "./new_run/layer_editor.js";
import { PartChoice } from "./new_run/part_choice.js";
import { RangeTest } from "./new_run/range_test.js";
import { SettingHints } from "./new_run/setting_hints.js";
import { StartedRuns } from "./new_run/started_runs.js";
import { Study } from "./runs/study.js";

const FIRST = ["data", "training_digits", "epochs", "learning_rate", "seed"];
const NUMBERS = ["training_digits", "epochs", "learning_rate", "seed", "batch_size"];
const PARTS = { loss: "losses", optimizer: "optimizers", schedule: "schedules" };
const ALL_DIGITS = 50_000;
const DIGITS = 10;
const DELAY_MS = 150;

const byId = (id) => document.getElementById(id);
const api = new RunApi();
const form = byId("new-run");
const catalogue = JSON.parse(byId("catalogue").textContent);

const problems = new FieldProblems(form, {
  layers: byId("layers-problem"),
  augmentation: byId("augmentation-problem"),
});
const started = new StartedRuns(byId("runs-table").tBodies[0]);
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
  (settings) => api.distortions({ ...settings, data: chosenData() }),
  changed,
);
const study = (kind) => check() && new Study(api, { kind, ...readForm() });
new RangeTest(byId("range-test"), new PageTheme(), () => study("range_test"), (rate) => {
  form.elements.learning_rate.value = rate;
  changed();
});
const estimate = new DurationEstimate(
  byId("estimate"),
  byId("estimate-state"),
  () => study("estimate"),
  () => form.elements.epochs.valueAsNumber,
);
new SettingHints(form, () => recipe().about);
let describing = null;
let classes = DIGITS;
let latest = 0;

byId("new-run-open").addEventListener("click", () => open(form.hidden));
form.elements.recipe.addEventListener("change", showRecipe);
form.elements.data?.addEventListener("change", () => {
  distortions.show();
  changed();
});
for (const name of [...NUMBERS, "seeds", "keep_epochs"]) form.elements[name].addEventListener("input", changed);
form.addEventListener("reset", (event) => {
  event.preventDefault();
  open(false);
  byId("new-run-open").focus();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (check()) start();
});

function open(isOpen) {
  form.hidden = !isOpen;
  byId("new-run-open").setAttribute("aria-expanded", isOpen);
  byId("new-run-state").textContent = "";
  byId("new-run-problem").textContent = "";
  if (!isOpen) return;
  if (layers.layers.length === 0) showRecipe();
  // In a low window the form begins where the window does, else its first field would be covered.
  if (form.getBoundingClientRect().bottom > innerHeight) form.scrollIntoView({ block: "start" });
  form.elements.recipe.focus({ preventScroll: true });
}

/** What a recipe sets; other data has other classes to tell apart. */
function recipe() {
  const chosen = catalogue.recipes[form.elements.recipe.value];
  return { ...chosen, layers: withOutputs(chosen.layers, classes) };
}

function withOutputs(list, units) {
  const last = list.findLastIndex(({ type }) => type === "dense");
  return list.map((layer, at) => (at === last ? { ...layer, units } : layer));
}

// Every field shows what the recipe sets; what is left as it is, is not sent.
function showRecipe() {
  for (const name of NUMBERS) form.elements[name].value = recipe()[name] ?? ALL_DIGITS;
  form.elements.keep_epochs.checked = false;
  layers.layers = recipe().layers;
  for (const { name, choice } of parts) choice.part = recipe()[name];
  distortions.augmentation = recipe().augmentation;
  changed();
}

function changed() {
  estimate.forget();
  byId("new-run-problem").textContent = "";
  showChanges();
  letGo();
  if (problems.areNone) describing = setTimeout(describe, DELAY_MS);
}

// What the server says of numbers that have changed since must not take the place of what is said.
function letGo() {
  clearTimeout(describing);
  latest += 1;
}

function check() {
  const isRight = problems.check();
  if (!isRight) letGo();
  return isRight;
}

/** Says how much is different of what is folded away. */
function showChanges() {
  const folded = Object.keys(readForm().overrides).filter((name) => !FIRST.includes(name));
  byId("changes").textContent =
    folded.length > 0 ? tn("changes", folded.length) : t("changes.none");
}

/** Asks which shapes the layers have; an answer that has been overtaken is let go. */
async function describe() {
  const request = latest;
  try {
    const outline = await api.describeConfiguration(readForm());
    if (request !== latest) return;
    problems.show([]);
    if (outline.classes !== classes) {
      classes = outline.classes;
      layers.layers = withOutputs(layers.layers, classes);
      return changed();
    }
    layers.show(outline);
    byId("layers-sum").textContent = tn("layers.sum", outline.parameters, {
      count: whole(outline.parameters),
    });
    byId("layers-problem").textContent = outline.problem ?? "";
    byId("keep-size").textContent = t("keep.size", { size: megabytes(outline.kept_bytes) });
  } catch (error) {
    if (request === latest) refuse(error);
  }
}

/** Says at its field what the server refused, and beside the button what is about none. */
function refuse(error) {
  byId("new-run-problem").textContent =
    error instanceof ApiError && error.errors.length > 0
      ? problems.show(error.errors)
      : failureReason(error);
}

async function start() {
  const button = form.querySelector("[type=submit]");
  const runs = [];
  button.disabled = true;
  try {
    for (const request of requests()) runs.push(await api.startRun(request));
    open(false);
    announce(runs);
  } catch (error) {
    refuse(error);
    problems.reveal();
  } finally {
    button.disabled = false;
    started.expect(runs.map(({ id }) => id));
  }
}

/** What is asked of the server: a run for each seed. */
function requests() {
  const seeds = form.elements.seeds.valueAsNumber;
  const name = form.elements.name.value.trim();
  const { recipe, overrides } = readForm();
  return Array.from({ length: seeds }, (_, index) => {
    const seed = form.elements.seed.valueAsNumber + index;
    const label = name && seeds > 1 ? t("start.name", { name, seed: whole(seed) }) : name;
    return { recipe, name: label, overrides: { ...overrides, seed } };
  });
}

function announce(runs) {
  const link = document.createElement("a");
  link.href = siteAddress(`runs/${encodeURIComponent(runs[0].id)}`);
  link.textContent = t("start.open", { name: runs[0].name });
  byId("new-run-state").replaceChildren(tn("start.queued", runs.length), " ", link);
  link.focus({ preventScroll: true });
}

/** Other data than MNIST, if that is chosen. */
function chosenData() {
  return form.elements.data?.value || undefined;
}

/** The recipe, and what is different from it. */
function readForm() {
  const set = {
    ...Object.fromEntries(NUMBERS.map((name) => [name, form.elements[name].valueAsNumber])),
    ...Object.fromEntries(parts.map(({ name, choice }) => [name, choice.part])),
    layers: layers.layers,
    augmentation: distortions.augmentation,
    keep_epochs: form.elements.keep_epochs.checked || undefined,
    data: chosenData(),
  };
  if (set.training_digits === ALL_DIGITS) set.training_digits = null;
  const same = ([name, value]) => JSON.stringify(value) === JSON.stringify(recipe()[name]);
  const overrides = Object.fromEntries(Object.entries(set).filter((entry) => !same(entry)));
  return { recipe: form.elements.recipe.value, overrides };
}
