// One thing that is computed of a run's network on request: its button, its progress, its result.

import { failureReason } from "../api/errors.js";
import { t } from "../lib/i18n.js";
import { Study } from "../runs/study.js";

export class StudyPanel {
  #root; #api; #request; #view;
  #study = null;

  /** request is what POST /api/studies takes; view has show(result), also for a part of it. */
  constructor(root, api, request, view) {
    this.#root = root;
    this.#api = api;
    this.#request = request;
    this.#view = view;
    root.addEventListener("click", ({ target }) => {
      const action = target.closest("button")?.dataset.action;
      if (action === "ask") this.#follow((study, changed) => study.follow(changed));
      if (action === "cancel") this.#study?.cancel();
    });
  }

  /** Goes on with what was asked for before. */
  resume(found) {
    return this.#follow((study, changed) => study.continue(found, changed));
  }

  async #follow(begin) {
    this.#study = new Study(this.#api, this.#request);
    this.#say({ pending: true, text: t("study.queued") });
    try {
      const found = await begin(this.#study, (study) => this.#progress(study));
      if (found === null) return this.#say({ text: "" });
      if (found.status !== "finished") {
        return this.#say({ text: found.error ?? t("study.interrupted") });
      }
      return this.#show(found.result ?? (await this.#api.study(found.id)).result);
    } catch (error) {
      return this.#say({ text: failureReason(error) });
    }
  }

  #progress({ status, done, result }) {
    this.#root.querySelector("progress").value = done;
    if (status !== "running") return;
    this.#say({ pending: true, text: t("study.running") });
    if (result) this.#draw(result);
  }

  #show(result) {
    this.#say({ text: t("study.epoch", { epoch: result.epoch }) });
    this.#draw(result);
  }

  #draw(result) {
    this.#root.querySelector(".study__result").hidden = false;
    this.#view.show(result);
  }

  #say({ text, pending = false }) {
    this.#root.querySelector("[role=status]").textContent = text;
    this.#root.querySelector("progress").hidden = !pending;
    const button = (action) => this.#root.querySelector(`[data-action=${action}]`);
    if (!button("ask")) return;
    button("ask").hidden = pending;
    button("cancel").hidden = !pending;
  }
}
