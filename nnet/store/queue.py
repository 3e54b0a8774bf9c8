"""Queueing runs, and steering those that train: what their owner asks, their process hears.

Owner and process never meet: both write to the store, so that it does not matter on which machine
either is. Every rule about which status follows which is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nnet.models.config import Config
from nnet.store.run_rows import (
    TRAINING,
    Superseded,
    begin,
    end,
    new_run,
    present_run,
    run_dict,
    shown_status,
)
from nnet.store.runs import RunStore
from nnet.store.tables import Run

MOST_QUEUED = 200
MOST_LOSSES = 2
"""How often a run whose process was lost is tried again by itself."""

UNFINISHED = ("stopped", "failed", "interrupted")

FROM: dict[str, tuple[str, ...]] = {
    "pause": ("running",),
    "resume": ("paused", *UNFINISHED),
    "stop": ("queued", *TRAINING, "interrupted"),
}
"""The statuses in which a run can be asked for something."""


class WrongStatus(ValueError):
    """A run is not in a state in which it could do what it is asked; the text says so."""


class QueueFull(ValueError):
    """As many runs wait as may; the text says so."""


@dataclass(frozen=True)
class Orders:
    """What a process hears about the run that it trains.

    wanted  ``pause``, ``resume``, ``stop`` or None
    rate    the learning rate that its owner chose, if any
    """

    wanted: str | None
    rate: float | None


def queue_run(store: RunStore, config: Config, name: str) -> dict[str, Any]:
    """Record a run that waits for its turn and return it; raises ``QueueFull``."""
    network = config.create_network()
    run = new_run(
        config,
        name or f"{config.recipe}, seed {config.seed}",
        network.architecture,
        network.parameter_count,
        status="queued",
        environment={},
        attempt=0,
    )
    with store.writing() as session:
        waiting = sa.select(sa.func.count(), sa.func.max(Run.place)).where(Run.status == "queued")
        count, last = session.execute(waiting).one()
        if count >= MOST_QUEUED:
            raise QueueFull(f"{count} runs are waiting already. Try again when some have finished.")
        run.place = (last or 0.0) + 1
        session.add(run)
        session.flush()
        return run_dict(run)


def has_queued(store: RunStore) -> bool:
    """Return whether any run waits for its turn."""
    with store.reading() as session:
        return bool(session.scalar(sa.select(sa.exists().where(Run.status == "queued"))))


def claim_next(store: RunStore) -> dict[str, Any] | None:
    """Return the next run of the queue, now one that is being trained, or None where none is."""
    first = sa.select(Run).where(Run.status == "queued").order_by(Run.place, Run.id).limit(1)
    with store.writing() as session:
        run = session.scalar(first.with_for_update(skip_locked=True))
        if run is None:
            return None
        begin(run)
        return run_dict(run)


def note_environment(
    store: RunStore, run_id: str, attempt: int, environment: Mapping[str, Any]
) -> None:
    """Record what a run is trained on."""
    with store.writing() as session:
        present_run(session, run_id, attempt).environment = dict(environment)


def ask(store: RunStore, run_id: str, wanted: str) -> dict[str, Any] | None:
    """Ask a run to ``pause``, ``resume`` or ``stop``; return it, or None where there is none.

    What no process is busy with changes at once: a queued run is stopped, an unfinished one queued.
    Raises ``WrongStatus`` when its status, or what it was asked before, does not allow it.
    """
    with store.writing() as session:
        run = session.get(Run, run_id, with_for_update=True)
        if run is None:
            return None
        status = run_dict(run)["status"]
        if status not in FROM[wanted]:
            raise WrongStatus(f"This run is {status}: it cannot {wanted}.")
        if run.wanted == "stop":
            raise WrongStatus("This run was asked to stop, and is about to.")
        if wanted == "resume" and status in UNFINISHED:
            queue_last(session, run)
        elif wanted == "stop" and status not in TRAINING:
            _end(run, "stopped")
        else:
            run.wanted = wanted
        return run_dict(run)


def choose_rate(store: RunStore, run_id: str, rate: float) -> dict[str, Any] | None:
    """Have a run go on with another learning rate; return it, or None where there is none.

    Raises ``WrongStatus`` for one that is not to go on.
    """
    with store.writing() as session:
        run = session.get(Run, run_id, with_for_update=True)
        if run is None:
            return None
        status = run_dict(run)["status"]
        if status not in ("queued", *TRAINING):
            raise WrongStatus(f"This run is {status}: its learning rate can no longer be changed.")
        run.rate = rate
        return run_dict(run)


def move_to_front(store: RunStore, run_id: str) -> dict[str, Any] | None:
    """Make a queued run the next one; return it, or None where there is none."""
    with store.writing() as session:
        run = session.get(Run, run_id, with_for_update=True)
        if run is None:
            return None
        if run.status != "queued":
            raise WrongStatus(f"This run is {run_dict(run)['status']}: it is not in the queue.")
        run.place = _first_place(session) - 1
        return run_dict(run)


def report(
    store: RunStore, run_id: str, attempt: int, status: str, progress: Mapping[str, Any] | None
) -> Orders:
    """Record that a run's process is alive, and how far it is; return what its owner asks.

    Raises ``Superseded`` when the run is no longer this process's.
    """
    with store.writing() as session:
        run = present_run(session, run_id, attempt)
        orders = Orders(run.wanted, run.rate)
        if run.status != status:
            run.status, run.wanted = status, None
        run.progress = dict(progress) if progress else None
        run.updated_at = datetime.now(UTC)
        return orders


def beat(store: RunStore, run_id: str, attempt: int) -> None:
    """Record that a run's process is alive; raises ``Superseded`` when the run is another's."""
    with store.writing() as session:
        present_run(session, run_id, attempt).updated_at = datetime.now(UTC)


def lost(store: RunStore, run_id: str, attempt: int, reason: str) -> None:
    """Record that the process is gone that trained a run: it is queued again, twice at most."""
    with store.writing() as session:
        try:
            run = present_run(session, run_id, attempt)
        except Superseded:
            return
        if run.status not in TRAINING:
            return
        run.losses += 1
        if run.losses > MOST_LOSSES:
            _end(run, "failed", f"{reason} It was tried {run.losses} times.")
        else:
            _queue_again(run, _first_place(session) - 1)


def give_back(store: RunStore, run_id: str, attempt: int) -> None:
    """Queue a run again that is trained by a process which is about to end."""
    with store.writing() as session:
        try:
            run = present_run(session, run_id, attempt)
        except Superseded:
            return
        if run.status in TRAINING:
            _queue_again(run, _first_place(session) - 1)


def queue_silent(store: RunStore) -> None:
    """Queue again whatever is shown as interrupted: its process is gone."""
    silent = sa.select(Run).where(
        Run.status.in_(TRAINING), shown_status(datetime.now(UTC)) == "interrupted"
    )
    with store.reading() as session:
        if session.scalar(silent.limit(1)) is None:
            return  # looked for every few seconds: nobody else has to wait for it
    with store.writing() as session:
        for run in session.scalars(silent.with_for_update(skip_locked=True)):
            _queue_again(run, _first_place(session) - 1)


def queue_last(session: Session, run: Run) -> None:
    """Have a run that has ended go on, when all those that wait now have had their turn."""
    last = session.scalar(sa.select(sa.func.max(Run.place)).where(Run.status == "queued"))
    _queue_again(run, (last or 0.0) + 1)
    run.losses = 0


def _queue_again(run: Run, place: float) -> None:
    run.status, run.place = "queued", place
    run.error = run.finished_at = run.wanted = run.progress = None
    run.attempt += 1  # whoever may still train it is too late
    run.updated_at = datetime.now(UTC)


def _end(run: Run, status: str, error: str | None = None) -> None:
    end(run, status, error)
    run.attempt += 1  # as above


def _first_place(session: Session) -> float:
    found = session.scalar(sa.select(sa.func.min(Run.place)).where(Run.status == "queued"))
    return 0.0 if found is None else float(found)
