// Keeps what is told of a run's network up to date, as far as somebody looks and the server has time.

const RETRY_MS = 5000;

/** Whether there is a network: a run that came with its figures alone has none at first. */
export function hasNetwork({ dataset }, run) {
  return dataset.hasNetwork !== undefined || run.epochs_done > Number(dataset.epochsDone);
}

export class NetworkFollower {
  #fold; #update; #pauseMs;
  #run = null;
  #askedOf = null;
  #isBusy = false;

  /**
   * fold is a details element with data-epochs-done and, where there is a network, data-has-network.
   * update() is called after an epoch if it is open, at most once in a pause; it resolves to
   * whether it is to be called again since something went wrong that may pass.
   */
  constructor(fold, update, pauseMs) {
    this.#fold = fold;
    this.#update = update;
    this.#pauseMs = pauseMs;
    fold.addEventListener("toggle", () => this.#next());
  }

  follow(run) {
    this.#run = run;
    this.#fold.hidden = !hasNetwork(this.#fold, run);
    this.#next();
  }

  async #next() {
    if (this.#isBusy || this.#run === null || this.#fold.hidden || !this.#fold.open) return;
    const { epochs_done: epochs } = this.#run;
    if (this.#askedOf === epochs) return;
    this.#isBusy = true;
    const isToRetry = await this.#update();
    this.#askedOf = isToRetry ? null : epochs;
    setTimeout(
      () => {
        this.#isBusy = false;
        this.#next();
      },
      isToRetry ? RETRY_MS : this.#pauseMs,
    );
  }
}
