import { DescentView } from "./lessons/descent_view.js";

new DescentView(document.getElementById("live"));
