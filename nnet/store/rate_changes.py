"""Changes of a run's learning rate while it trained, written down when the training obeys them."""

from __future__ import annotations

from typing import Any

from nnet.core.training import Progress
from nnet.store.run_rows import present_run
from nnet.store.runs import RunStore


def note_rate_change(
    store: RunStore, run_id: str, attempt: int, progress: Progress, new: float
) -> None:
    """Record that a training goes on with another learning rate from here.

    Raises ``Superseded`` when the run is no longer this process's.
    """
    # Before the first step, progress tells of the epoch before.
    whole = progress.epoch - 1 if progress.step else progress.epoch
    change = {
        "epoch": whole + 1,
        "step": progress.step,
        "position": round(whole + progress.step / max(progress.steps, 1), 4),
        "old": progress.rate,
        "new": new,
    }
    with store.writing() as session:
        run = present_run(session, run_id, attempt)
        run.rate_changes = [*run.rate_changes, change]


def kept_rate_changes(
    store: RunStore, run_id: str, attempt: int, epochs: int
) -> list[dict[str, Any]]:
    """Return the changes within a run's finished epochs; forget those that were lost with theirs.

    Raises ``Superseded`` when the run is no longer this process's.
    """
    with store.writing() as session:
        run = present_run(session, run_id, attempt)
        run.rate_changes = [change for change in run.rate_changes if change["epoch"] <= epochs]
        return run.rate_changes
