import { readRecorded } from "./learn/recorded_data.js";
import { EpochView } from "./run/epoch_view.js";

new EpochView(document.getElementById("epochs")).show(readRecorded());
