import { Desk } from "./inside/desk.js";
import { inputsOf } from "./learn/pixels.js";
import { SaturationView } from "./lessons/saturation_view.js";
import { InsideApi } from "./api/inside.js";

const view = new SaturationView(document.getElementById("live"));

new Desk(document.getElementById("desk"), new InsideApi(), {
  shown: async ({ input }) => view.look(await inputsOf(input)),
  emptied() {},
});
