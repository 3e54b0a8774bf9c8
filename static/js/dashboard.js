// Entry of the training page: wires the feed of runs to the charts, the table and the filters.

import { Api } from "./api.js";
import { Chart } from "./chart.js";
import { Comparison } from "./comparison.js";
import { FeedView } from "./feed_view.js";
import { isNumber, percent } from "./format.js";
import { t, tn } from "./i18n.js";
import { LineStyles } from "./line_styles.js";
import { PageTheme } from "./page_theme.js";
import { loadPlotly } from "./plotly.js";
import { FeedState, RunFeed } from "./run_feed.js";
import { RunFilters } from "./run_filters.js";
import { RunsTable } from "./runs_table.js";
import { bandOf, seedGroups } from "./seed_groups.js";
import { Segmented } from "./segmented.js";
import { Selection } from "./selection.js";

// What the charts say as long as no runs have come at all.
const WITHOUT_RUNS = {
  [FeedState.OFFLINE]: "chart.offline",
  [FeedState.FAILED]: "chart.server",
};

const byId = (id) => document.getElementById(id);

const api = new Api();
const theme = new PageTheme();
const styles = new LineStyles(() => theme.isDark);
const feedView = new FeedView(byId("feed-state"));
const filters = new RunFilters(byId("filters"), () => show());
const table = new RunsTable(byId("runs-table"), { toggled: toggle });
const digits = new Segmented(byId("accuracy-digits"), () => show());
const grouping = new Segmented(byId("accuracy-grouping"), () => show());
const scale = new Segmented(byId("accuracy-scale"), () => showScale());
const selection = new Selection();
const comparison = new Comparison(byId("comparison"));
let entries = null;
let charts = [];

const feed = new RunFeed(api, {
  changed: (latest) => {
    entries = latest;
    // Oldest first, so that a run keeps its colour when a newer one appears, and after a reload.
    entries.toReversed().forEach(({ run }) => styles.of(run.id));
    selection.meet(entries.map(({ run }) => run.id).toReversed());
    filters.offer(entries.map(({ run }) => run));
    show();
  },
  state: (state) => {
    feedView.show(state);
    if (entries === null && state in WITHOUT_RUNS) showChartState(t(WITHOUT_RUNS[state]));
  },
});
feed.start();
theme.onChange(() => show());
byId("runs-empty").addEventListener("click", ({ target }) => {
  if (target.closest("button")) filters.clear();
});

try {
  const plotly = await loadPlotly();
  charts = [
    newChart(plotly, "accuracy", () => digits.value, { percent: true }),
    newChart(plotly, "loss", () => "test_loss", { percent: false }),
  ];
  showScale();
  show();
} catch (error) {
  showChartState(t("chart.failed"));
  throw error;
}

// metricNow() says which metric the chart is to show.
function newChart(plotly, kind, metricNow, options) {
  const chart = new Chart(byId(`${kind}-chart`), plotly, () => theme.colours, {
    ...options,
    filename: `inknet-${kind}`,
    toggled: toggle,
    isolated: isolate,
  });
  return { chart, metricNow };
}

function showScale() {
  charts[0]?.chart.showAbove(scale.value === "" ? null : Number.parseFloat(scale.value));
}

function show() {
  if (entries === null) return;
  const wanted = entries.filter(({ run }) => filters.matches(run));
  const queue = queued();
  table.show(
    wanted.map(({ run }) => ({
      run,
      style: styles.of(run.id),
      hidden: selection.isHidden(run.id),
      turn: queue.indexOf(run.id) + 1,
    })),
  );
  showCount(wanted);
  showChoices();
  comparison.show(wanted.filter(({ run }) => !selection.isHidden(run.id)));
  showSummary(wanted);
  for (const { chart, metricNow } of charts) {
    const metric = metricNow();
    chart.measure(t(`axis.${metric}`));
    // Oldest first, as the lines came; a run has no line before its first measured epoch.
    const isMeasured = ({ metrics }) => metrics.some((row) => isNumber(row[metric]));
    const drawn = wanted.toReversed().filter(isMeasured);
    chart.show(
      grouping.value === "seeds"
        ? seedGroups(drawn).map((group) => groupSeries(group, metric))
        : drawn.map((entry) => series(entry, metric)),
    );
  }
  if (entries.length === 0) showChartState(byId("runs-none").content.cloneNode(true));
}

// The ids of the runs that wait, the next one first.
function queued() {
  const waiting = entries.map(({ run }) => run).filter(({ status }) => status === "queued");
  return waiting.sort((a, b) => a.place - b.place).map(({ id }) => id);
}

function series({ run, metrics }, metric) {
  const { colour, dash } = styles.of(run.id);
  return {
    id: run.id,
    name: run.name ?? run.recipe,
    x: metrics.map(({ epoch }) => epoch),
    y: metrics.map((row) => row[metric]),
    colour,
    dash,
    hidden: selection.isHidden(run.id),
  };
}

// A run that is hidden is not part of its group's mean, either; a line of one run has no band.
function groupSeries({ id, members, name }, metric) {
  if (members.length === 1) return series(members[0], metric);
  const shown = members.filter(({ run }) => !selection.isHidden(run.id));
  const { colour, dash } = styles.of(members[0].run.id);
  const isHidden = shown.length === 0;
  return { id, name, colour, dash, hidden: isHidden, ...bandOf(isHidden ? members : shown, metric) };
}

// The runs that a line stands for: one, or those of a group.
function runsOf(id) {
  const group = seedGroups(entries).find((each) => each.id === id);
  return group ? group.members.map(({ run }) => run.id) : [id];
}

function toggle(id) {
  selection.toggle(runsOf(id));
  show();
}

// Twice on a line leaves it alone; twice more brings the others back.
function isolate(id) {
  selection.isolate(runsOf(id));
  show();
}

function showCount(wanted) {
  const count = tn("runs.count", entries.length);
  const all = wanted.length === entries.length;
  byId("runs-count").textContent = all ? count : t("runs.shown", { shown: wanted.length, count });
  const empty = byId("runs-empty");
  empty.hidden = wanted.length > 0;
  const template = byId(entries.length === 0 ? "runs-none" : "runs-no-match");
  if (!empty.hidden) empty.replaceChildren(template.content.cloneNode(true));
}

// Whose digits are counted can be chosen as soon as a run was measured on drawings; means of seeds
// as soon as there are two runs to take one of.
function showChoices() {
  const groups = seedGroups(entries);
  byId("accuracy-grouping").hidden = groups.every(({ members }) => members.length === 1);
  const known = entries.some(({ run }) => isNumber(run.drawings_accuracy));
  byId("accuracy-digits").hidden = !known;
  byId("runs-table").toggleAttribute("data-drawings", known);
  byId("accuracy-title").textContent = t(`chart.${digits.value}`);
  byId("drawings-note").hidden = digits.value !== "drawings_accuracy";
}

function showSummary(wanted) {
  const metric = digits.value;
  const measured = wanted.map(({ run }) => run).filter((run) => isNumber(run[metric]));
  const best = measured.sort((a, b) => b[metric] - a[metric])[0];
  byId("accuracy-summary").textContent = best
    ? tn(`summary.${metric}`, measured.length, { name: best.name, best: percent(best[metric]) })
    : "";
}

function showChartState(content) {
  for (const state of document.querySelectorAll(".chart__state")) {
    state.replaceChildren(typeof content === "string" ? content : content.cloneNode(true));
  }
}
