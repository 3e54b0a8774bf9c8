"""The estimated duration of a training: a second of it, tried on the machine that asks."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnet.augmentation.augment import Augmentation, augment
from nnet.core.data import Dataset, Splits
from nnet.core.evaluation import TRAINING_SAMPLE, outputs_for
from nnet.core.training import Plan, Step, Stepper, train_epoch
from nnet.jobs.trainer import create_plan, create_source, open_stepper
from nnet.models.config import Config
from nnet.parallel.threads import map_on_cores
from nnet.synthesis.people import DrawingSet

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


def estimate(config: Config, splits: Splits, people: Sequence[DrawingSet] = ()) -> Estimate:
    """Try a configuration for about a second.

    splits  the digits that it trains on and is measured on
    people  what people drew that it learns from, besides
    """
    source = create_source(config, people)
    images_per_s = _images_per_s(config, splits)
    further = 0 if source is None else len(source.labels)
    learned = len(splits.training) + further
    preparation_s = _distortion_s(config, splits) * learned + _source_s(config, people) * further
    epoch_s = max(learned / images_per_s, preparation_s) + _evaluation_s(config, splits)
    return Estimate(images_per_s, epoch_s, epoch_s * config.epochs)


def _images_per_s(config: Config, splits: Splits) -> float:
    """Return how many digits a second are learned from, as ``TRIED_S`` of steps show."""
    plan, network = create_plan(config), config.create_network()
    images, elapsed, started = 0, 0.0, time.perf_counter()
    with (
        open_stepper(network, plan, config.slices) as stepper,
        np.errstate(over="ignore", invalid="ignore"),
    ):
        for number, step in enumerate(_endless_steps(stepper, plan, splits.training), 1):
            if number <= WARM_UP:
                started = time.perf_counter()
                continue
            images += len(step.targets)
            elapsed = time.perf_counter() - started
            if elapsed >= TRIED_S:
                break
    return images / elapsed


def _endless_steps(stepper: Stepper, plan: Plan, training: Dataset) -> Iterator[Step]:
    """Yield steps of one epoch after the other."""
    rng = np.random.default_rng(plan.seed)
    while True:
        # As much work as at any other rate, and nothing can run away.
        yield from train_epoch(stepper, training, plan.batch_size, rng, lambda step: SMALL_RATE)


def _distortion_s(config: Config, splits: Splits) -> float:
    """Return how long it takes to distort a digit."""
    settings = Augmentation.from_dict(config.augmentation)
    if settings.changes_nothing:
        return 0.0
    images = splits.training.images[:SAMPLE]
    started = time.perf_counter()
    augment(images, settings, np.random.default_rng(config.seed))
    return (time.perf_counter() - started) / len(images)


def _source_s(config: Config, people: Sequence[DrawingSet]) -> float:
    """Return how long it takes to draw one of the further digits, in the mix that they come in."""
    sizes = [max(len(one.digits), len(one.pictures)) for one in people]
    share = DRAWN / max(config.drawn, config.cut, *sizes, DRAWN)
    few = dataclasses.replace(
        config, drawn=round(config.drawn * share), cut=round(config.cut * share)
    )
    source = create_source(
        few, [one.first(round(n * share)) for one, n in zip(people, sizes, strict=True)]
    )
    if source is None:
        return 0.0
    started = time.perf_counter()
    source.images(np.random.default_rng(config.seed))
    return (time.perf_counter() - started) / max(1, len(source.labels))


def _evaluation_s(config: Config, splits: Splits) -> float:
    """Return how long what is measured after an epoch will take."""
    measured = min(len(splits.training), TRAINING_SAMPLE) + len(splits.validation)
    measured += len(splits.test) + (0 if splits.drawings is None else len(splits.drawings))
    images = splits.test.images[:SAMPLE]
    started = time.perf_counter()
    outputs_for(config.create_network(), images, map_on_cores)
    return (time.perf_counter() - started) / len(images) * measured
