import { readRecorded } from "./learn/recorded_data.js";
import { RecordedRuns } from "./lessons/recorded_runs.js";

new RecordedRuns(document.getElementById("live"), readRecorded());
