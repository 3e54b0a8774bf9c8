import { recorded } from "./learn/recorded.js";
import { EpochView } from "./run/epoch_view.js";

new EpochView(document.getElementById("epochs")).show(recorded());
