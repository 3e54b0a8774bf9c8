"""Records the small runs that chapters of /learn show: ``python -m tests.support.record_lessons``.

The same seed gives the same runs, up to the rounding of the processor's kernels.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from nnet.core.data import load_mnist
from nnet.core.evaluation import EpochMetrics
from nnet.core.network import Network
from nnet.core.training import Callback
from nnet.jobs.trainer import train
from nnet.models.config import Config
from nnet.models.recipes import recipe_config
from webapp.curves.lessons import LESSONS_FILE

RATES = (0.03, 0.3, 3.0, 30.0, 300.0)
"""Those that visitors choose from."""

SHOWN = ("epoch", "train_loss", "train_accuracy", "test_loss", "test_accuracy")
DECIMALS = 5


class Rows(Callback):
    """Keeps what is shown of each epoch."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def on_epoch(self, metrics: EpochMetrics, network: Network, state: Any) -> None:
        """Keep an epoch."""
        found = dataclasses.asdict(metrics)
        self.rows.append({name: round(found[name], DECIMALS) for name in SHOWN})


def configurations() -> dict[str, Config]:
    """Return how each run is trained, by its name."""
    rates = {
        f"rate-{rate:g}": recipe_config(
            "nielsen", epochs=20, training_digits=2000, learning_rate=rate, seed=1
        )
        for rate in RATES
    }
    plain = {"schedule": "constant", "learning_rate": 0.3, "epochs": 60, "seed": 1}
    few = recipe_config("nielsen-100", training_digits=1000, optimizer={"type": "sgd"}, **plain)
    decay = {"type": "sgd", "l2": 1.5e-3}
    return {
        **rates,
        "few": few,
        "few-l2": dataclasses.replace(few, optimizer=decay),
        "all": dataclasses.replace(few, training_digits=None),
    }


def record(config: Config, epochs: int | None = None) -> list[dict[str, Any]]:
    """Train as a configuration says and return a row for each epoch.

    epochs  fewer than the configuration's, of a constant schedule
    """
    splits = load_mnist()
    few = splits.training[: config.training_digits or len(splits.training)]
    config = dataclasses.replace(config, epochs=epochs or config.epochs)
    network = config.create_network()
    rows = Rows()
    train(config, network, dataclasses.replace(splits, training=few), callbacks=[rows])
    return rows.rows


def main() -> None:
    """Train all of them and write the file."""
    recorded = {name: record(config) for name, config in configurations().items()}
    text = json.dumps(recorded, separators=(",", ":")).replace("],", "],\n")
    LESSONS_FILE.write_text(text + "\n", "utf-8")
    for name, rows in recorded.items():
        last = rows[-1]
        print(f"{name:10} {last['train_accuracy']:8.2%} {last['test_accuracy']:8.2%}")


if __name__ == "__main__":
    main()
