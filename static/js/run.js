// Entry of a run's page: its curves, its figures and how it was configured.

import { LineStyles } from "./charts/line_styles.js";
import { RunApi } from "./api/runs.js";
import { dateTime, duration, percent, whole } from "./lib/format.js";
import { t, tn } from "./lib/i18n.js";
import { PageTheme } from "./lib/page_theme.js";
import { formatValue, settingName } from "./lib/values.js";
import { CommandView } from "./run/command_view.js";
import { publishRun } from "./run/current_run.js";
import { EpochView } from "./run/epoch_view.js";
import { LayerDiagnosticsView } from "./run/layer_diagnostics_view.js";
import { LearningView } from "./run/learning_view.js";
import { ProgressView } from "./run/progress_view.js";
import { listRateChanges } from "./run/rate_changes.js";
import { RunCharts } from "./run/run_charts.js";
import { FeedView } from "./runs/feed_view.js";
import { RunFeed } from "./runs/run_feed.js";

const byId = (id) => document.getElementById(id);
const runId = byId("run").dataset.runId;

const api = new RunApi();
const theme = new PageTheme();
const feedView = new FeedView(byId("feed-state"));
const progress = new ProgressView(byId("progress"));
const epochs = new EpochView(byId("epochs"));
const learning = new LearningView(byId("learning"), {
  samples: () => api.samples(runId),
  weights: () => api.weights(runId),
});
const charts = new RunCharts(runId, theme, (query) => api.curvesOf(runId, query));
const diagnostics = new LayerDiagnosticsView(byId("inside"), new LineStyles(), () => theme.colours);
const command = new CommandView(byId("command"), { command: () => api.command(runId) });
let entry = null;

const source = {
  runs: async () => [await api.run(runId)],
  metrics: (id, afterEpoch) => api.metrics(id, afterEpoch),
};
new RunFeed(source, {
  changed: ([latest]) => {
    entry = latest;
    showFacts(entry.run);
    progress.show(entry.run);
    listRateChanges(byId("rate-changes"), entry.run);
    epochs.show(entry);
    learning.show(entry.run);
    diagnostics.show(entry);
    command.show(entry.run);
    publishRun(entry.run);
    showPairs(byId("config"), entry.run.config);
    showPairs(byId("environment"), entry.run.environment);
    charts.show(entry);
  },
  state: (state) => feedView.show(state),
}).start();
theme.onChange(() => {
  charts.repaint();
  if (entry !== null) diagnostics.show(entry);
});

function showFacts(run) {
  const facts = {
    status: t(`status.${run.status}`),
    epochs: t("runs.epochs", { done: whole(run.epochs_done), all: whole(run.epochs) }),
    test_accuracy: percent(run.test_accuracy),
    best_validation_accuracy: percent(run.best_validation_accuracy),
    drawings_accuracy: percent(run.drawings_accuracy),
    duration_s: duration(run.duration_s),
    created_at: dateTime(run.created_at),
  };
  for (const [key, text] of Object.entries(facts)) {
    // The server leaves a fact out that the run will never have.
    const fact = document.querySelector(`[data-fact="${key}"]`);
    if (fact) fact.textContent = text;
  }
  say("run-error", run.error);
  say("run-chance", run.at_chance && tn("chance", run.epochs_done, chanceOf(run)));
}

function say(id, text) {
  byId(id).hidden = !text;
  byId(id).textContent = text || "";
}

function chanceOf(run) {
  return { epochs: whole(run.epochs_done), accuracy: percent(run.test_accuracy) };
}

function showPairs(list, values) {
  list.replaceChildren();
  for (const [key, value] of Object.entries(values ?? {})) {
    const term = document.createElement("dt");
    const description = document.createElement("dd");
    term.textContent = settingName(key);
    description.textContent = formatValue(value);
    list.append(term, description);
  }
}
