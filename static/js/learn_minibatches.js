import { GradientArrows } from "./lessons/gradient_arrows.js";

new GradientArrows(document.getElementById("live"));
