"""The queue of runs, and what a run's owner asks of it.

Owner and process never meet: both write to the store, so that it does not matter on which machine
either is. What is permitted when is stated in ``run_states``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nnet.models.config import MAX_EPOCHS, Config
from nnet.store.queue import QueueFull, utc_now
from nnet.store.run_rows import new_run, run_values
from nnet.store.run_states import (
    RUNS,
    TRAINING,
    UNFINISHED,
    VISITORS,
    WrongStatus,
    put_into_queue,
    require_permitted,
    take_away,
)
from nnet.store.runs import RunStore
from nnet.store.tables import ActiveModel, Checkpoint, Run

MAX_QUEUED = 200

VISITOR_RUN_KEPT_FOR = timedelta(hours=1)
MAX_VISITOR_RUNS_KEPT = 60
"""Each takes 300 kB of the store; the oldest make room."""


def queue_run(
    store: RunStore, config: Config, name: str, beginning: Mapping[str, bytes] | None = None
) -> dict[str, Any]:
    """Record a run that waits for its turn and return it; raises ``QueueFull``.

    beginning  checkpoints of epoch 0 by kind, where it begins with other weights than random ones
    """
    run = _waiting_run(config, name or f"{config.recipe}, seed {config.seed}")
    with store.writing() as session:
        count = _count(session, RUNS.waiting(), sa.not_(VISITORS))
        if count >= MAX_QUEUED:
            raise QueueFull(f"{count} runs are waiting already. Try again when some have finished.")
        queued = _append(session, run)
        for kind, content in (beginning or {}).items():
            session.add(Checkpoint(run_id=run.id, kind=kind, epoch=0, content=content))
        return queued


def queue_visitor_run(store: RunStore, config: Config, name: str, most: int) -> dict[str, Any]:
    """Record a visitor's run, which waits behind all others, and return it; raises ``QueueFull``.

    most  how many of visitors may wait or be trained at the same time
    """
    run = _waiting_run(config, name)
    run.expires_at = utc_now() + VISITOR_RUN_KEPT_FOR
    with store.writing() as session:
        count = _count(session, Run.status.in_(("queued", *TRAINING)), VISITORS)
        if count >= most:
            raise QueueFull(
                f"{count} visitors' runs are waiting or being trained already, which are as many "
                "as may. Try again in a minute."
            )
        kept = _removable().order_by(Run.created_at.desc()).offset(MAX_VISITOR_RUNS_KEPT - 1)
        for oldest in session.scalars(kept):
            session.delete(oldest)
        return _append(session, run)


def remove_expired_runs(store: RunStore) -> None:
    """Remove visitors' runs whose time is over."""
    expired = _removable().where(Run.expires_at <= utc_now())
    with store.reading() as session:
        if session.scalar(expired.limit(1)) is None:
            return  # looked for every few seconds: nobody else has to wait for it
    with store.writing() as session:
        for run in session.scalars(expired):
            session.delete(run)


def _removable() -> sa.Select[Any]:
    """Return the query for the visitors' runs that nobody trains and no answer comes from."""
    answers = sa.exists().where(ActiveModel.run_id == Run.id)
    return sa.select(Run).where(VISITORS, Run.status.not_in(TRAINING), sa.not_(answers))


def _waiting_run(config: Config, name: str) -> Run:
    """Return the row of a run that is to be queued."""
    network = config.create_network()
    about = (network.architecture, network.parameter_count)
    return new_run(config, name, *about, status="queued", environment={}, attempt=0)


def _append(session: Session, run: Run) -> dict[str, Any]:
    """Put a new run at the end of the queue and return it."""
    run.queue_position = _last_position(session) + 1
    session.add(run)
    session.flush()
    return run_values(run)


def _count(session: Session, *conditions: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).where(*conditions)) or 0


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
