import { TinyNetworkView } from "./lessons/tiny_network_view.js";

new TinyNetworkView(document.getElementById("live"));
