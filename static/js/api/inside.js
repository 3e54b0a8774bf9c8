// What goes on inside a network, over the wire; webapp/interpretation describes questions and answers.

import { DrawingApi } from "./drawings.js";
import { LONG_TIMEOUT_MS } from "./requests.js";

export class InsideApi extends DrawingApi {
  /** The network that answers, layer by layer. */
  network(signal) {
    return this.read("inside/network", signal);
  }

  /** What each layer makes of { input, … }, what is changed in a copy of the network being beside it. */
  layers(question, signal) {
    return this.send("POST", "inside/layers", question, signal);
  }

  /** The arithmetic of one unit: { input, layer, unit, row, column, … }. */
  unit(question, signal) {
    return this.send("POST", "inside/unit", question, signal);
  }

  /** The test digits that excite a unit most; sought when somebody first asks for any unit's. */
  exciting({ layer, unit }, signal) {
    const path = `inside/exciting?${new URLSearchParams({ layer, unit })}`;
    return this.read(path, signal, LONG_TIMEOUT_MS);
  }

  /** How many test digits a changed copy of the network reads correctly. */
  accuracy(question, signal) {
    return this.send("POST", "inside/accuracy", question, signal, LONG_TIMEOUT_MS);
  }

  /** One step of training on a drawing; webapp/interpretation/step_schemas.py describes it. */
  trainingStep(exercise, signal) {
    return this.send("POST", "inside/steps", exercise, signal);
  }

  /** Derivatives of a step, computed in two ways. */
  gradientCheck(exercise, signal) {
    return this.send("POST", "inside/gradient-checks", exercise, signal);
  }

  /** The runs whose epochs are kept, as { run, name }. */
  async films(signal) {
    return (await this.read("inside/films", signal)).films;
  }

  /** The moments of a film of learning: of a run's, or of the one that ships. */
  film(run = null, signal = undefined) {
    const query = run === null ? "" : `?${new URLSearchParams({ run })}`;
    return this.read(`inside/film${query}`, signal);
  }

  /** What the network of each moment reads: { input, run }, the digit as it was seen. */
  filmReadings(question, signal) {
    return this.send("POST", "inside/film", question, signal);
  }

  /** Where the pictures of the first weights of a moment are; kind is "weights" or "changes". */
  filmSheet(film, epoch, kind) {
    return this.addressOf(`inside/film/${encodeURIComponent(film)}/${epoch}/${kind}.png`);
  }

  /** Which pixels of a digit its answer hangs on: { input }. */
  reasons(question, signal) {
    return this.send("POST", "inside/reasons", question, signal);
  }

  /** What speaks for one digit against another: { input, first, second }. */
  contrasts(question, signal) {
    return this.send("POST", "inside/contrasts", question, signal);
  }

  /** The training digits most like one: { input }. The first answer about a network takes seconds. */
  neighbours(question, signal) {
    return this.send("POST", "inside/neighbours", question, signal, LONG_TIMEOUT_MS);
  }

  /** The smallest change that changes the answer: { strokes, box }. */
  changes(question, signal) {
    return this.send("POST", "inside/changes", question, signal);
  }
}
