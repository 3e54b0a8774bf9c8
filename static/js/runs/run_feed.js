// Keeps runs and their metrics up to date by asking the server again and again: each second while
// the page is seen and all is well, more slowly when the server fails, and not in the background.

import { ApiError } from "../api/errors.js";
import { Poll } from "./poll.js";

const INTERVAL_MS = 1000;
const PARALLEL_REQUESTS = 6;

export const FeedState = Object.freeze({
  LOADING: "loading",
  LIVE: "live",
  OFFLINE: "offline",
  FAILED: "failed",
});

export class RunFeed {
  #source; #listener;
  #curves = new Map();
  #seen = "";
  #poll = new Poll(() => this.#look(), (error) => this.#fail(error), INTERVAL_MS);

  /**
   * source has runs() and metrics(id, afterEpoch), both promises. The listener has
   * changed(entries), an entry being { run, metrics }, and state(feedState, error); it may have
   * met(runs), told before their metrics are fetched, and defers(id), of a run whose are not.
   */
  constructor(source, listener) {
    this.#source = source;
    this.#listener = listener;
  }

  start() {
    this.#poll.start();
  }

  /** Asks at once, for instance since a run is no longer deferred. */
  hurry() {
    this.#poll.hurry();
  }

  async #look() {
    const runs = await this.#source.runs();
    this.#listener.met?.(runs);
    await this.#update(runs);
    this.#publish(runs);
    this.#listener.state(FeedState.LIVE);
  }

  /** Fetches the new epochs of those runs that have any. */
  async #update(runs) {
    const behind = runs.filter((run) => this.#isBehind(run));
    const work = async () => {
      for (let run = behind.shift(); run !== undefined; run = behind.shift()) {
        await this.#fetchNewEpochs(run);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL_REQUESTS }, work));
  }

  #isBehind(run) {
    if (this.#listener.defers?.(run.id)) return false;
    return (run.epochs_done ?? 0) !== lastEpoch(this.#curves.get(run.id));
  }

  async #fetchNewEpochs(run) {
    const known = this.#curves.get(run.id) ?? [];
    // Fewer epochs than before: the run began anew, and so does its curve.
    const kept = run.epochs_done < lastEpoch(known) ? [] : known;
    const fresh = await this.#source.metrics(run.id, lastEpoch(kept));
    this.#curves.set(run.id, [...kept, ...fresh]);
  }

  #publish(runs) {
    const entries = runs.map((run) => ({ run, metrics: this.#curves.get(run.id) ?? [] }));
    const seen = JSON.stringify(entries.map(({ run, metrics }) => [run, metrics.length]));
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#listener.changed(entries);
  }

  #fail(error) {
    const state = error instanceof ApiError ? FeedState.FAILED : FeedState.OFFLINE;
    this.#listener.state(state, error);
  }
}

function lastEpoch(metrics) {
  return metrics?.at(-1)?.epoch ?? 0;
}
