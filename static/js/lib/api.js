// The only module that talks to the server.

import { ApiError, problem, Unreachable } from "./api_errors.js";
import { withDeadline } from "./deadline.js";
import { language } from "./i18n.js";
import { siteAddress } from "./site.js";

const API = siteAddress("api/");
const PREDICTION_TIMEOUT_MS = 10_000;
const READ_TIMEOUT_MS = 15_000;
/** What a network answers to all test digits is computed when somebody first asks for it. */
const EVALUATION_TIMEOUT_MS = 180_000;
/** As many drawings as are kept take seconds to be deleted. */
const DELETION_TIMEOUT_MS = 120_000;
const PAGE_SIZE = 200;
const NO_CONTENT = 204;
const BUSY = "busy";

export class Api {
  #fetch;

  constructor(fetchFunction = (...request) => fetch(...request)) {
    this.#fetch = fetchFunction;
  }

  /** Reads a picture; strokes, if known, tell how it was drawn; explained asks for the steps. */
  predict({ picture, strokes }, { explained, signal }) {
    const path = explained ? "predictions?explain=preprocessing" : "predictions";
    const request = { method: "POST", body: bodyOf(picture, strokes), signal };
    return this.#request(path, request, PREDICTION_TIMEOUT_MS);
  }

  /** Which pixels of a digit its answer hangs on: { input }. */
  reasons(question, signal) {
    return this.#ask("inside/reasons", question, signal);
  }

  /** What speaks for one digit against another: { input, first, second }. */
  contrasts(question, signal) {
    return this.#ask("inside/contrasts", question, signal);
  }

  /** The training digits most like one: { input }. The first answer about a network takes seconds. */
  neighbours(question, signal) {
    return this.#ask("inside/neighbours", question, signal, EVALUATION_TIMEOUT_MS);
  }

  /** The smallest change that changes the answer: { strokes, box }. */
  changes(question, signal) {
    return this.#ask("inside/changes", question, signal);
  }

  /** Keeps a drawing at an address of its own; resolves to { id, key, … }. */
  shareDrawing(strokes) {
    return this.#change("POST", "drawings", { strokes });
  }

  /** A shared drawing, and what was read while it grew. */
  drawing(id, signal) {
    return this.#read(`drawings/${encodeURIComponent(id)}`, signal);
  }

  /** Deletes a shared drawing; the owner needs no key. */
  deleteDrawing(id, key) {
    const headers = key === null ? {} : { "X-Drawing-Key": key };
    const request = { method: "DELETE", headers };
    return this.#request(`drawings/${encodeURIComponent(id)}`, request, READ_TIMEOUT_MS);
  }

  /** Deletes what was shared from a moment on and before another; resolves to { deleted }. */
  deleteDrawings(since, until) {
    const path = `drawings?${new URLSearchParams({ since, until })}`;
    return this.#request(path, { method: "DELETE" }, DELETION_TIMEOUT_MS);
  }

  /** Lets a run's network answer, or with null the shipped one; resolves to the model. */
  activate(runId) {
    return this.#change("PUT", "model", { run_id: runId });
  }

  /** Changes a run's name, notes or learning_rate; resolves to the run. */
  editRun(id, changes) {
    return this.#change("PATCH", `runs/${encodeURIComponent(id)}`, changes);
  }

  deleteRun(id) {
    return this.#change("DELETE", `runs/${encodeURIComponent(id)}`);
  }

  /** Starts a run; resolves to it, queued. */
  startRun({ recipe, name, overrides }) {
    return this.#change("POST", "runs", { recipe, overrides, ...(name && { name }) });
  }

  /** Starts a visitor's small run; resolves to it, queued. */
  startVisitorRun(learningRate) {
    return this.#change("POST", "visitor-runs", { learning_rate: learningRate });
  }

  /** What a recipe's layers, with what is to be different, make of a picture. */
  describeConfiguration(asked) {
    return this.#change("POST", "configurations", asked);
  }

  /** Some digits, distorted: { augmentation, seed }. */
  distortions(settings) {
    return this.#change("POST", "distortions", settings);
  }

  /** Has something computed in the background; resolves to the study, which waits. */
  askStudy(request) {
    return this.#change("POST", "studies", request);
  }

  study(id, signal) {
    return this.#read(`studies/${encodeURIComponent(id)}`, signal);
  }

  deleteStudy(id) {
    return this.#change("DELETE", `studies/${encodeURIComponent(id)}`);
  }

