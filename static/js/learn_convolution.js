import { Desk } from "./inside/desk.js";
import { inputsOf } from "./learn/pixels.js";
import { SlidingFilter } from "./lessons/sliding_filter.js";
import { Api } from "./lib/api.js";

const filter = new SlidingFilter(document.getElementById("live"));

new Desk(document.getElementById("desk"), new Api(), {
  shown: async ({ input }) => filter.look(await inputsOf(input)),
  emptied() {},
});
