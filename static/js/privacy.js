// Entry of the page about what is kept: takes back what was given from this browser.

import { CorrectionApi } from "./api/corrections.js";
import { failureReason } from "./api/errors.js";
import { givenIds, takeBack } from "./collection/given.js";
import { t, tn } from "./lib/i18n.js";

const byId = (id) => document.getElementById(id);
const api = new CorrectionApi();

byId("take-back").addEventListener("click", takeAllBack);
show();

function show() {
  const count = givenIds().length;
  byId("given").hidden = count === 0;
  byId("given-count").textContent = tn("given.count", count);
}

async function takeAllBack({ currentTarget: button }) {
  button.disabled = true;
  try {
    for (const id of givenIds()) await takeBack(api, id);
    byId("given-state").textContent = t("given.none");
  } catch (error) {
    byId("given-state").textContent = failureReason(error);
  } finally {
    button.disabled = false;
    show();
  }
}
