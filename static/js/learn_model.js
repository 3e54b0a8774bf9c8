import { NeuronGrid } from "./lessons/neuron_grid.js";

new NeuronGrid(document.getElementById("live"));
