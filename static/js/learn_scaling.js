import { Desk } from "./inside/desk.js";
import { inputsOf } from "./learn/pixels.js";
import { SaturationView } from "./lessons/saturation_view.js";
import { InsideApi } from "./api/inside.js";
import { ReaderApi } from "./api/reader.js";
import { deskReader } from "./reader/desk_reader.js";

const view = new SaturationView(document.getElementById("live"));
const reader = deskReader(new InsideApi(), new ReaderApi());

new Desk(document.getElementById("desk"), reader, {
  shown: async ({ input }) => view.look(await inputsOf(input)),
  emptied() {},
});
