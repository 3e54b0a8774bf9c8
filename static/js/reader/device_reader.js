// Reads drawings on this device, in a worker, as the server would.

import { ApiError } from "../api/errors.js";
import { inlinedScript } from "./inlined.js";

const UNPROCESSABLE = 422;

/** Whether this browser has what a reader needs. */
export function canReadHere() {
  return "DecompressionStream" in globalThis && "Worker" in globalThis;
}

export class DeviceReader {
  #worker = startWorker();
  #waiting = new Map();
  #count = 0;

  constructor() {
    this.#worker.addEventListener("message", ({ data }) => this.#settle(data));
    this.#worker.addEventListener("error", () => this.#fail());
  }

  /** Takes the weights, an ArrayBuffer, and gives it away; resolves to their card. */
  open(file) {
    return this.#ask({ file: new Uint8Array(file) }, [file]);
  }

  /**
   * Resolves to the prediction for { grey, strokes }: a picture { width, height, pixels } and how it was
   * drawn, as it is sent to the server. Throws ApiError where the server would refuse.
   */
  predict({ grey, strokes }) {
    return this.#ask({ grey, strokes });
  }

  #ask(question, transferred = []) {
    this.#count += 1;
    const id = this.#count;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...question }, transferred);
    });
  }

  #settle({ id, answer, error }) {
    const { resolve, reject } = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) resolve(answer);
    else if (error.code === "blank_image") reject(new ApiError({ status: UNPROCESSABLE, ...error }));
    else reject(new Error(error.message));
  }

  // The worker's own scripts could not be loaded.
  #fail() {
    for (const { reject } of this.#waiting.values()) reject(new Error("No worker starts."));
    this.#waiting.clear();
  }
}

function startWorker() {
  const script = inlinedScript("reader/worker.js") ?? new URL("./worker.js", import.meta.url);
  return new Worker(script, { type: "module" });
}
