"""The queue of runs, and what a run's owner asks of it.

Owner and process never meet: both write to the store, so that it does not matter on which machine
either is. What is permitted when is stated in ``run_states``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nnet.models.config import MAX_EPOCHS, Config
from nnet.store.queue import QueueFull
from nnet.store.run_rows import new_run, run_values
from nnet.store.run_states import (
    RUNS,
    TRAINING,
    UNFINISHED,
    WrongStatus,
    put_into_queue,
    require_permitted,
    take_away,
)
from nnet.store.runs import RunStore
from nnet.store.tables import Checkpoint, Run

MAX_QUEUED = 200


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
        count = session.scalar(sa.select(sa.func.count()).where(RUNS.waiting())) or 0
        if count >= MAX_QUEUED:
            raise QueueFull(f"{count} runs are waiting already. Try again when some have finished.")
        run.queue_position = _last_position(session) + 1
        session.add(run)
        session.flush()
        return run_values(run)


def has_queued(store: RunStore) -> bool:
    """Return whether any run waits for its turn."""
    with store.reading() as session:
        return bool(session.scalar(sa.select(sa.exists().where(RUNS.waiting()))))


def queue_silent(store: RunStore) -> None:
    """Queue again whatever is shown as interrupted: its process is gone."""
    with store.reading() as session:
        if not RUNS.has_silent(session):
            return  # looked for every few seconds: nobody else has to wait for it
    with store.writing() as session:
        for run in RUNS.lock_silent(session):
            queue_first(session, run)


def request_action(store: RunStore, run_id: str, action: str) -> dict[str, Any] | None:
    """Ask a run to ``pause``, ``resume`` or ``stop``; return it, or None where there is none.

    What no process is busy with changes at once: a queued run is stopped, an unfinished one queued.
    Raises ``WrongStatus`` when its state does not permit it.
    """

    def change(session: Session, run: Run) -> None:
        status = RUNS.shown_status(run)
        if action == "resume" and status in UNFINISHED:
            queue_last(session, run)
        elif action == "stop" and status not in TRAINING:
            take_away(run, "stopped")
        else:
            run.requested_action = action

    return _change_run(store, run_id, action, change)


def choose_learning_rate(store: RunStore, run_id: str, rate: float) -> dict[str, Any] | None:
    """Have a run go on with another learning rate; return it, or None where there is none.

    Raises ``WrongStatus`` for one that is not to go on.
    """

    def change(session: Session, run: Run) -> None:
        run.requested_learning_rate = rate

    return _change_run(store, run_id, "learning_rate", change)


def move_to_front(store: RunStore, run_id: str) -> dict[str, Any] | None:
    """Make a queued run the next one; return it, or None where there is none.

    Raises ``WrongStatus`` for one that is not queued.
    """

    def change(session: Session, run: Run) -> None:
        run.queue_position = _first_position(session) - 1

    return _change_run(store, run_id, "next", change)


def add_epochs(store: RunStore, run_id: str, count: int) -> dict[str, Any] | None:
    """Have a run trained for further epochs; return it, or None where there is none.

    One that has ended is queued again; one that is being trained goes on without a break. Its
    schedule stays laid out over the epochs that it was started with.

    Raises ``WrongStatus`` when its state does not permit it, when nothing is there to go on from,
    and when the epochs would be too many.
    """

    def change(session: Session, run: Run) -> None:
        if run.epochs + count > MAX_EPOCHS:
            raise WrongStatus(
                f"A run has {MAX_EPOCHS:,} epochs at most, and this one has {run.epochs:,} already."
            )
        if run.status in ("stopped", "finished"):
            if run.epochs_done and session.get(Checkpoint, (run_id, "resume")) is None:
                raise WrongStatus(
                    "This run came without the state of its training: there is nothing that it "
                    "could go on from. Start a new run like it."
                )
            queue_last(session, run)
        scheduled = run.config.get("schedule_epochs") or run.epochs
        run.epochs += count
        run.config = {**run.config, "epochs": run.epochs, "schedule_epochs": scheduled}

    return _change_run(store, run_id, "more", change)


def queue_first(session: Session, run: Run) -> None:
    """Have a run that lost its process go on before all those that wait."""
    put_into_queue(run, _first_position(session) - 1)


def queue_last(session: Session, run: Run) -> None:
    """Have a run that has ended go on when all those that wait now have had their turn."""
    put_into_queue(run, _last_position(session) + 1)
    run.lost_workers = 0


def _change_run(
    store: RunStore, run_id: str, action: str, change: Callable[[Session, Run], None]
) -> dict[str, Any] | None:
    """Change a run if its state permits the action; return it, or None where there is none."""
    with store.writing() as session:
        run = session.get(Run, run_id, with_for_update=True)
        if run is None:
            return None
        require_permitted(run, action)
        change(session, run)
        return run_values(run)


def _first_position(session: Session) -> float:
    found = session.scalar(sa.select(sa.func.min(Run.queue_position)).where(RUNS.waiting()))
    return 0.0 if found is None else found


def _last_position(session: Session) -> float:
    return session.scalar(sa.select(sa.func.max(Run.queue_position)).where(RUNS.waiting())) or 0.0
