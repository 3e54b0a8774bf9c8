// Entry of the owner's collection: decides over corrections, takes files in, says how they are read.

import { CorrectionApi } from "./api/corrections.js";
import { failureReason } from "./api/errors.js";
import { Gallery } from "./collection/gallery.js";
import { percent } from "./lib/format.js";
import { joinSentences, t, tn } from "./lib/i18n.js";
import { siteAddress } from "./lib/site.js";

const byId = (id) => document.getElementById(id);
const api = new CorrectionApi();
const gallery = byId("gallery");

if (gallery) {
  new Gallery(gallery, (id, state) => api.judgeCorrection(id, state), (what, isFailure) => {
    byId("state").textContent = isFailure ? failureReason(what) : what;
  });
}
byId("file").addEventListener("change", take);
byId("lesson-form")?.addEventListener("submit", teach);
tellReading();

async function take({ currentTarget: field }) {
  const [file] = field.files;
  if (!file) return;
  field.disabled = true;
  byId("state").textContent = t("collection.taking");
  try {
    const { added, known } = await api.addToCollection(file);
    byId("state").textContent = t("collection.taken", { added, known });
    byId("show-taken").hidden = added === 0;
  } catch (error) {
    byId("state").textContent = failureReason(error);
  } finally {
    field.disabled = false;
    field.value = "";
  }
}

async function teach(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const fields = [...new FormData(form)].map(([name, text]) => [name, Number(text)]);
  const button = form.querySelector("button");
  button.disabled = true;
  byId("lesson-problem").textContent = "";
  try {
    const { id } = await api.startLesson(Object.fromEntries(fields));
    location.assign(siteAddress(`runs/${id}`));
  } catch (error) {
    byId("lesson-problem").textContent = failureReason(error);
    button.disabled = false;
  }
}

async function tellReading() {
  const line = byId("reading");
  if (line === null) return;
  try {
    const { read_right: found, digits } = await api.collection();
    if (found === null) return;
    const { right, not_one: others, count, low, high } = found;
    const shares = { share: percent(right / count), low: percent(low), high: percent(high) };
    const isSome = count < digits.reduce((sum, number) => sum + number, 0);
    line.textContent = joinSentences([
      t("collection.read", { right, count, ...shares }),
      ...(others > 0 ? [tn("collection.not_one", others)] : []),
      ...(isSome ? [t("collection.some")] : []),
    ]);
  } catch (error) {
    line.textContent = failureReason(error);
  }
}
