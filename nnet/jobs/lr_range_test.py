"""The learning-rate range test: try ever longer steps on a fresh network and watch the loss."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnet.core.data import Dataset
from nnet.core.layers import require_whole
from nnet.core.training import DivergedError, Step, train_epoch
from nnet.jobs.trainer import create_plan, open_epochs, open_stepper
from nnet.models.config import Config

STEPS, LOWEST, HIGHEST = 300, 1e-5, 100.0
"""How many steps a test takes and between which rates, unless somebody chooses others."""

SMOOTHING = 0.95
"""What the average keeps of itself at each step: it looks back over about twenty of them."""

SETTLING = 20
"""How many of the first steps are too few to average over; slopes are taken over as many."""

DIVERGED = 4.0
"""The test ends where the smoothed loss is so many times its lowest value."""

MARGIN = 10.0
"""How far below the lowest point of the loss the suggestion lies."""


@dataclass(frozen=True)
class RangePoint:
    """One step of the test: its rate, its minibatch's loss before it, and the averaged loss."""

    step: int
    learning_rate: float
    loss: float
    smoothed_loss: float


@dataclass(frozen=True)
class Suggestion:
    """A learning rate to train with, or None, and a sentence that says why.

    lowest_at   the rate at which the smoothed loss was lowest; None where nothing is suggested
    fell_apart  whether the loss ran away after that, before the test's last step
    """

    learning_rate: float | None
    reason: str
    lowest_at: float | None = None
    fell_apart: bool = False


def range_test(
    config: Config,
    training: Dataset,
    steps: int = STEPS,
    lowest: float = LOWEST,
    highest: float = HIGHEST,
    watch: Callable[[Sequence[RangePoint]], None] = lambda points: None,
) -> list[RangePoint]:
    """Train a configuration's network, each step a little longer than the one before.

    The rate grows by the same factor from step to step, from ``lowest`` to ``highest``. The
    configuration's loss, optimizer, batch size, slices, distortions and seed are used, its own
    rate, schedule and epochs are not. Ends early, without the last step, when the loss is no longer
    finite; and with it when the smoothed loss is ``DIVERGED`` times its lowest value. ``watch`` is
    called with the points so far after each step.

    After Smith, Cyclical Learning Rates for Training Neural Networks (2017), section 3.3, with an
    exponential growth of the rate in place of his linear one, since nobody knows its magnitude.

    Raises ``ValueError`` for limits that no test can run with.
    """
    require_whole("Steps", steps, 100, 10_000)
    if not (0 < lowest < highest and math.isfinite(highest)):
        raise ValueError(
            "The lowest learning rate must be above 0 and the highest above the lowest, "
            f"got {lowest!r} and {highest!r}."
        )
    plan, network = create_plan(config), config.create_network()
    rng = np.random.default_rng((plan.seed, 1))
    # Only the digits that the steps need are distorted.
    rows = rng.permutation(len(training))[: steps * plan.batch_size]
    digits = Dataset(training.images[rows], training.labels[rows])
    passes = -(-steps // -(-len(digits) // plan.batch_size))
    points: list[RangePoint] = []

    def rate_at(_: int) -> float:
        return lowest * (highest / lowest) ** (len(points) / (steps - 1))

    def take_steps() -> Iterator[Step]:
        for epoch in range(1, passes + 1):
            yield from train_epoch(stepper, epochs.dataset(epoch), plan.batch_size, rng, rate_at)

    average, best = 0.0, math.inf
    # Overflow is reported as DivergedError.
    with (
        open_stepper(network, plan, config.slices) as stepper,
        open_epochs(config, digits, passes) as epochs,
        np.errstate(over="ignore", invalid="ignore"),
        contextlib.suppress(DivergedError),
    ):
        for step in take_steps():
            loss = plan.loss.value(step.outputs, step.targets)
            average = SMOOTHING * average + (1 - SMOOTHING) * loss
            # The average starts at 0; this takes that start out of it, as in Adam (Kingma and
            # Ba, 2015, section 3).
            smoothed = average / (1 - SMOOTHING ** (len(points) + 1))
            if not math.isfinite(smoothed):
                break
            points.append(RangePoint(len(points) + 1, step.learning_rate, loss, smoothed))
            watch(points)
            best = min(best, smoothed)
            if smoothed > DIVERGED * best or len(points) == steps:
                break
    return points


def suggest(points: Sequence[RangePoint]) -> Suggestion:
    """Return a tenth of the rate at which the smoothed loss was lowest, rounded to two digits.

    Where the loss is lowest the steps are already as long as they can be for a moment, and too long
    to train with; a tenth of that keeps clear of it. None is suggested when the loss did not fall.
    """
    smoothed = np.array([point.smoothed_loss for point in points[SETTLING:]])
    lowest = int(smoothed.argmin()) if len(smoothed) else 0
    rates = [point.learning_rate for point in points[SETTLING:]]
    if lowest < SETTLING or rates[lowest] / MARGIN <= points[0].learning_rate:
        return Suggestion(
            None,
            "The loss did not fall for long at any of these learning rates, so none can be "
            "suggested. Try other rates with --lowest and --highest.",
        )
    # The rates' logarithms are equally far apart.
    falls = smoothed[: lowest + 1 - SETTLING] - smoothed[SETTLING : lowest + 1]
    fastest = rates[int(falls.argmax()) + SETTLING // 2]
    fell_apart = bool(smoothed[-1] > DIVERGED * smoothed[lowest])
    end = f"and had grown {DIVERGED:g}-fold" if fell_apart else "and the test ended"
    return Suggestion(
        float(f"{rates[lowest] / MARGIN:.2g}"),
        f"The smoothed loss fell fastest at {fastest:.2g}, was lowest at {rates[lowest]:.2g} "
        f"{end} at {rates[-1]:.2g}; a tenth of the rate at the lowest point leaves room for a "
        "whole training.",
        rates[lowest],
        fell_apart,
    )


def advise_rate(config: Config, training: Dataset) -> str:
    """Return what to do after a training that diverged: a sentence that names a learning rate."""
    rate = suggest(range_test(config, training)).learning_rate
    if rate is None or rate >= config.learning_rate:
        return "Try a lower one."
    return f"A range test of this configuration suggests {rate:g}."
