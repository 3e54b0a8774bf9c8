"""A run in the hands of the process that trains it: claimed, kept alive, written to, ended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from nnet.store.queue import Superseded, utc_now
from nnet.store.run_queue import queue_first
from nnet.store.run_states import RUNS, TRAINING, UNFINISHED, begin, end, take_away
from nnet.store.runs import RunStore
from nnet.store.tables import Checkpoint, KeptEpoch, Metric, Run

MAX_LOST_WORKERS = 2
"""How often a run whose process was lost is tried again by itself."""


@dataclass(frozen=True)
class Orders:
    """What a process hears about the run that it trains.

    action         ``pause``, ``resume``, ``stop`` or None
    learning_rate  what its owner chose, if anything
    """

    action: str | None
    learning_rate: float | None


@dataclass(frozen=True)
class ClaimedRun:
    """A run that this process trains, and the attempt at it that it makes.

    Every method that writes raises ``Superseded`` once the run is deleted or another attempt has
    begun, unless it says otherwise.
    """

    store: RunStore
    run_id: str
    attempt: int = 1

    def values(self) -> dict[str, Any] | None:
        """Return the run as plain values for JSON, whoever trains it; None if it is deleted."""
        return self.store.run(self.run_id)

    def heartbeat(self) -> None:
        """Record that the process is alive."""
        with self._writing() as (_, run):
            run.updated_at = utc_now()

    def report(self, status: str, progress: Mapping[str, Any] | None) -> Orders:
        """Record that the process is alive, and how far it is; return what the owner asks."""
        with self._writing() as (_, run):
            orders = Orders(run.requested_action, run.requested_learning_rate)
            if run.status != status:
                run.status, run.requested_action = status, None
            run.progress = dict(progress) if progress else None
            run.updated_at = utc_now()
            return orders

    def note_environment(self, environment: Mapping[str, Any]) -> None:
        """Record what the run is trained on, and that its process has come to life."""
        with self._writing() as (_, run):
            run.environment = dict(environment)
            run.updated_at = utc_now()

    def add_epoch(
        self,
        metrics: Mapping[str, Any],
        duration_s: float,
        checkpoints: Mapping[str, bytes],
        kept: bytes | None = None,
    ) -> None:
        """Record a finished epoch, all of it or nothing.

        metrics      one value for each column of ``Metric``
        duration_s   how long the run has taken so far
        checkpoints  model files by kind, ``last`` or ``best``, which replace the earlier ones
        kept         the model file of this epoch, if all of them are kept
        """
        epoch = metrics["epoch"]
        with self._writing() as (session, run):
            session.add(Metric(run_id=self.run_id, **metrics))
            for kind, content in checkpoints.items():
                session.merge(
                    Checkpoint(run_id=self.run_id, kind=kind, epoch=epoch, content=content)
                )
            if kept is not None:
                session.merge(KeptEpoch(run_id=self.run_id, epoch=epoch, content=kept))
            best = run.best_validation_accuracy or 0.0
            run.epochs_done = epoch
            run.best_validation_accuracy = max(best, metrics["validation_accuracy"])
            run.test_accuracy = metrics["test_accuracy"]
            run.drawings_accuracy = metrics["drawings_accuracy"]
            run.duration_s = duration_s
            run.updated_at = utc_now()

    def add_rate_change(self, change: Mapping[str, Any]) -> None:
        """Record a change of the learning rate; ``Run.rate_changes`` says what is in it."""
        with self._writing() as (_, run):
            run.rate_changes = [*run.rate_changes, dict(change)]

    def keep_rate_changes(self, epochs: int) -> list[dict[str, Any]]:
        """Return the changes within the finished epochs; forget those that were lost with theirs.

        epochs  how many are finished
        """
        with self._writing() as (_, run):
            run.rate_changes = [change for change in run.rate_changes if change["epoch"] <= epochs]
            return run.rate_changes

    def finish(self, status: str, error: str | None = None) -> None:
        """Record how the run ended: ``finished``, ``stopped``, or ``failed`` with the reason."""
        with self._writing() as (_, run):
            end(run, status, error)

    def finish_unless_extended(self, status: str, epochs: int) -> bool:
        """Record how the run ended; return False when it has to go on, for epochs were added.

        epochs  how many it was to train for
        """
        with self._writing() as (_, run):
            if status == "finished" and run.epochs > epochs:
                return False
            end(run, status)
            return True

    def lose(self, reason: str) -> None:
        """Record that the process is gone: the run is queued again, twice at most.

        Nothing happens if it is no longer this attempt's.
        """
        with suppress(Superseded), self._writing() as (session, run):
            if run.status not in TRAINING:
                return
            run.lost_workers += 1
            if run.lost_workers > MAX_LOST_WORKERS:
                take_away(run, "failed", f"{reason} It was tried {run.lost_workers} times.")
            else:
                queue_first(session, run)

    def give_back(self) -> None:
        """Queue the run again, whose process is about to end; nothing if it is not this one's."""
        with suppress(Superseded), self._writing() as (session, run):
            if run.status in TRAINING:
                queue_first(session, run)

    @contextmanager
    def _writing(self) -> Iterator[tuple[Session, Run]]:
        """A transaction that writes to the run: all of it or, when it raises, nothing."""
        with self.store.writing() as session:
            held = RUNS.hold(session, self.run_id, lambda run: run.attempt == self.attempt)
            yield session, held


def claim_next(store: RunStore) -> ClaimedRun | None:
    """Return the next run of the queue, now one that is being trained, or None where none is."""
    with store.writing() as session:
        run = RUNS.claim_next(session)
        if run is None:
            return None
        begin(run)
        return ClaimedRun(store, run.id, run.attempt)


def claim_unfinished(store: RunStore, run_id: str) -> ClaimedRun:
    """Return an interrupted, stopped or failed run, now one that is being trained.

    Raises ``ValueError`` when there is no such run, or when it is finished or still running.
    """
    with store.writing() as session:
        run = session.get(Run, run_id)
        if run is None:
            raise ValueError(f"{run_id!r} is not the id of a run. The dashboard lists the runs.")
        if (status := RUNS.shown_status(run)) not in UNFINISHED:
            raise ValueError(f"Run {run_id} is {status}; only an unfinished run can go on.")
        begin(run)
        run.lost_workers = 0
        return ClaimedRun(store, run_id, run.attempt)
