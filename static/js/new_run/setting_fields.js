// Fields for the settings of a layer, a loss, an optimizer or a schedule, as the catalogue lists
// them. What they set is an object such as { type: "dense", units: 100 }.

import { t } from "../lib/i18n.js";

// What a new part starts with where its setting has no default.
const FIRST = { units: 100, filters: 16, kernel: 3, rate: 0.3, factor: 1 };

/** A part of a kind with the settings that it needs. */
export function newPart(type, settings) {
  const needed = Object.entries(settings).filter(([name]) => name in FIRST);
  return { type, ...Object.fromEntries(needed.map(([name]) => [name, FIRST[name]])) };
}

/** A label with an input for each setting of a part; changed is called with the part then. */
export function settingFields(part, settings, changed) {
  let current = part;
  return Object.entries(settings).map(([name, setting]) => {
    const label = document.createElement("label");
    const input = inputFor(setting, current[name] ?? setting.default);
    input.name = name;
    input.addEventListener(setting.choices ? "change" : "input", () => {
      current = withSetting(current, name, valueOf(input, setting), setting.default);
      changed(current);
    });
    label.append(t(`setting.${name}`), input);
    return label;
  });
}

/** The part with another value; a default need not be said. */
function withSetting(part, name, value, byDefault) {
  const { [name]: _, ...others } = part;
  const unsaid = value === null || (value === byDefault && !(name in part));
  return unsaid ? others : { ...part, [name]: value };
}

function inputFor({ type, choices }, value) {
  if (choices) return choiceOf(choices, value);
  const input = document.createElement("input");
  if (type === "flag") {
    input.type = "checkbox";
    input.checked = value;
  } else {
    input.type = "number";
    input.inputMode = "decimal";
    input.step = type === "whole" ? "1" : "any";
    input.value = value ?? "";
  }
  return input;
}

function choiceOf(choices, value) {
  const select = document.createElement("select");
  for (const choice of choices) select.add(new Option(t(`choice.${choice}`), choice));
  select.value = value;
  return select;
}

function valueOf(input, { type }) {
  if (type === "flag") return input.checked;
  if (type === "text") return input.value;
  return Number.isNaN(input.valueAsNumber) ? null : input.valueAsNumber;
}
