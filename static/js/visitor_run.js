// Entry of the dashboard for visitors who may train: starts a small run, and leads to its page.

import { RunApi } from "./api/runs.js";
import { failureText } from "./api/errors.js";
import { siteAddress } from "./lib/site.js";

const byId = (id) => document.getElementById(id);
const api = new RunApi();
const button = byId("visitor-run").querySelector("button");

byId("visitor-run").addEventListener("submit", async (event) => {
  event.preventDefault();
  byId("visitor-problem").textContent = "";
  button.disabled = true;
  try {
    const { id } = await api.startVisitorRun(Number(byId("visitor-rate").value));
    location.assign(siteAddress(`runs/${id}`));
  } catch (error) {
    byId("visitor-problem").textContent = failureText(error);
    button.disabled = false;
  }
});

// Back from the run's page, which the browser may have kept this one for.
addEventListener("pageshow", () => {
  button.disabled = false;
});
