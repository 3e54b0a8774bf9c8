"""One training job, from a configuration to a recorded result."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import platform
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info

from nnet.archive import dump_arrays, parse_arrays
from nnet.augmentation import Augmentation
from nnet.checkpoint import dump_model
from nnet.config import Config
from nnet.data import Splits
from nnet.drawn import DrawnDigits, RedrawnDigits, Supply, Together
from nnet.evaluation import EpochMetrics
from nnet.losses import create_loss
from nnet.network import Network
from nnet.optimizers import create_optimizer
from nnet.schedules import create_schedule
from nnet.spans import CutDigits
from nnet.stroke_data import load_strokes
from nnet.strokes import PenDigit
from nnet.tracking import HEARTBEAT_EVERY_S, RunStore, StoreUnavailable
from nnet.training import Callback, Plan, Progress, fit


@dataclasses.dataclass(frozen=True)
class Result:
    """How a run ended: its id, and ``finished`` or ``stopped``."""

    run_id: str
    status: str


class Recorder(Callback):
    """Writes each finished epoch into the store, with what evaluates it and what continues it.

    Checkpoints: ``last``; ``best``, of the highest validation accuracy, the earlier one where two
    are equal; and ``resume``, from which the training goes on as if it had never been interrupted.

    best        the highest validation accuracy so far
    duration_s  how long the run had taken before it was interrupted
    """

    def __init__(
        self,
        store: RunStore,
        run_id: str,
        config: Config,
        best: float = -1.0,
        duration_s: float = 0.0,
    ) -> None:
        self._store = store
        self._run_id = run_id
        self._config = config
        self._last_sign = time.monotonic()
        self._started = self._last_sign - duration_s
        self._best = best

    def on_step(self, progress: Progress) -> None:
        """Give a sign of life every few seconds."""
        now = time.monotonic()
        if now - self._last_sign >= HEARTBEAT_EVERY_S:
            self._last_sign = now
            # The next one may get through; a missed sign of life loses nothing.
            with contextlib.suppress(StoreUnavailable):
                self._store.heartbeat(self._run_id)

    def on_epoch(
        self, metrics: EpochMetrics, network: Network, state: Mapping[str, np.ndarray]
    ) -> None:
        """Record the epoch."""
        content = dump_model(network, self._config)
        checkpoints = {"last": content, "resume": dump_arrays(state, {"epoch": metrics.epoch})}
        if metrics.validation_accuracy > self._best:
            self._best = metrics.validation_accuracy
            checkpoints["best"] = content
        duration = time.monotonic() - self._started
        self._store.add_epoch(self._run_id, dataclasses.asdict(metrics), duration, checkpoints)


def create_plan(config: Config, digits: Sequence[PenDigit] = ()) -> Plan:
    """Return what ``fit`` needs from a configuration.

    digits  what a configuration with ``strokes`` learns from, besides
    """
    parts: list[Supply] = []
    copies = config.strokes["copies"] if digits and config.strokes is not None else 0
    if config.drawn:
        parts.append(DrawnDigits(config.drawn))
    if copies:
        parts.append(RedrawnDigits(digits, copies))
    if config.cut:
        parts.append(CutDigits(config.cut, digits if copies else ()))
    return Plan(
        loss=create_loss(config.loss),
        optimizer=create_optimizer(config.optimizer),
        schedule=create_schedule(config.schedule),
        learning_rate=config.learning_rate,
        epochs=config.epochs,
        batch_size=config.batch_size,
        seed=config.seed,
        slices=config.slices,
        average=config.average,
        augmentation=Augmentation.from_dict(config.augmentation),
        supply=Together(parts) if parts else None,
    )


def run_experiment(
    config: Config,
    store: RunStore,
    splits: Splits,
    name: str = "",
    callbacks: Sequence[Callback] = (),
    strokes: Path | None = None,
) -> Result:
    """Train by a configuration and record the run in the store while it goes.

    strokes  where the file is that ``config.strokes`` describes

    A ``KeyboardInterrupt`` ends the run as ``stopped``, with its last finished epoch kept; any
    other exception ends it as ``failed`` with the reason, and is raised again.
    """
    splits, plan = _prepared(config, splits, strokes)
    network = config.create_network()
    run_id = store.create_run(
        config,
        name or f"{config.recipe}, seed {config.seed}",
        network.architecture,
        network.parameter_count,
        environment(),
    )
    recorder = Recorder(store, run_id, config)
    return _recorded(store, run_id, network, splits, plan, [recorder, *callbacks])


def resume_experiment(
    run_id: str,
    store: RunStore,
    splits: Splits,
    callbacks: Sequence[Callback] = (),
    strokes: Path | None = None,
) -> Result:
    """Continue an interrupted, stopped or failed run from its last finished epoch.

    It ends with the same weights, to the bit, as if it had never been interrupted. Raises
    ``ValueError`` when there is no such run, or when it is finished or still running.
    """
    if (run := store.run(run_id)) is None:
        raise ValueError(f"{run_id!r} is not the id of a run. The dashboard lists the runs.")
    config = Config.from_dict(run["config"])
    splits, plan = _prepared(
        config, splits, strokes
    )  # fails, if it does, before the run is touched
    run = store.resume_run(run_id)
    best = run["best_validation_accuracy"]
    recorder = Recorder(store, run_id, config, -1.0 if best is None else best, run["duration_s"])
    network = config.create_network()
    resume = None
    if content := store.checkpoint(run_id, "resume"):
        state, about = parse_arrays(content)
        resume = (about["epoch"], state)
    return _recorded(store, run_id, network, splits, plan, [recorder, *callbacks], resume)


def _prepared(config: Config, splits: Splits, strokes: Path | None) -> tuple[Splits, Plan]:
    """Return the data with the drawings to measure on, and the plan."""
    if config.strokes is None:
        return splits, create_plan(config)
    digits, drawings = load_strokes(strokes, config.strokes)
    return dataclasses.replace(splits, drawings=drawings), create_plan(config, digits)


def _recorded(
    store: RunStore,
    run_id: str,
    network: Network,
    splits: Splits,
    plan: Plan,
    callbacks: Sequence[Callback],
    resume: tuple[int, Mapping[str, np.ndarray]] | None = None,
) -> Result:
    """Train, and record how it ended."""
    try:
        fit(network, splits, plan, callbacks, resume)
    except KeyboardInterrupt:
        store.finish_run(run_id, "stopped")
        return Result(run_id, "stopped")
    except Exception as error:
        store.finish_run(run_id, "failed", str(error) or type(error).__name__)
        raise
    store.finish_run(run_id, "finished")
    return Result(run_id, "finished")


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
