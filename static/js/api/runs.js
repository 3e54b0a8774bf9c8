// Runs over the wire: their figures and networks, how they are started and steered.

import { LONG_TIMEOUT_MS, Requests } from "./requests.js";

const PAGE_SIZE = 200;

export class RunApi extends Requests {
  /** Lets a run's network answer, or with null the shipped one; resolves to the model. */
  activate(runId) {
    return this.send("PUT", "model", { run_id: runId });
  }

  /** Changes a run's name, notes or learning_rate; resolves to the run. */
  editRun(id, changes) {
    return this.send("PATCH", `runs/${encodeURIComponent(id)}`, changes);
  }

  deleteRun(id) {
    return this.send("DELETE", `runs/${encodeURIComponent(id)}`);
  }

  /** Starts a run; resolves to it, queued. */
  startRun({ recipe, name, overrides }) {
    return this.send("POST", "runs", { recipe, overrides, ...(name && { name }) });
  }

  /** Starts a visitor's small run; resolves to it, queued. */
  startVisitorRun(learningRate) {
    return this.send("POST", "visitor-runs", { learning_rate: learningRate });
  }

  /** What a recipe's layers, with what is to be different, make of a picture. */
  describeConfiguration(asked) {
    return this.send("POST", "configurations", asked);
  }

  /** Some digits, or pictures of other data, distorted: { augmentation, seed, data }. */
  distortions(settings) {
    return this.send("POST", "distortions", settings);
  }

  /** Has something computed in the background; resolves to the study, which waits. */
  askStudy(request) {
    return this.send("POST", "studies", request);
  }

  study(id, signal) {
    return this.read(`studies/${encodeURIComponent(id)}`, signal);
  }

  deleteStudy(id) {
    return this.send("DELETE", `studies/${encodeURIComponent(id)}`);
  }

  /** What was computed of a run's network, without the results. */
  async studiesOf(runId, signal) {
    return (await this.read(`runs/${encodeURIComponent(runId)}/studies`, signal)).studies;
  }

  /** Asks a run to pause, resume or stop, or a queued one to be next; resolves to the run. */
  steerRun(id, wanted) {
    return this.send("POST", `runs/${encodeURIComponent(id)}/${wanted}`);
  }

  /** All runs, newest first. */
  async runs(signal) {
    const runs = [];
    let cursor = null;
    do {
      const query = new URLSearchParams({ limit: PAGE_SIZE, ...(cursor && { cursor }) });
      const page = await this.read(`runs?${query}`, signal);
      runs.push(...page.runs);
      cursor = page.next;
    } while (cursor);
    return runs;
  }

  /** The curves of runs as an SVG document; webapp/schemas/curves.py describes the query. */
  curves(query) {
    const path = `curves.svg?${new URLSearchParams(query)}`;
    return this.readText(path);
  }

  /** The curves of a run on each part of the digits, as an SVG document. */
  curvesOf(id, query) {
    return this.readText(`runs/${encodeURIComponent(id)}/curves.svg?${new URLSearchParams(query)}`);
  }

  run(id, signal) {
    return this.read(`runs/${encodeURIComponent(id)}`, signal);
  }

  async metrics(id, afterEpoch, signal) {
    const path = `runs/${encodeURIComponent(id)}/metrics?after=${afterEpoch}`;
    return (await this.read(path, signal)).metrics;
  }

  /** How a run's network reads the test digits. */
  evaluation(id, signal) {
    return this.readInTurn(`runs/${encodeURIComponent(id)}/evaluation`, signal);
  }

  /**
   * Test digits of a label that were read as an answer; without both, the worst mistakes. Against
   * another run: those that either of them reads so.
   */
  pictures(id, { label, answer, against }, signal) {
    const cell = label === undefined ? {} : { label, answer };
    const query = new URLSearchParams({ ...cell, ...(against && { against }) });
    return this.readInTurn(`runs/${encodeURIComponent(id)}/pictures?${query}`, signal);
  }

  /** The first weights of a run's network as pictures. */
  weights(id, signal) {
    return this.read(`runs/${encodeURIComponent(id)}/weights`, signal);
  }

  /** A dozen test digits and what a run's network answers to them. */
  samples(id, signal) {
    return this.read(`runs/${encodeURIComponent(id)}/samples`, signal);
  }

  /** The command that trains a run again. */
  command(id, signal) {
    return this.read(`runs/${encodeURIComponent(id)}/command`, signal);
  }
}
