import { Desk } from "./inside/desk.js";
import { inputsOf } from "./learn/pixels.js";
import { SlidingFilter } from "./lessons/sliding_filter.js";
import { InsideApi } from "./api/inside.js";

const filter = new SlidingFilter(document.getElementById("live"));

new Desk(document.getElementById("desk"), new InsideApi(), {
  shown: async ({ input }) => filter.look(await inputsOf(input)),
  emptied() {},
});
