"""How long a training will take: a second of it, tried on the machine that asks."""

from __future__ import annotations

import dataclasses
import functools
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from nnet.augmentation.augment import augment
from nnet.core.data import Splits, minibatches, to_inputs
from nnet.core.evaluation import TRAINING_SAMPLE, outputs_for
from nnet.core.metrics import CLASSES
from nnet.core.network import Network
from nnet.core.training import Plan
from nnet.jobs.experiment import create_plan
from nnet.models.config import Config
from nnet.parallel.stepping import Stepper
from nnet.strokes.types import PenDigit

TRIED_S = 1.0

WARM_UP = 2
"""Steps before the clock starts: the first ones allocate what the others use again."""

SMALL_RATE = 1e-9

SAMPLE = 500
"""Digits that are distorted and evaluated to see how long one takes."""

DRAWN = 100
"""Digits of each kind that are drawn for it."""


@dataclass(frozen=True)
class Estimate:
    """How long a training will take, in seconds, as a short trial lets one expect.

    images_per_s  digits learned from in a second
    epoch_s       an epoch: its steps or, where that takes longer, the preparation of its digits in
                  a second process; and what is measured after it
    total_s       all epochs
    """

    images_per_s: float
    epoch_s: float
    total_s: float


def estimate(config: Config, splits: Splits, digits: Sequence[PenDigit] = ()) -> Estimate:
    """Try a configuration for about a second.

    splits  the digits that it trains on and is measured on
    digits  pen strokes that it learns from, besides
    """
    plan = create_plan(config, digits)
    images_per_s = _images_per_s(config, plan, splits)
    further = 0 if plan.supply is None else len(plan.supply.labels)
    learned = len(splits.training) + further
    preparation_s = _distortion_s(plan, splits) * learned + _supply_s(config, digits) * further
    epoch_s = max(learned / images_per_s, preparation_s) + _evaluation_s(config, splits)
    return Estimate(images_per_s, epoch_s, epoch_s * config.epochs)


def _images_per_s(config: Config, plan: Plan, splits: Splits) -> float:
    """Return how many digits a second are learned from, as ``TRIED_S`` of steps show."""
    network = config.create_network()
    rng = np.random.default_rng(config.seed)
    one_hot = np.eye(CLASSES, dtype=network.dtype)
    stepper = Stepper(network, plan.loss, plan.optimizer, plan.batch_size, plan.slices)
    images, elapsed, started = 0, 0.0, time.perf_counter()
    with closing(stepper), np.errstate(over="ignore", invalid="ignore"):
        stepper.start_epoch(rng)
        for step, (inputs, labels) in enumerate(_minibatches(splits, plan, network, rng), 1):
            # As much work as at any other rate, and nothing can run away.
            stepper.step(inputs, one_hot.take(labels, axis=0), SMALL_RATE)
            if step <= WARM_UP:
                started = time.perf_counter()
                continue
            images += len(inputs)
            elapsed = time.perf_counter() - started
            if elapsed >= TRIED_S:
                break
    return images / elapsed


def _minibatches(
    splits: Splits, plan: Plan, network: Network, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield minibatches without end."""
    prepare = functools.partial(to_inputs, dtype=network.dtype.type)
    while True:
        yield from minibatches(splits.training, plan.batch_size, rng, prepare)


def _distortion_s(plan: Plan, splits: Splits) -> float:
    """Return how long it takes to distort a digit."""
    if plan.augmentation.changes_nothing:
        return 0.0
    images = splits.training.images[:SAMPLE]
    started = time.perf_counter()
    augment(images, plan.augmentation, np.random.default_rng(plan.seed))
    return (time.perf_counter() - started) / len(images)


def _supply_s(config: Config, digits: Sequence[PenDigit]) -> float:
    """Return how long it takes to draw one of the further digits, in the mix that they come in."""
    share = DRAWN / max(config.drawn, config.cut, len(digits), DRAWN)
    few = dataclasses.replace(
        config, drawn=round(config.drawn * share), cut=round(config.cut * share)
    )
    supply = create_plan(few, digits[: round(len(digits) * share)]).supply
    if supply is None:
        return 0.0
    started = time.perf_counter()
    supply.images(np.random.default_rng(config.seed))
    return (time.perf_counter() - started) / max(1, len(supply.labels))


def _evaluation_s(config: Config, splits: Splits) -> float:
    """Return how long what is measured after an epoch will take."""
    measured = min(len(splits.training), TRAINING_SAMPLE) + len(splits.validation)
    measured += len(splits.test) + (0 if splits.drawings is None else len(splits.drawings))
    images = splits.test.images[:SAMPLE]
    started = time.perf_counter()
    outputs_for(config.create_network(), images)
    return (time.perf_counter() - started) / len(images) * measured
