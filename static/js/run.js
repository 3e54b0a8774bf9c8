// Entry of a run's page: its curves, its figures and how it was configured.

import { Chart } from "./charts/chart.js";
import { LineStyles } from "./charts/line_styles.js";
import { loadPlotly } from "./charts/plotly.js";
import { RunApi } from "./api/runs.js";
import { dateTime, duration, percent, whole } from "./lib/format.js";
import { t, tn } from "./lib/i18n.js";
import { PageTheme } from "./lib/page_theme.js";
import { formatValue, isKnown, settingName } from "./lib/values.js";
import { CommandView } from "./run/command_view.js";
import { publishRun } from "./run/current_run.js";
import { EpochView } from "./run/epoch_view.js";
import { openWhereWide } from "./run/folds.js";
import { LayerDiagnosticsView } from "./run/layer_diagnostics_view.js";
import { LearningView } from "./run/learning_view.js";
import { ProgressView } from "./run/progress_view.js";
import { listRateChanges, rateMarks } from "./run/rate_changes.js";
import { FeedView } from "./runs/feed_view.js";
import { RunFeed } from "./runs/run_feed.js";

const PARTS = ["train", "validation", "test", "drawings"];

const byId = (id) => document.getElementById(id);
const runId = byId("run").dataset.runId;

const api = new RunApi();
const theme = new PageTheme();
const styles = new LineStyles();
const feedView = new FeedView(byId("feed-state"));
const progress = new ProgressView(byId("progress"));
const epochs = new EpochView(byId("epochs"));
const learning = new LearningView(byId("learning"), {
  samples: () => api.samples(runId),
  weights: () => api.weights(runId),
});
const diagnostics = new LayerDiagnosticsView(byId("inside"), new LineStyles());
const command = new CommandView(byId("command"), { command: () => api.command(runId) });
let entry = null;
let charts = [];
openWhereWide();

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
    showCurves();
  },
  state: (state) => feedView.show(state),
}).start();
theme.onChange(() => {
  showCurves();
  if (entry !== null) diagnostics.show(entry);
});

try {
  const plotly = await loadPlotly();
  diagnostics.drawWith(plotly, () => theme.colours);
  const newChart = (kind, options) => ({
    kind,
    chart: new Chart(byId(`${kind}-chart`), plotly, () => theme.colours, {
      ...options,
      filename: `inknet-${runId}-${kind}`,
    }),
  });
  charts = [
    newChart("accuracy", { percent: true, yTitle: t("axis.share") }),
    newChart("loss", { percent: false, yTitle: t("axis.loss.plain") }),
  ];
  showCurves();
} catch (error) {
  for (const state of document.querySelectorAll(".chart__state")) {
    state.textContent = t("chart.failed");
  }
  throw error;
}

function showCurves() {
  if (entry === null) return;
  const { metrics } = entry;
  for (const { kind, chart } of charts) {
    const known = PARTS.filter((part) => metrics.some((row) => isKnown(row[`${part}_${kind}`])));
    const lines = known.map((part) => curve(metrics, part, kind));
    chart.show(lines, { marks: rateMarks(entry.run), epochs: metrics.length });
  }
  if (metrics.length > 0) return;
  for (const state of document.querySelectorAll(".chart__state")) {
    state.textContent = t("chart.waiting");
  }
}

function curve(metrics, part, kind) {
  return {
    id: part,
    name: t(`series.${part}`),
    x: metrics.map(({ epoch }) => epoch),
    y: metrics.map((row) => row[`${part}_${kind}`]),
    // Numbered in this order, a part keeps its look in both charts.
    ...PARTS.map((each) => styles.of(each))[PARTS.indexOf(part)],
    hidden: false,
  };
}

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
