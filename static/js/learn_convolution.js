import { Desk } from "./inside/desk.js";
import { inputsOf } from "./learn/pixels.js";
import { SlidingFilter } from "./lessons/sliding_filter.js";
import { InsideApi } from "./api/inside.js";
import { ReaderApi } from "./api/reader.js";
import { deskReader } from "./reader/desk_reader.js";

const filter = new SlidingFilter(document.getElementById("live"));
const reader = deskReader(new InsideApi(), new ReaderApi());

new Desk(document.getElementById("desk"), reader, {
  shown: async ({ input }) => filter.look(await inputsOf(input)),
  emptied() {},
});
