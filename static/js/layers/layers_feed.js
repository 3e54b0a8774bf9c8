// What each layer makes of the digit that is looked at: asked for while the drawing changes, at
// most ten times a second, always of the latest digit.

import { PredictionLoop } from "../answer/prediction_loop.js";
import { Sprite } from "./sprite.js";
import { numberUnits } from "./unit_names.js";

export class LayersFeed {
  #api; #loop;
  #network = null;

  /**
   * The listener has shown({ network, answer, sprites, question }), where a layer without maps has
   * null for a sprite, emptied() and failed(failure).
   */
  constructor(api, listener) {
    this.#api = api;
    this.#loop = new PredictionLoop((question, signal) => this.#ask(question, signal), {
      answered: (found, _ms, question) => listener.shown({ ...found, question }),
      emptied: () => listener.emptied(),
      failed: (failure) => listener.failed(failure),
    });
  }

  /** Looks at { input, … } from now on. */
  look(question) {
    this.#loop.ask(() => question);
  }

  /** Looks at nothing. */
  stop() {
    this.#loop.stop();
  }

  async #ask(question, signal) {
    const answer = await this.#api.layers(question, signal);
    // Another network may answer by now.
    if (this.#network?.model !== answer.model) {
      const network = await this.#api.network(signal);
      this.#network = { ...network, layers: numberUnits(network.layers) };
    }
    const { layers } = this.#network;
    const sprites = await Promise.all(
      answer.layers.map((layer, index) =>
        layer.picture ? Sprite.open(layer, layers[index].shape) : null,
      ),
    );
    return { network: this.#network, answer, sprites };
  }
}
