// Entry of the training page among files: its curves can be zoomed and compared, once Plotly draws them.

import { LineStyles } from "./charts/line_styles.js";
import { LiveCharts } from "./charts/live_charts.js";
import { RunLines } from "./dashboard/run_lines.js";
import { readRecorded } from "./learn/recorded_data.js";
import { PageTheme } from "./lib/page_theme.js";

// As the server draws them.
const LOOKS = {
  accuracy: { quantity: "test_accuracy", percent: true, errors: true, floor: null },
  loss: { quantity: "test_loss" },
};
const EVERY_RUN = { grouped: false, smoothing: 0 };

const entries = readRecorded();
const hidden = new Set();
const lines = new RunLines(new LineStyles(), { isHidden: (id) => hidden.has(id) });
const theme = new PageTheme();
const options = { filename: "inknet", toggled: toggle, isolated: isolate };
const charts = new LiveCharts(() => theme.colours, options, draw);

lines.settle(entries);
theme.onChange(() => charts.isLive && charts.refresh());

function draw(kind) {
  const look = LOOKS[kind];
  return charts.show(kind, lines.of(entries, look.quantity, EVERY_RUN), look);
}

function toggle(id) {
  if (!hidden.delete(id)) hidden.add(id);
  charts.refresh();
}

// Alone, and with all others again.
function isolate(id) {
  const others = entries.map(({ run }) => run.id).filter((each) => each !== id);
  const isAlone = !hidden.has(id) && others.every((each) => hidden.has(each));
  hidden.clear();
  if (!isAlone) for (const each of others) hidden.add(each);
  charts.refresh();
}
