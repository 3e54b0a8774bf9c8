// Entry of the training page: wires the feed of runs to the charts, the table and the filters.

import { LineStyles } from "./charts/line_styles.js";
import { ChartChoices } from "./dashboard/chart_choices.js";
import { Comparison } from "./dashboard/comparison.js";
import { DashboardCharts } from "./dashboard/dashboard_charts.js";
import { ParallelPlot } from "./dashboard/parallel_plot.js";
import { RunFilters } from "./dashboard/run_filters.js";
import { RunLines } from "./dashboard/run_lines.js";
import { RunsTable } from "./dashboard/runs_table.js";
import { seedGroups } from "./dashboard/seed_groups.js";
import { Selection } from "./dashboard/selection.js";
import { Difference } from "./evaluation/difference.js";
import { RunApi } from "./api/runs.js";
import { isNumber, percent } from "./lib/format.js";
import { t, tn } from "./lib/i18n.js";
import { PageTheme } from "./lib/page_theme.js";
import { FeedView } from "./runs/feed_view.js";
import { FeedState, RunFeed } from "./runs/run_feed.js";

// What the charts say as long as no runs have come at all.
const WITHOUT_RUNS = {
  [FeedState.OFFLINE]: "chart.offline",
  [FeedState.FAILED]: "chart.server",
};

const byId = (id) => document.getElementById(id);

const api = new RunApi();
const theme = new PageTheme();
const styles = new LineStyles();
const feedView = new FeedView(byId("feed-state"));
const filters = new RunFilters(
  byId("filters"),
  byId("runs-no-match"),
  document.querySelectorAll(".chart-card"),
  () => show(),
);
const table = new RunsTable(byId("runs-table"), { toggled: toggle });
const selection = new Selection();
const comparison = new Comparison(byId("comparison"), {
  savePicture: () => charts.savePicture(),
  embeddedAddress: () => charts.address("embed/curves"),
});
const difference = new Difference(byId("difference"), api, styles);
const parallel = new ParallelPlot(byId("parallel"), (ids) => {
  selection.leaveOut(ids);
  show();
});
const choices = new ChartChoices(() => show());
const draw = (query) => api.curves(query);
const charts = new DashboardCharts(new RunLines(styles, selection), choices, theme, draw, {
  toggled: toggle,
  isolated: isolate,
});
let entries = null;
let later = null;

const feed = new RunFeed(api, {
  met: (runs) => selection.meet(runs.map(({ id }) => id).reverse()),
  defers: (id) => selection.isDeferred(id),
  changed: (latest) => {
    entries = latest;
    // Oldest first, so that a run keeps its colour when a newer one appears, and after a reload.
    [...entries].reverse().forEach(({ run }) => styles.of(run.id));
    filters.offer(entries.map(({ run }) => run));
    show();
  },
  state: (state) => {
    feedView.show(state);
    if (entries === null && state in WITHOUT_RUNS) charts.say(t(WITHOUT_RUNS[state]));
  },
});
feed.start();
theme.onChange(() => show());

function show() {
  if (entries === null) return;
  const wanted = entries.filter(({ run }) => filters.matches(run));
  showChoices();
  // Oldest first, as the lines came.
  charts.show([...wanted].reverse());
  if (entries.length === 0) charts.say(byId("runs-none").content);
  const shown = wanted.filter(({ run }) => !selection.isHidden(run.id));
  showStory(shown);
  comparison.show(shown, choices.accuracy);
  const compared = wanted.map(({ run }) => run).filter(({ id }) => selection.isCompared(id));
  parallel.show(compared, choices.accuracy);
  // The older one first.
  difference.show(shown.map(({ run }) => run).reverse());
  showCount(wanted);
  showSummary(wanted);
  // What is looked at first is painted before a long table is laid out.
  cancelAnimationFrame(later);
  later = requestAnimationFrame(() => setTimeout(() => showTable(wanted)));
}

function showTable(wanted) {
  const queue = listQueue();
  table.show(
    wanted.map(({ run }) => ({
      run,
      style: styles.of(run.id),
      hidden: selection.isHidden(run.id),
      turn: queue.indexOf(run.id) + 1,
    })),
  );
}

// The ids of the runs that wait, the next one first.
function listQueue() {
  const waiting = entries.map(({ run }) => run).filter(({ status }) => status === "queued");
  return waiting.sort((a, b) => a.place - b.place).map(({ id }) => id);
}

// The runs that a line stands for: one, or those of a group.
function runsOf(id) {
  const group = seedGroups(entries).find((each) => each.id === id);
  return group ? group.members.map(({ run }) => run.id) : [id];
}

function toggle(id) {
  selection.toggle(runsOf(id));
  feed.hurry();
  show();
}

// Twice on a line leaves it alone; twice more brings the others back.
function isolate(id) {
  selection.isolate(runsOf(id));
  feed.hurry();
  show();
}

function showCount(wanted) {
  const count = tn("runs.count", entries.length);
  const charted = entries.filter(({ run }) => !selection.isHidden(run.id)).length;
  const all = wanted.length === entries.length;
  byId("runs-count").textContent = all ? count : t("runs.shown", { shown: wanted.length, count });
  byId("runs-charted").textContent =
    charted < entries.length ? tn("runs.charted", charted) : "";
  const empty = byId("runs-empty");
  empty.hidden = entries.length > 0;
  if (!empty.hidden) empty.replaceChildren(byId("runs-none").content.cloneNode(true));
  filters.sayNone(wanted.length === 0 && entries.length > 0);
}

function showChoices() {
  const drawings = entries.some(({ run }) => isNumber(run.drawings_accuracy));
  byId("runs-table").toggleAttribute("data-drawings", drawings);
  // As soon as a run was measured on drawings, and there are seeds to put together.
  byId("accuracy-digits").hidden = !drawings;
  byId("accuracy-grouping").hidden = !seedGroups(entries).some(({ members }) => members.length > 1);
}

function showSummary(wanted) {
  const metric = choices.accuracy;
  const measured = wanted.map(({ run }) => run).filter((run) => isNumber(run[metric]));
  const best = measured.sort((a, b) => b[metric] - a[metric])[0];
  const isOfPictures = metric === "test_accuracy" && measured.some(({ config }) => config?.data);
  const key = isOfPictures ? "summary.test_pictures" : `summary.${metric}`;
  byId("accuracy-summary").textContent = best
    ? tn(key, measured.length, { name: best.name, best: percent(best[metric]) })
    : "";
}

// The story is of the runs that the page came with, as long as all of them are shown.
function showStory(shown) {
  const ids = new Set(shown.map(({ run }) => run.id));
  const steps = [...document.querySelectorAll("[data-story] > [data-run]")];
  const isTold =
    choices.accuracy === "test_accuracy" && steps.every(({ dataset }) => ids.has(dataset.run));
  for (const part of document.querySelectorAll("[data-story]")) part.hidden = !isTold;
}
