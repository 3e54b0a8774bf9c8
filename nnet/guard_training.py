"""How the guard is trained: on MNIST and drawn digits against what the project draws as none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

import numpy as np

from nnet.augmentation import Augmentation, augment
from nnet.data import Dataset, Splits, minibatches
from nnet.drawn import DrawnDigits, RedrawnDigits
from nnet.evaluation import batched
from nnet.folding import fold
from nnet.guard import DIGIT, NO_DIGIT, Guard, dump_guard
from nnet.losses import SoftmaxCrossEntropy
from nnet.negatives import Negatives
from nnet.network import Network
from nnet.optimizers import create_optimizer
from nnet.preprocessing import to_inputs
from nnet.schedules import create_schedule
from nnet.spans import labelled_spans
from nnet.stepping import Stepper
from nnet.strokes import PenDigit
from nnet.styles import draw_digit

LAYERS: tuple[dict[str, Any], ...] = (
    {"type": "unflatten"},
    {"type": "conv2d", "filters": 24, "kernel": 5, "stride": 2, "padding": 2, "bias": False},
    *({"type": "batch_norm"}, {"type": "relu"}),
    {"type": "conv2d", "filters": 48, "kernel": 3, "stride": 2, "padding": 1, "bias": False},
    *({"type": "batch_norm"}, {"type": "relu"}),
    *({"type": "flatten"}, {"type": "dropout", "rate": 0.3}),
    *({"type": "dense", "units": 96, "init": "he"}, {"type": "batch_norm"}, {"type": "relu"}),
    {"type": "dense", "units": 2, "init": "he"},
)

BATCH_SIZE = 128
LEARNING_RATE = 0.003
REFUSED = 0.01
"""The share of digits to refuse, of those that the threshold is chosen on."""

DISTORTIONS = Augmentation(rotation=6, scale=0.06, shear=0.08, shift=1, thickness=0.3)


def train_guard(
    splits: Splits,
    digits: Sequence[PenDigit],
    count: int,
    epochs: int,
    seed: int,
    report: Callable[[int, float, float], None],
) -> bytes:
    """Return a guard's file.

    digits  drawn by people, to be redrawn beside MNIST's and the generator's
    count   how many negatives, and about as many digits, it learns from
    report  is told of each epoch: its number, the share of new digits that are refused, and of
            new negatives that are caught

    The threshold is chosen on digits that it did not learn from: MNIST's validation digits and
    newly drawn ones.
    """
    rng = np.random.default_rng((seed, 0))
    network = Network.from_config(LAYERS, rng, np.float32)
    stepper = Stepper(
        network, SoftmaxCrossEntropy(), create_optimizer({"type": "adam"}), BATCH_SIZE, 1, None
    )
    training = _pool(splits.training, digits, count, rng)
    spans = labelled_spans(_drawn, count // 3, rng)
    training = _together(training, spans)
    if digits:
        own = labelled_spans(lambda rng: digits[int(rng.integers(len(digits)))], count // 3, rng)
        training = _together(training, own)
    digits_left_out = np.concatenate([splits.validation.images, DrawnDigits(5_000).images(rng)])
    negatives_left_out = Negatives(5_000).images(rng)
    schedule = create_schedule("one_cycle")
    steps = -(-len(training) // BATCH_SIZE)
    threshold = 0.0
    with closing(stepper):
        for epoch in range(1, epochs + 1):
            rng = np.random.default_rng((seed, epoch))
            stepper.start_epoch(rng)
            distorted = Dataset(augment(training.images, DISTORTIONS, rng), training.labels)
            batches = minibatches(distorted, BATCH_SIZE, rng, to_inputs)
            for step, (inputs, labels) in enumerate(batches):
                rate = LEARNING_RATE * schedule((epoch - 1 + step / steps) / epochs)
                stepper.step(inputs, np.eye(2, dtype=np.float32)[labels], rate)
            stepper.end_epoch()
            guard = Guard(fold(network), 0.0)
            of_digits = batched(guard.digit_probability, digits_left_out)
            threshold = float(np.quantile(of_digits, REFUSED))
            caught = float(
                (batched(guard.digit_probability, negatives_left_out) < threshold).mean()
            )
            report(epoch, float((of_digits < threshold).mean()), caught)
    about = {"seed": seed, "epochs": epochs, "negatives": count, "pen_digits": len(digits)}
    return dump_guard(network, LAYERS, round(threshold, 6), about)


def _drawn(rng: np.random.Generator) -> PenDigit:
    """Return a generated digit at random."""
    label = int(rng.integers(10))
    return PenDigit(label, "generated", tuple(draw_digit(label, rng)))


def _together(one: Dataset, other: Dataset) -> Dataset:
    return Dataset(
        np.concatenate([one.images, other.images]), np.concatenate([one.labels, other.labels])
    )


def _pool(
    mnist: Dataset, digits: Sequence[PenDigit], count: int, rng: np.random.Generator
) -> Dataset:
    """Return what it learns from: half digits, half none."""
    drawn = [DrawnDigits(count // 3).images(rng)]
    if digits:
        drawn.append(RedrawnDigits(digits, 2).images(rng))
    some = rng.choice(len(mnist), max(count - sum(map(len, drawn)), 0), replace=False)
    positives = np.concatenate([*drawn, mnist.images[some]])
    negatives = Negatives(count).images(rng)
    labels = np.repeat(np.array([DIGIT, NO_DIGIT], np.uint8), [len(positives), count])
    return Dataset(np.concatenate([positives, negatives]), labels)
