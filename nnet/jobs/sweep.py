"""Sweeps: every combination of some settings, with several seeds each, as runs side by side."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from nnet.datasets.library import DataLibrary
from nnet.jobs.dask_cluster import run_side_by_side
from nnet.jobs.experiment import NOWHERE, resume_experiment, run_experiment
from nnet.jobs.worker import splits
from nnet.models.config import Config
from nnet.models.recipes import recipe_config
from nnet.store.claimed_run import ClaimedRun
from nnet.store.queue import Superseded
from nnet.store.runs import RunStore

SETTINGS: dict[str, Callable[[str], Any]] = {
    "learning_rate": float,
    "batch_size": int,
    "epochs": int,
    "training_digits": int,
    "slices": int,
    "average": float,
    "schedule": str,
    "loss": str,
}
"""What can be swept over, and how each value is read from a text."""

UNFINISHED = ("interrupted", "stopped", "failed")


@dataclass(frozen=True)
class Member:
    """One training of a sweep.

    settings  the combination that it belongs to, by name
    config    the whole configuration, with its seed
    """

    settings: Mapping[str, Any]
    config: Config

    @property
    def label(self) -> str:
        """What it is called: ``learning_rate=0.3, seed 2``."""
        values = ", ".join(f"{name}={value}" for name, value in self.settings.items())
        return f"{values or self.config.recipe}, seed {self.config.seed}"


@dataclass(frozen=True)
class Outcome:
    """How a member ended: its finished run and the metrics of the last epoch, or the error."""

    member: Member
    run_id: str | None = None
    last: dict[str, Any] | None = None
    error: str | None = None


@dataclass
class Combination:
    """The outcomes of one combination of settings, over the seeds."""

    settings: Mapping[str, Any]
    outcomes: list[Outcome] = field(default_factory=list)

    def values(self, metric: str) -> list[float]:
        """Return a metric of the last epoch of every member that finished."""
        return [outcome.last[metric] for outcome in self.outcomes if outcome.last is not None]


def read_grid(texts: Sequence[str]) -> dict[str, list[Any]]:
    """Return the values of each setting in texts such as ``learning_rate=0.1,0.3``.

    Raises ``ValueError`` for a setting that cannot be swept over, or a value of another kind.
    """
    grid: dict[str, list[Any]] = {}
    for text in texts:
        name, _, values = text.partition("=")
        if name not in SETTINGS:
            raise ValueError(f"--set takes NAME=VALUE,... of {', '.join(SETTINGS)}, got {text!r}.")
        if name in grid:
            raise ValueError(f"--set {name} was given twice; write all its values in one.")
        try:
            grid[name] = [SETTINGS[name](value.strip()) for value in values.split(",")]
        except ValueError:
            kind = "whole numbers" if SETTINGS[name] is int else "numbers"
            raise ValueError(
                f"--set {name} needs {kind} with commas between, got {values!r}."
            ) from None
        if len(set(grid[name])) < len(grid[name]):
            raise ValueError(f"--set {name} has the same value twice: {values}.")
    return grid


def members_of(
    recipe: str,
    grid: Mapping[str, Sequence[Any]],
    seeds: int,
    data: dict[str, Any] | None = None,
    **fixed: Any,
) -> list[Member]:
    """Return every combination of the grid with the seeds 1 to ``seeds``.

    data  what a configuration says of other data than MNIST; None for MNIST

    Raises ``ValueError`` for a combination that no training can run with.
    """
    members = []
    for values in itertools.product(*grid.values()):
        settings = dict(zip(grid, values, strict=True))
        for seed in range(1, seeds + 1):
            config = recipe_config(recipe, **{**fixed, **settings, "seed": seed})
            if data is not None:
                config = config.with_data(data)
            members.append(Member(settings, config))
    return members


def run_sweep(
    members: Sequence[Member],
    url: str,
    name: str,
    workers: int,
    scheduler: str | None = None,
    report: Callable[[Outcome], None] = lambda outcome: None,
    folder: Path | None = None,
) -> list[Outcome]:
    """Train what is not trained yet and return every member's outcome, in the members' order.

    A member whose configuration already has a finished run is not trained again; one with an
    unfinished run goes on with that. A member that fails leaves the others alone. After a
    ``KeyboardInterrupt`` finished runs stay finished, and those that were trained here are stopped.

    url        the store; with workers on other machines, one that they can reach
    name       comes before each run's own name
    workers    processes to start here
    scheduler  the address of a Dask scheduler, whose workers train instead
    report     is told of each outcome as soon as it is known
    folder     where the members' data is, if it is not MNIST; workers have to reach it, too
    """
    store = RunStore(url)
    place = None if folder is None else str(folder.resolve())
    known = _known_runs(store)
    outcomes: dict[int, Outcome] = {}
    waiting: dict[int, tuple[Any, ...]] = {}
    for index, member in enumerate(members):
        run = known.get(_key(member.config.to_dict()))
        if run is None or run["status"] in UNFINISHED:
            unfinished = run and run["id"]
            waiting[index] = (member.config.to_dict(), name + member.label, unfinished, url, place)
        else:
            outcomes[index] = _outcome(store, member, run["id"])
            report(outcomes[index])
    places = list(waiting)
    try:
        for call, result in run_side_by_side(train_member, [*waiting.values()], workers, scheduler):
            index = places[call]
            outcomes[index] = _outcome(store, members[index], result)
            report(outcomes[index])
    except KeyboardInterrupt:
        if scheduler is None:
            _stop(store, [members[index] for index in places if index not in outcomes])
        raise
    finally:
        store.close()
    return [outcomes[index] for index in range(len(members))]


def combinations(outcomes: Sequence[Outcome]) -> list[Combination]:
    """Return the outcomes by their settings, in the order in which these first occur."""
    found: dict[str, Combination] = {}
    for outcome in outcomes:
        settings = outcome.member.settings
        found.setdefault(str(settings), Combination(settings)).outcomes.append(outcome)
    return list(found.values())


def train_member(
    config: dict[str, Any], name: str, run_id: str | None, url: str, folder: str | None = None
) -> str:
    """Train one member, in a worker's process, and return its run's id.

    run_id  an unfinished run to go on with, if there is one
    folder  the path of its data's folder, where it is other data than MNIST
    """
    store, chosen = RunStore(url), Config.from_dict(config)
    if chosen.data is None or folder is None:
        digits, library = splits(), NOWHERE
    else:
        digits = DataLibrary(folder=Path(folder)).splits(chosen.data)
        library = DataLibrary(known=(chosen.data["sha256"], digits))
    # The members keep the cores busy; threads of BLAS beside them would only be in the way.
    with threadpool_limits(1, "blas"):
        if run_id is not None:
            return resume_experiment(run_id, store, digits, library=library).run_id
        return run_experiment(chosen, store, digits, name, library=library).run_id


def _known_runs(store: RunStore) -> dict[str, dict[str, Any]]:
    """Return the runs by what they were configured with; of equal ones a finished one, if any."""
    known: dict[str, dict[str, Any]] = {}
    cursor = None
    while True:
        page, cursor = store.runs(limit=200, cursor=cursor)
        for run in page:
            try:
                # An older version's configuration lacks what has come since.
                key = _key(Config.from_dict(run["config"]).to_dict())
            except ValueError:
                continue
            if key not in known or run["status"] == "finished":
                known[key] = run
        if cursor is None:
            return known


def _key(config: Mapping[str, Any]) -> str:
    return json.dumps(config, sort_keys=True)


def _outcome(store: RunStore, member: Member, result: str | Exception) -> Outcome:
    """Return how a member ended, from its run's id or from what was raised instead."""
    if isinstance(result, Exception):
        return Outcome(member, error=str(result) or type(result).__name__)
    run, metrics = store.run(result), store.metrics(result)
    if run is None or run["status"] != "finished" or not metrics:
        return Outcome(member, error=f"Run {result} has not finished; is it training elsewhere?")
    return Outcome(member, result, metrics[-1])


def _stop(store: RunStore, members: Sequence[Member]) -> None:
    """Record that the processes that trained these members are gone."""
    known = _known_runs(store)
    for member in members:
        run = known.get(_key(member.config.to_dict()))
        if run is not None and run["status"] == "running":
            with suppress(Superseded):  # somebody has it trained again
                ClaimedRun(store, run["id"], run["attempt"]).finish("stopped")
