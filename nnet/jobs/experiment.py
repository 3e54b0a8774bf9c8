"""One training job, from a configuration to a recorded result."""

from __future__ import annotations

import dataclasses
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info

from nnet.collection.lesson import COLLECTION, load_collection_strokes
from nnet.core.data import Splits
from nnet.core.optimizers import ExponentialAverage
from nnet.core.training import Callback, DivergedError, training_state
from nnet.datasets.library import DataLibrary
from nnet.jobs.lr_range_test import advise_rate
from nnet.jobs.recorder import (
    Recorder,
    Stopped,
    TimeLimit,
    retry_until_available,
    send_heartbeats,
)
from nnet.jobs.trainer import create_plan, train
from nnet.models.archive import dump_arrays, parse_arrays
from nnet.models.checkpoint import Model
from nnet.models.config import Config
from nnet.store.claimed_run import ClaimedRun, claim_unfinished
from nnet.store.queue import Superseded
from nnet.store.runs import RunStore
from nnet.synthesis.people import DrawingSet
from nnet.synthesis.training_strokes import load_strokes

NOWHERE = DataLibrary()
"""Where no data is but MNIST."""

VISITOR_RUN_S = 60.0
"""How long a visitor's run may train: what it is given takes a few seconds."""


@dataclasses.dataclass(frozen=True)
class Result:
    """How a run ended: its id, and ``finished``, ``stopped`` or ``superseded``."""

    run_id: str
    status: str


def run_experiment(
    config: Config,
    store: RunStore,
    splits: Splits,
    name: str = "",
    callbacks: Sequence[Callback] = (),
    strokes: Sequence[Path] = (),
    start: Model | None = None,
    library: DataLibrary = NOWHERE,
) -> Result:
    """Train by a configuration and record the run in the store while it goes.

    splits   MNIST's digits, for a configuration that names no other data
    library  where that other data is
    start    what ``config.start`` names: the weights to begin with
    strokes  where the files are that ``config.strokes`` describes

    A ``KeyboardInterrupt``, or its owner, ends the run as ``stopped``, with its last finished epoch
    kept; any other exception ends it as ``failed`` with the reason, and is raised again.
    """
    splits, people = prepare_data(config, splits, strokes, library)
    network = config.create_network()
    run_id = store.create_run(
        config,
        name or f"{config.recipe}, seed {config.seed}",
        network.architecture,
        network.parameter_count,
        environment(),
        None if start is None else begin_with(start, config),
    )
    return train_run(ClaimedRun(store, run_id), splits, people, callbacks)


def begin_with(start: Model, config: Config) -> bytes:
    """Return the state that a training goes on from after no epoch, with a model's weights.

    Raises ``ValueError`` for a model whose layers are others than the configuration's.
    """
    if not config.shares_weights_with(start.config):
        raise ValueError(
            f"A training begins with a model of the same layers. This one is {start.architecture}, "
            f"of the recipe {start.recipe}."
        )
    network, plan = start.network, create_plan(config)
    average = ExponentialAverage(plan.average, network.packed.value) if plan.average else None
    return dump_arrays(training_state(network, plan.optimizer, average), {"epoch": 0})


def resume_experiment(
    run_id: str,
    store: RunStore,
    splits: Splits,
    callbacks: Sequence[Callback] = (),
    strokes: Sequence[Path] = (),
    library: DataLibrary = NOWHERE,
) -> Result:
    """Continue an interrupted, stopped or failed run from its last finished epoch.

    It ends with the same weights, to the bit, as if it had never been interrupted. Raises
    ``ValueError`` when there is no such run, or when it is finished or still running.
    """
    if (run := store.run(run_id)) is None:
        raise ValueError(f"{run_id!r} is not the id of a run. The dashboard lists the runs.")
    config = Config.from_dict(run["config"])
    # Fails, if it does, before the run is touched.
    begun = run["epochs_done"] > 0
    splits, people = prepare_data(config, splits, strokes, library, store, begun)
    return train_run(claim_unfinished(store, run_id), splits, people, callbacks)


