// One sentence about the setting that has the focus, beside its part of the form.

import { hasText, joinSentences, t } from "../lib/i18n.js";

export class SettingHints {
  /** aboutRecipe() is what is said of the chosen recipe. */
  constructor(form, aboutRecipe) {
    const say = ({ target }) => {
      const hint = target.closest(".new-run__group")?.querySelector(".new-run__hint");
      const text = target.name === "recipe" ? aboutRecipe() : sentencesOn(target);
      if (!hint || !text) return;
      hint.textContent = text;
      // Read out with the field's name, wherever on the page the sentence stands.
      target.setAttribute("aria-description", text);
    };
    form.addEventListener("focusin", say);
    form.addEventListener("change", say);
  }
}

/** What is set, and what the kind is that was chosen, as far as there is something to say. */
function sentencesOn({ name, value, dataset }) {
  const keys = [`hint.${name}`, ...("kinds" in dataset ? [`hint.kind.${value}`] : [])];
  return joinSentences(keys.filter(hasText).map((key) => t(key)));
}
