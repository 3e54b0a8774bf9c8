// Who reads what is drawn in a chapter.

import { isAlone } from "../lib/site.js";

/** The api of a server; or, among files, what predicts as that does, on this device. */
export function deskReader(api, readerApi) {
  if (!isAlone) return api;
  const opening = import("./stand_in.js").then(({ StandIn }) => new StandIn(readerApi, () => {}, true));
  return { predict: async (question) => (await opening).predict(question) };
}
