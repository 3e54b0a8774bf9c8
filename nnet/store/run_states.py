"""The states of a run: which there are, what is permitted in each, and how one follows another."""

from __future__ import annotations

from dataclasses import dataclass

from nnet.store.queue import WorkQueue, utc_now
from nnet.store.tables import Run

STATUSES = ("queued", "running", "paused", "stopped", "finished", "failed", "interrupted")

TRAINING = ("running", "paused")
"""The statuses of runs that a process is busy with."""

UNFINISHED = ("stopped", "failed", "interrupted")
"""The statuses of runs that have ended before their last epoch."""

VISITORS = Run.expires_at.is_not(None)
"""The condition for the runs that visitors started."""

RUNS = WorkQueue(Run, (VISITORS, Run.queue_position, Run.id), TRAINING)
"""Runs as a queue of work: a queued one waits as long as it takes, visitors' behind all others."""


class WrongStatus(ValueError):
    """A run is not in a state in which it could do what it is asked; the text says so."""


@dataclass(frozen=True)
class Rule:
    """When an action is permitted.

    statuses         those in which it is
    refusal          what else is said, of a run's ``{status}``
    stopping         what is said of a run that was asked to stop; None if it is permitted even then
    """

    statuses: tuple[str, ...]
    refusal: str
    stopping: str | None = None


_STOPPING = "This run was asked to stop, and is about to."

ACTIONS = {
    "pause": Rule(("running",), "This run is {status}: it cannot pause.", _STOPPING),
    "resume": Rule(("paused", *UNFINISHED), "This run is {status}: it cannot resume.", _STOPPING),
    "stop": Rule(
        ("queued", *TRAINING, "interrupted"), "This run is {status}: it cannot stop.", _STOPPING
    ),
    "next": Rule(("queued",), "This run is {status}: it is not in the queue."),
    "more": Rule(
        ("queued", *TRAINING, "stopped", "finished"),
        "This run is {status}: it cannot be given further epochs.",
        "This run was asked to stop. Add epochs when it has.",
    ),
    "learning_rate": Rule(
        ("queued", *TRAINING),
        "This run is {status}: its learning rate can no longer be changed.",
    ),
    "activate": Rule(("finished",), "This run is {status}. Choose one that has finished."),
    "delete": Rule(
        tuple(status for status in STATUSES if status not in TRAINING),
        "This run is being trained. Stop it first.",
    ),
}
"""What can be done with a run, and when.

``pause``, ``resume``, ``stop``, ``next`` and ``more`` are posted to an address of that name below
the run's; ``learning_rate`` is a member of what ``PATCH`` takes; ``activate`` is ``PUT /api/model``
and ``delete`` is ``DELETE``. An action that the status permits may still be refused for another
reason: a run was asked to stop before, or a checkpoint is missing.
"""


def permitted_actions(status: str) -> list[str]:
    """Return what can be done with a run of a shown status."""
    return [name for name, rule in ACTIONS.items() if status in rule.statuses]


def require_permitted(run: Run, action: str) -> None:
    """Raise ``WrongStatus`` where a run's state does not permit an action."""
    rule, status = ACTIONS[action], RUNS.shown_status(run)
    if status not in rule.statuses:
        raise WrongStatus(rule.refusal.format(status=status))
    if run.requested_action == "stop" and rule.stopping:
        raise WrongStatus(rule.stopping)


def begin(run: Run) -> None:
    """Make a run one that is being trained by a new attempt."""
    _leave(run, "running")
    run.attempt += 1
    run.updated_at = utc_now()


def end(run: Run, status: str, error: str | None = None) -> None:
    """Make a run one that is no longer trained, nor waits for it."""
    _leave(run, status)
    run.error, run.finished_at = error, utc_now()


def take_away(run: Run, status: str, error: str | None = None) -> None:
    """End a run whose process, if there still is one, must not write to it any more."""
    end(run, status, error)
    run.attempt += 1


def put_into_queue(run: Run, position: float) -> None:
    """Make a run one that waits; whoever may still train it is too late."""
    _leave(run, "queued")
    run.queue_position = position
    run.attempt += 1
    run.updated_at = utc_now()


def _leave(run: Run, status: str) -> None:
    """Give a run another status, and forget what was true of the one before."""
    run.status = status
    run.queue_position = run.requested_action = run.progress = None
    run.error = run.finished_at = None
