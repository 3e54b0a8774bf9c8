import { CostBars } from "./lessons/cost_bars.js";

new CostBars(document.getElementById("live"));
