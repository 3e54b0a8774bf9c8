"""The guard's training: MNIST's and drawn digits against what the project draws as none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

import numpy as np

from nnet.augmentation.augment import Augmentation
from nnet.core.data import Dataset, SampleSource, Splits
from nnet.core.evaluation import apply_in_batches
from nnet.core.losses import SoftmaxCrossEntropy
from nnet.core.metrics import CLASSES
from nnet.core.network import Network
from nnet.core.optimizers import create_optimizer
from nnet.core.schedules import create_schedule
from nnet.core.training import train_epoch
from nnet.models.folding import fold
from nnet.parallel.data_parallel import DataParallelStepper
from nnet.parallel.prefetch import AugmentedEpochs
from nnet.parallel.threads import map_on_cores
from nnet.recognition.rejection import NONE, OUTPUTS, Guard, dump_guard
from nnet.strokes.types import PenDigit
from nnet.synthesis.labelled_spans import draw_from, generate_digit, labelled_spans
from nnet.synthesis.negatives import Negatives
from nnet.synthesis.synthetic_digits import DrawnDigits, RedrawnDigits

LAYERS: tuple[dict[str, Any], ...] = (
    {"type": "unflatten"},
    {"type": "conv2d", "filters": 24, "kernel": 5, "stride": 2, "padding": 2, "bias": False},
    *({"type": "batch_norm"}, {"type": "relu"}),
    {"type": "conv2d", "filters": 48, "kernel": 3, "stride": 2, "padding": 1, "bias": False},
    *({"type": "batch_norm"}, {"type": "relu"}),
    {"type": "conv2d", "filters": 48, "kernel": 3, "padding": 1, "bias": False},
    *({"type": "batch_norm"}, {"type": "relu"}),
    *({"type": "flatten"}, {"type": "dropout", "rate": 0.3}),
    *({"type": "dense", "units": 96, "init": "he"}, {"type": "batch_norm"}, {"type": "relu"}),
    {"type": "dense", "units": OUTPUTS, "init": "he"},
)

BATCH_SIZE = 128
SLICES = 2
LEARNING_RATE = 0.003
LEFT_OUT = 5_000
"""How many digits, and how many negatives, are drawn to choose the threshold on, at the most."""

REFUSED = 0.005
"""The share of digits to refuse, of those that the threshold is chosen on."""

DISTORTIONS = Augmentation(
    rotation=8, scale=0.08, shear=0.1, shift=1.2, elastic=0.6, thickness=0.4, share=0.7
)


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
    count   how many negatives it learns from, and about how many digits
    report  is told of each epoch: its number, the share of new digits that are refused, and of
            new negatives that are caught

    The threshold is chosen on digits that it did not learn from: MNIST's validation digits and
    newly drawn ones.
    """
    network = Network.from_config(LAYERS, np.random.default_rng((seed, 0)), np.float32)
    training = _pool(splits.training, digits, count, seed)
    left_out = min(LEFT_OUT, count)
    drawn = DrawnDigits(left_out).images(np.random.default_rng((seed, 0, 8)))
    digits_left_out = np.concatenate([splits.validation.images, drawn])
    negatives_left_out = Negatives(left_out).images(np.random.default_rng((seed, 0, 9)))
    schedule = create_schedule("one_cycle")
    steps = -(-len(training) // BATCH_SIZE)
    threshold = 0.0
    optimizer = create_optimizer({"type": "adam", "weight_decay": 0.01})
    loss = SoftmaxCrossEntropy()
    stepper = DataParallelStepper(network, loss, optimizer, BATCH_SIZE, SLICES)
    distorted = AugmentedEpochs(training, DISTORTIONS, seed, epochs)
    with closing(stepper), closing(distorted):
        for epoch in range(1, epochs + 1):

            def rate_at(step: int, done: int = epoch - 1) -> float:
                return LEARNING_RATE * schedule((done + step / steps) / epochs)

            rng = np.random.default_rng((seed, epoch))
            for _ in train_epoch(stepper, distorted.dataset(epoch), BATCH_SIZE, rng, rate_at):
                pass
            guard = Guard(fold(network), 0.0)
            of_digits = apply_in_batches(guard.digit_probability, digits_left_out, map_on_cores)
            threshold = float(np.quantile(of_digits, REFUSED))
            caught = (
                apply_in_batches(guard.digit_probability, negatives_left_out, map_on_cores)
                < threshold
            )
            report(epoch, float((of_digits < threshold).mean()), float(caught.mean()))
    about = {"seed": seed, "epochs": epochs, "negatives": count, "pen_digits": len(digits)}
    return dump_guard(network, LAYERS, round(threshold, 6), about)


def _pool(mnist: Dataset, digits: Sequence[PenDigit], count: int, seed: int) -> Dataset:
    """Return what it learns from: digits whole and cut out of numbers, what is none, and several.

    Half of the digits are whole ones, and a third of what is none are spans of numbers, like all
    that is several.
    """
    draws = [generate_digit, draw_from(digits)] if digits else [generate_digit]
    cut = count // 2 // len(draws)
    supplies: list[SampleSource] = [DrawnDigits(count // 6)]
    if digits:
        supplies.append(RedrawnDigits(digits, max(1, count // 6 // len(digits))))
    rngs = np.random.default_rng((seed, 0, 1)).spawn(4 + len(supplies))
    some = rngs[0].choice(len(mnist), min(len(mnist), count // 2), replace=False)
    images, labels = [mnist.images[some]], [mnist.labels[some]]
    for supply, rng in zip(supplies, rngs[4:], strict=True):
        images.append(supply.images(rng))
        labels.append(supply.labels)
    negatives = count - count // 3
    images.append(Negatives(negatives).images(rngs[1]))
    labels.append(np.full(negatives, NONE, np.uint8))
    wanted = np.array([cut // CLASSES] * CLASSES + [count // 3 // len(draws)] * 2)
    for draw, rng in zip(draws, rngs[2:4], strict=False):
        for label, spans in enumerate(labelled_spans(draw, wanted, rng)):
            images.append(np.stack(spans))
            labels.append(np.full(len(spans), label, np.uint8))
    return Dataset(np.concatenate(images), np.concatenate(labels))
