// Entry of a run's page beside run.js: what is computed of its network on request.

import { RunApi } from "./api/runs.js";
import { PageTheme } from "./lib/page_theme.js";
import { onRun } from "./run/current_run.js";
import { hasNetwork } from "./run/network_follower.js";
import { DigitMapView } from "./studies/digit_map_view.js";
import { RobustnessView } from "./studies/robustness_view.js";
import { StudyPanel } from "./studies/study_panel.js";

const VIEWS = { robustness: RobustnessView, map: DigitMapView };

const api = new RunApi();
const theme = new PageTheme();
const runId = document.getElementById("run").dataset.runId;

const panels = Object.fromEntries(
  Object.entries(VIEWS).map(([kind, View]) => {
    const root = document.getElementById(`study-${kind}`);
    const view = new View(root.querySelector(".study__result"), theme);
    return [kind, new StudyPanel(root, api, { kind, run_id: runId }, view)];
  }),
);
const fold = document.getElementById("studies");
onRun((run) => (fold.hidden = !hasNetwork(fold, run)));
for (const study of await api.studiesOf(runId)) panels[study.kind]?.resume(study);
