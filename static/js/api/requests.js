// The only module that talks to the server.

import { language } from "../lib/i18n.js";
import { siteAddress } from "../lib/site.js";
import { withDeadline } from "./deadline.js";
import { ApiError, problem, Unreachable } from "./errors.js";

const API = siteAddress("api/");
const READ_TIMEOUT_MS = 15_000;
/** What takes a network all test digits is computed when somebody first asks for it. */
export const LONG_TIMEOUT_MS = 180_000;
const NO_CONTENT = 204;
const BUSY = "busy";
const CHANGES = ["PATCH", "PUT", "DELETE"];

export class Requests {
  #fetch;
  // Of two changes that are on their way at once the later may arrive first, and be undone by the
  // other: each waits for the one before.
  #changed = Promise.resolve();

  constructor(fetchFunction = (...request) => fetch(...request)) {
    this.#fetch = fetchFunction;
  }

  /** Where something of the API is. */
  addressOf(path) {
    return new URL(path, API).href;
  }

  /** Reads JSON; "no-cache" lets the browser ask with If-None-Match and reuse what it holds on 304. */
  read(path, signal, timeoutMs = READ_TIMEOUT_MS) {
    return this.request(path, { cache: "no-cache", signal }, timeoutMs);
  }

  /** The same of what a server that has too much to compute just now says when to come again for. */
  async readInTurn(path, signal) {
    for (;;) {
      try {
        return await this.read(path, signal, LONG_TIMEOUT_MS);
      } catch (error) {
        if (error.code !== BUSY) throw error;
        await new Promise((resolve) => setTimeout(resolve, (error.retryAfterS ?? 1) * 1000));
        signal?.throwIfAborted();
      }
    }
  }

  /** Reads text. */
  readText(path) {
    return this.request(path, { cache: "no-cache" }, READ_TIMEOUT_MS, asText);
  }

  /** Sends a value, if there is one, as JSON. */
  send(method, path, value = null, signal = undefined, timeoutMs = READ_TIMEOUT_MS) {
    const body = value && new Blob([JSON.stringify(value)], { type: "application/json" });
    return this.request(path, { method, body, signal }, timeoutMs);
  }

  /** Asks with options of fetch; throws ApiError, Unreachable, or why the signal was aborted. */
  request(path, options, timeoutMs = READ_TIMEOUT_MS, read = asJson) {
    const ask = () => this.#ask(path, options, timeoutMs, read);
    if (!CHANGES.includes(options.method)) return ask();
    const asked = this.#changed.then(ask);
    this.#changed = asked.catch(() => {});
    return asked;
  }

  async #ask(path, options, timeoutMs, read) {
    const headers = {
      Accept: "application/json",
      "Accept-Language": language,
      ...options.headers,
    };
    try {
      return await withDeadline(timeoutMs, options.signal, async (signal) => {
        const response = await this.#fetch(new URL(path, API), { ...options, headers, signal });
        if (!response.ok) throw await problem(response);
        return response.status === NO_CONTENT ? null : await read(response);
      });
    } catch (error) {
      if (error instanceof ApiError || error instanceof Unreachable) throw error;
      if (options.signal?.aborted) throw options.signal.reason;
      throw new Unreachable(error);
    }
  }
}

const asJson = (response) => response.json();
const asText = (response) => response.text();
