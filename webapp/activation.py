"""Making a run's network the one that answers, and going back to the shipped one.

The choice is kept in the run store, so that it outlasts a restart. Requests that are under way
finish on the network that they started with.
"""

from __future__ import annotations

import dataclasses
import functools
import logging
from collections.abc import Callable
from typing import Any

import numpy as np

from nnet.active_run import choose_run, chosen_run
from nnet.calibration import fit_temperature
from nnet.checkpoint import Model
from nnet.data import Dataset, load_mnist
from nnet.evaluation import outputs_for
from nnet.losses import SoftmaxCrossEntropy, create_loss
from nnet.tracking import RunStore, StoreError
from webapp.networks import network_of
from webapp.problems import Problem, conflict
from webapp.recognizer import Recognizer
from webapp.runs import no_such_run

logger = logging.getLogger("webapp")

CARD = ("name", "recipe", "parameters", "test_accuracy", "drawings_accuracy")
"""What the card of a run's network takes from the run."""


def activate(store: RunStore, recognizer: Recognizer, run_id: str | None) -> None:
    """Answer with a finished run's last checkpoint from now on, or with the shipped model.

    Raises the problems of a run that does not exist (404) or has no network to answer with (409).
    """
    if run_id is None:
        choose_run(store, None)
        recognizer.restore()
        return
    model = _model_of(store, recognizer, run_id)
    choose_run(store, run_id)
    recognizer.activate(model, run_id)


def restore(open_store: Callable[[], RunStore], recognizer: Recognizer) -> None:
    """Answer with the network that was chosen before the server stopped, if one was.

    Where that cannot be done the shipped one answers, and the log says why.
    """
    try:
        store = open_store()
        run_id = chosen_run(store)
        if run_id is not None:
            recognizer.activate(_model_of(store, recognizer, run_id), run_id)
    except (StoreError, Problem) as error:
        logger.warning("The chosen network cannot answer; the shipped one does: %s", error)


def _model_of(store: RunStore, recognizer: Recognizer, run_id: str) -> Model:
    run = store.run(run_id)
    if run is None:
        raise no_such_run()
    if run["status"] != "finished":
        raise conflict(f"This run is {run['status']}. Choose one that has finished.")
    model = network_of(store, recognizer, run_id)
    return dataclasses.replace(model, card=_card(run), temperature=_temperature(model))


def _card(run: dict[str, Any]) -> dict[str, Any]:
    card = {name: run[name] for name in CARD}
    return {**card, "seed": run["config"]["seed"]}


def _temperature(model: Model) -> float:
    """Return the temperature that makes a network's confidence honest, see ``calibration.py``."""
    if create_loss(model.config.loss).kind != SoftmaxCrossEntropy.kind:
        return model.temperature
    digits = _validation_digits()
    return fit_temperature(outputs_for(model.folded, digits.images), digits.labels)


@functools.cache
def _validation_digits() -> Dataset:
    """Return digits that no run learned from."""
    validation = load_mnist().validation
    return Dataset(np.array(validation.images), np.array(validation.labels))
