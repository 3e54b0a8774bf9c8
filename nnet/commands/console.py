"""What the commands share: how a training looks in a terminal, and how its settings are read."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click
import numpy as np
from tqdm import tqdm

from nnet.core.evaluation import EpochMetrics
from nnet.core.network import Network
from nnet.core.training import Callback, Progress
from nnet.models.checkpoint import SHIPPED_MODEL, CheckpointError, Model, load_model, parse_model
from nnet.store.runs import RunStore


class EpochLines(Callback):
    """A progress bar within each epoch, and a line ``Epoch 1: 94.13 %`` after it.

    The bar shows images per second, the loss of the latest minibatch and the time left in the
    epoch; it goes to stderr, and only where that is a terminal. The lines go to stdout.
    """

    def __init__(self) -> None:
        self._bar: tqdm[None] | None = None

    def close(self) -> None:
        """Clear the bar."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def on_step(self, progress: Progress) -> None:
        """Move the bar; it redraws itself ten times a second at most."""
        if self._bar is None:
            self._bar = tqdm(
                total=progress.digits,
                desc=f"Epoch {progress.epoch}/{progress.epochs}",
                unit=" images",
                leave=False,
                disable=None,  # tqdm's word for "unless stderr is a terminal"
                file=sys.stderr,
            )
        redrawn = self._bar.update(progress.images - self._bar.n)
        if redrawn:
            self._bar.set_postfix(loss=f"{progress.measure_loss():.4f}", refresh=False)

    def on_epoch(
        self, metrics: EpochMetrics, network: Network, state: Mapping[str, np.ndarray]
    ) -> None:
        """Print the epoch's line."""
        self.close()
        click.echo(f"Epoch {metrics.epoch}: {metrics.test_accuracy * 100:.2f} %", nl=False)
        drawings = metrics.drawings_accuracy
        click.echo("" if drawings is None else f", drawings {drawings * 100:.2f} %")


def open_store() -> RunStore:
    """Return the run store, created or brought up to date where needed."""
    store = RunStore()
    store.prepare()
    return store


def load_chosen(model: str | None) -> Model:
    """Return the model that a file's path or a run's id names; the shipped one for None."""
    if model is None:
        return load_model(SHIPPED_MODEL)
    if Path(model).exists() or "." in model or "/" in model:
        return load_model(Path(model))
    content = open_store().checkpoint(model)
    if content is None:
        raise CheckpointError(
            f"{model!r} is neither a model file nor the id of a run with a checkpoint. "
            "The dashboard lists the runs."
        )
    return parse_model(content, f"The checkpoint of run {model}")