  /** What was computed of a run's network, without the results. */
  async studiesOf(runId, signal) {
    return (await this.#read(`runs/${encodeURIComponent(runId)}/studies`, signal)).studies;
  }

  /** Asks a run to pause, resume or stop, or a queued one to be next; resolves to the run. */
  steerRun(id, wanted) {
    return this.#change("POST", `runs/${encodeURIComponent(id)}/${wanted}`);
  }

  /** All runs, newest first. */
  async runs(signal) {
    const runs = [];
    let cursor = null;
    do {
      const query = new URLSearchParams({ limit: PAGE_SIZE, ...(cursor && { cursor }) });
      const page = await this.#read(`runs?${query}`, signal);
      runs.push(...page.runs);
      cursor = page.next;
    } while (cursor);
    return runs;
  }

  /** The network that answers, layer by layer. */
  network(signal) {
    return this.#read("inside/network", signal);
  }

  /** What each layer makes of { input, … }, what is changed in a copy of the network being beside it. */
  layers(question, signal) {
    return this.#change("POST", "inside/layers", question, signal);
  }

  /** The arithmetic of one unit: { input, layer, unit, row, column, … }. */
  unit(question, signal) {
    return this.#change("POST", "inside/unit", question, signal);
  }

  /** The test digits that excite a unit most; sought when somebody first asks for any unit's. */
  exciting({ layer, unit }, signal) {
    const path = `inside/exciting?${new URLSearchParams({ layer, unit })}`;
    return this.#read(path, signal, EVALUATION_TIMEOUT_MS);
  }

  /** How many test digits a changed copy of the network reads correctly. */
  accuracy(question, signal) {
    return this.#change("POST", "inside/accuracy", question, signal, EVALUATION_TIMEOUT_MS);
  }

  /** The curves of runs as an SVG document; webapp/schemas/curves.py describes the query. */
  curves(query) {
    const path = `curves.svg?${new URLSearchParams(query)}`;
    return this.#request(path, { cache: "no-cache" }, READ_TIMEOUT_MS, asText);
  }

  run(id, signal) {
    return this.#read(`runs/${encodeURIComponent(id)}`, signal);
  }

  async metrics(id, afterEpoch, signal) {
    const path = `runs/${encodeURIComponent(id)}/metrics?after=${afterEpoch}`;
    return (await this.#read(path, signal)).metrics;
  }

  /** How a run's network reads the test digits. */
  evaluation(id, signal) {
    return this.#readInTurn(`runs/${encodeURIComponent(id)}/evaluation`, signal);
  }

  /**
   * Test digits of a label that were read as an answer; without both, the worst mistakes. Against
   * another run: those that either of them reads so.
   */
  pictures(id, { label, answer, against }, signal) {
    const cell = label === undefined ? {} : { label, answer };
    const query = new URLSearchParams({ ...cell, ...(against && { against }) });
    return this.#readInTurn(`runs/${encodeURIComponent(id)}/pictures?${query}`, signal);
  }

  /** The first weights of a run's network as pictures. */
  weights(id, signal) {
    return this.#read(`runs/${encodeURIComponent(id)}/weights`, signal);
  }

  /** A dozen test digits and what a run's network answers to them. */
  samples(id, signal) {
    return this.#read(`runs/${encodeURIComponent(id)}/samples`, signal);
  }

  /** The command that trains a run again. */
  command(id, signal) {
    return this.#read(`runs/${encodeURIComponent(id)}/command`, signal);
  }

  /** One step of training on a drawing; webapp/interpretation/step_schemas.py describes it. */
  trainingStep(exercise, signal) {
    return this.#change("POST", "inside/steps", exercise, signal);
  }

  /** Derivatives of a step, computed in two ways. */
  gradientCheck(exercise, signal) {
    return this.#change("POST", "inside/gradient-checks", exercise, signal);
  }

  /** The runs whose epochs are kept, as { run, name }. */
  async films(signal) {
    return (await this.#read("inside/films", signal)).films;
  }

  /** The moments of a film of learning: of a run's, or of the one that ships. */
  film(run = null, signal = undefined) {
    const query = run === null ? "" : `?${new URLSearchParams({ run })}`;
    return this.#read(`inside/film${query}`, signal);
  }

  /** What the network of each moment reads: { input, run }, the digit as it was seen. */
  filmReadings(question, signal) {
    return this.#change("POST", "inside/film", question, signal);
  }

  /** Where the pictures of the first weights of a moment are; kind is "weights" or "changes". */
  filmSheet(film, epoch, kind) {
    return new URL(`inside/film/${encodeURIComponent(film)}/${epoch}/${kind}.png`, API).href;
  }

  #change(method, path, value = null, signal = undefined, timeoutMs = READ_TIMEOUT_MS) {
    const body = value && new Blob([JSON.stringify(value)], { type: "application/json" });
    return this.#request(path, { method, body, signal }, timeoutMs);
  }

  #ask(path, question, signal, timeoutMs = READ_TIMEOUT_MS) {
    const body = new Blob([JSON.stringify(question)], { type: "application/json" });
    return this.#request(path, { method: "POST", body, signal }, timeoutMs);
  }

  // "no-cache" lets the browser ask with If-None-Match and reuse what it holds on 304.
  #read(path, signal, timeoutMs = READ_TIMEOUT_MS) {
    return this.#request(path, { cache: "no-cache", signal }, timeoutMs);
  }

  // A server that has too much to compute just now says when to come again.
  async #readInTurn(path, signal) {
    for (;;) {
      try {
        return await this.#read(path, signal, EVALUATION_TIMEOUT_MS);
      } catch (error) {
        if (error.code !== BUSY) throw error;
        await new Promise((resolve) => setTimeout(resolve, (error.retryAfterS ?? 1) * 1000));
        signal?.throwIfAborted();
      }
    }
  }

  async #request(path, options, timeoutMs, read = asJson) {
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
      if (error instanceof ApiError) throw error;
      if (options.signal?.aborted) throw options.signal.reason;
      throw new Unreachable(error);
    }
  }
}

const asJson = (response) => response.json();
const asText = (response) => response.text();

// The picture itself is the body where there is nothing to say besides: a form around it would only
// have to be taken off again. The server looks at the content, whatever a file calls itself.
function bodyOf(picture, strokes) {
  if (strokes) {
    const form = new FormData();
    form.append("image", picture);
    form.append("strokes", JSON.stringify(strokes));
    return form;
  }
  return picture.type === "image/jpeg" ? picture : new Blob([picture], { type: "image/png" });
}
