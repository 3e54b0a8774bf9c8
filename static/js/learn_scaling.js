import { Desk } from "./inside/desk.js";
import { inputsOf } from "./learn/pixels.js";
import { SaturationView } from "./lessons/saturation_view.js";
import { Api } from "./lib/api.js";

const view = new SaturationView(document.getElementById("live"));

new Desk(document.getElementById("desk"), new Api(), {
  shown: async ({ input }) => view.look(await inputsOf(input)),
  emptied() {},
});
