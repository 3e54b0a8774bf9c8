import { recorded } from "./learn/recorded.js";
import { RecordedRuns } from "./lessons/recorded_runs.js";

new RecordedRuns(document.getElementById("live"), recorded());
