"""Further epochs for a run: its training goes on from its last finished epoch."""

from __future__ import annotations

from typing import Any

from nnet.models.config import MAX_EPOCHS
from nnet.store.queue import WrongStatus, queue_last
from nnet.store.run_rows import end, present_run, run_dict
from nnet.store.runs import RunStore
from nnet.store.tables import Checkpoint, Run

ENDED = ("stopped", "finished")
EXTENDED = ("queued", "running", "paused", *ENDED)
"""The statuses in which a run can be given further epochs."""


def add_epochs(store: RunStore, run_id: str, count: int) -> dict[str, Any] | None:
    """Have a run trained for further epochs; return it, or None where there is none.

    One that has ended is queued again; one that is being trained goes on without a break. Its
    schedule stays laid out over the epochs that it was started with.

    Raises ``WrongStatus`` when its status does not allow it, when nothing is there to go on from,
    and when the epochs would be too many.
    """
    with store.writing() as session:
        run = session.get(Run, run_id, with_for_update=True)
        if run is None:
            return None
        status = run_dict(run)["status"]
        if status not in EXTENDED:
            raise WrongStatus(f"This run is {status}: it cannot be given further epochs.")
        if run.wanted == "stop":
            raise WrongStatus("This run was asked to stop. Add epochs when it has.")
        if run.epochs + count > MAX_EPOCHS:
            raise WrongStatus(
                f"A run has {MAX_EPOCHS:,} epochs at most, and this one has {run.epochs:,} already."
            )
        if status in ENDED:
            if run.epochs_done and session.get(Checkpoint, (run_id, "resume")) is None:
                raise WrongStatus(
                    "This run came without the state of its training: there is nothing that it "
                    "could go on from. Start a new run like it."
                )
            queue_last(session, run)
        scheduled = run.config.get("schedule_epochs") or run.epochs
        run.epochs += count
        run.config = {**run.config, "epochs": run.epochs, "schedule_epochs": scheduled}
        return run_dict(run)


def end_run(store: RunStore, run_id: str, status: str, attempt: int, epochs: int) -> bool:
    """Record that a training ended; return False when it has to go on, for epochs were added.

    epochs  how many it was to train for

    Raises ``Superseded`` when the run is no longer this process's.
    """
    with store.writing() as session:
        run = present_run(session, run_id, attempt)
        if status == "finished" and run.epochs > epochs:
            return False
        end(run, status)
        return True