def train_claimed_run(
    run: ClaimedRun,
    splits: Splits,
    strokes: Sequence[Path] = (),
    library: DataLibrary = NOWHERE,
) -> Result:
    """Train a run that was claimed from the queue, from its last finished epoch if there is one."""
    try:
        retry_until_available(lambda: run.note_environment(environment()))
    except Superseded:
        return Result(run.run_id, "superseded")
    if (values := run.values()) is None:
        return Result(run.run_id, "superseded")
    config = Config.from_dict(values["config"])
    try:
        begun = values["epochs_done"] > 0
        splits, people = prepare_data(config, splits, strokes, library, run.store, begun)
    except (ValueError, OSError) as error:
        run.finish("failed", str(error))
        raise
    limits = [TimeLimit(VISITOR_RUN_S)] if values["expires_at"] is not None else []
    return train_run(run, splits, people, limits)


def prepare_data(
    config: Config,
    splits: Splits,
    strokes: Sequence[Path],
    library: DataLibrary = NOWHERE,
    store: RunStore | None = None,
    begun: bool = False,
) -> tuple[Splits, list[DrawingSet]]:
    """Return the data that a configuration asks for, and what people drew that it learns from.

    splits   MNIST's digits, for a configuration that names no other data
    strokes  where the files are that ``config.strokes`` describes; what others drew is measured on
    library  where the data is that ``config.data`` describes
    store    whose collection it is, where the strokes are that
    begun    whether an epoch is finished: what was learned from then must not have changed

    Raises ``ValueError`` and ``OSError`` for a file that is not the one described.
    """
    if config.data is not None:
        splits = library.splits(config.data)
    if config.training_digits is not None:
        few = splits.training[: config.training_digits]
        splits = dataclasses.replace(splits, training=few)
    if config.strokes is None:
        return splits, []
    if config.strokes.get("source") == COLLECTION and store is not None:
        people, drawings = load_collection_strokes(store, config.strokes, begun)
    else:
        people, drawings = load_strokes(strokes, config.strokes)
    return dataclasses.replace(splits, drawings=drawings), people


def train_run(
    run: ClaimedRun,
    splits: Splits,
    people: Sequence[DrawingSet],
    callbacks: Sequence[Callback] = (),
) -> Result:
    """Train a run from its last finished epoch on, and record how it ended."""
    try:
        while values := retry_until_available(run.values):
            status = _train_until_end(run, values, splits, people, callbacks)
            # Its owner may have added epochs meanwhile.
            if _finish_unless_extended(run, status, values["epochs"]):
                return Result(run.run_id, status)
    except Superseded:
        pass
    except Exception as error:
        run.finish("failed", str(error) or type(error).__name__)
        raise
    return Result(run.run_id, "superseded")  # by another attempt, or deleted


def _finish_unless_extended(run: ClaimedRun, status: str, epochs: int) -> bool:
    return retry_until_available(lambda: run.finish_unless_extended(status, epochs))


def _train_until_end(
    run: ClaimedRun,
    values: Mapping[str, Any],
    splits: Splits,
    people: Sequence[DrawingSet],
    callbacks: Sequence[Callback],
) -> str:
    """Train as many epochs as the run has and return ``finished``, or ``stopped``."""
    config = Config.from_dict(values["config"])
    recorder = Recorder(run, config, values["best_validation_accuracy"], values["duration_s"])
    resume = None
    if content := run.store.checkpoint(run.run_id, "resume"):
        state, about = parse_arrays(content)
        resume = (about["epoch"], state)
    try:
        with send_heartbeats(run):
            network, watching = config.create_network(), [recorder, *callbacks]
            try:
                train(config, network, splits, people, watching, resume)
            except DivergedError as error:
                raise DivergedError(f"{error} {advise_rate(config, splits.training)}") from None
    except (KeyboardInterrupt, Stopped):
        return "stopped"
    return "finished"


def environment() -> dict[str, Any]:
    """Return what a run ran on, for whoever wants to repeat it."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": f"{blas['name']} {blas['version']}{_kernels()}",
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
    }


def _kernels() -> str:
    """Return which kernels BLAS uses, such as `` SkylakeX``, where it says so."""
    found = [info.get("architecture") for info in threadpool_info() if info["user_api"] == "blas"]
    return f" {found[0]}" if found and found[0] else ""
