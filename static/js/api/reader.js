// What reads digits without the server, over the wire.

import { LONG_TIMEOUT_MS, Requests } from "./requests.js";

export class ReaderApi extends Requests {
  /** The weights of the networks that answer, an ArrayBuffer. */
  weights() {
    const headers = { Accept: "application/octet-stream" };
    return this.request("model/reader", { cache: "no-cache", headers }, LONG_TIMEOUT_MS, asBytes);
  }

  /** What is told of the network that answers. */
  model() {
    return this.read("model");
  }
}

const asBytes = (response) => response.arrayBuffer();
