import { SigmoidView } from "./lessons/sigmoid_view.js";

new SigmoidView(document.getElementById("live"));
