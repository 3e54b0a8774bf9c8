"""Activation: a run's network becomes the one that answers, or the shipped one again.

The choice is kept in the run store, so that it outlasts a restart and reaches every process that
answers. Requests that are under way finish on the network that they started with.
"""

from __future__ import annotations

import dataclasses
import functools
import logging
import threading
from typing import Any

import numpy as np

from nnet.core.data import Dataset, load_mnist
from nnet.core.evaluation import outputs_for
from nnet.core.losses import SoftmaxCrossEntropy, create_loss
from nnet.datasets.description import reads_digits
from nnet.models.checkpoint import Model
from nnet.models.temperature import fit_temperature
from nnet.parallel.threads import map_on_cores
from nnet.store.active_model import Choice, choose_run, chosen_run
from nnet.store.run_states import permitted_actions
from nnet.store.runs import RunStore
from webapp.http.problems import Problem, conflict, no_such_run
from webapp.inference.recognizer import Recognizer
from webapp.inference.run_networks import network_of, reads_no_drawings
from webapp.languages.borrowed_texts import translate_borrowed

logger = logging.getLogger("webapp")

CARD = ("name", "recipe", "parameters", "test_accuracy", "drawings_accuracy")
"""What the card of a run's network takes from the run."""


_one_at_a_time = threading.Lock()
"""Held while the choice and what answers are made the same."""


def activate(store: RunStore, recognizer: Recognizer, run_id: str | None) -> None:
    """Answer with a finished run's last checkpoint from now on, or with the shipped model.

    Raises the problems of a run that does not exist (404) or has no network to answer with (409).
    """
    with _one_at_a_time:
        if run_id is None:
            choose_run(store, None)
            recognizer.restore()
            return
        model = _model_of(store, Choice(run_id))
        choose_run(store, Choice(run_id, model.temperature))
        recognizer.activate(model, run_id)


def follow(
    store: RunStore, recognizer: Recognizer, unusable: Choice | None = None
) -> Choice | None:
    """Answer with the network that is chosen in the store, if another one does.

    Where that cannot be done the shipped one answers, and the log says why.

    unusable  a choice that was found so before, and need not be tried again

    Returns the choice if it is unusable. Raises ``StoreError`` when the store cannot be read.
    """
    with _one_at_a_time:
        choice = chosen_run(store)
        if choice is None:
            if recognizer.active_run is not None:
                recognizer.restore()
        elif choice == unusable:
            return choice
        elif choice.run_id != recognizer.active_run:
            try:
                recognizer.activate(_model_of(store, choice), choice.run_id)
            except Problem as error:
                logger.warning("The chosen network cannot answer; the shipped one does: %s", error)
                recognizer.restore()
                return choice
    return None


def _model_of(store: RunStore, choice: Choice) -> Model:
    run = store.run(choice.run_id)
    if run is None:
        raise no_such_run()
    if "activate" not in permitted_actions(run["status"]):
        raise conflict(
            translate_borrowed(f"This run is {run['status']}. Choose one that has finished.")
        )
    if not reads_digits(run["config"].get("data")):
        raise reads_no_drawings(run["config"]["data"])
    model = network_of(store, choice.run_id)
    temperature = choice.temperature or _temperature(model)
    return dataclasses.replace(model, card=_card(run), temperature=temperature)


def _card(run: dict[str, Any]) -> dict[str, Any]:
    card = {name: run[name] for name in CARD}
    return {**card, "seed": run["config"]["seed"]}


def _temperature(model: Model) -> float:
    """Return the temperature that makes a network's confidence honest, see ``calibration.py``."""
    if create_loss(model.config.loss).kind != SoftmaxCrossEntropy.kind:
        return model.temperature
    digits = _validation_digits()
    return fit_temperature(outputs_for(model.folded, digits.images, map_on_cores), digits.labels)


@functools.cache
def _validation_digits() -> Dataset:
    """Return digits that no run learned from."""
    validation = load_mnist().validation
    return Dataset(np.array(validation.images), np.array(validation.labels))
