"""Where a run's network is: in the store, or, of the run that the shipped model came from, here."""

from __future__ import annotations

from nnet.checkpoint import CheckpointError, Model, parse_model
from nnet.tracking import RunStore
from webapp.problems import Problem, conflict
from webapp.recognizer import Recognizer


def network_epoch(store: RunStore, recognizer: Recognizer, run_id: str) -> int | None:
    """Return the epoch of the network that there is of a run, or None where there is none."""
    epoch = store.checkpoint_epoch(run_id)
    if epoch is None and (shipped := _shipped_as(recognizer, run_id)) is not None:
        epoch = shipped.config.epochs
    return epoch


def network_of(store: RunStore, recognizer: Recognizer, run_id: str) -> Model:
    """Return a run's last network; raises the problem of one that is missing or damaged (409)."""
    content = store.checkpoint(run_id)
    if content is None:
        if (shipped := _shipped_as(recognizer, run_id)) is not None:
            return shipped
        raise without_network()
    try:
        return parse_model(content, f"The network of run {run_id}")
    except CheckpointError:
        raise conflict("The network of this run is damaged. Train it again.") from None


def without_network() -> Problem:
    """Return the problem of a run whose figures alone are here."""
    return conflict("This run came without its network: only its figures are here.")


def _shipped_as(recognizer: Recognizer, run_id: str) -> Model | None:
    """Return the shipped model if it came from this run."""
    shipped = recognizer.shipped
    return shipped if shipped is not None and shipped.card.get("run_id") == run_id else None
