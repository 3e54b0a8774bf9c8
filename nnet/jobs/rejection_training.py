"""The guard's training: digits by people and by the project against what is none, by both."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
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
from nnet.models.averaging import copy_mean
from nnet.models.folding import fold
from nnet.parallel.data_parallel import DataParallelStepper
from nnet.parallel.prefetch import AugmentedEpochs
from nnet.parallel.threads import map_on_cores
from nnet.recognition.rejection import OUTPUTS, SEVERAL, Guard, dump_guard, load_trained
from nnet.synthesis.labelled_spans import draw_from, generate_digit, labelled_spans, whole_numbers
from nnet.synthesis.negatives import Negatives
from nnet.synthesis.people import NO_PICTURES, DrawingSet
from nnet.synthesis.peoples_samples import PeoplesDigits, PeoplesNegatives, PicturedDigits
from nnet.synthesis.synthetic_digits import DrawnDigits

LAYERS: tuple[dict[str, Any], ...] = (
    {"type": "unflatten"},
    {"type": "conv2d", "filters": 32, "kernel": 5, "stride": 2, "padding": 2, "bias": False},
    *({"type": "batch_norm"}, {"type": "relu"}),
    {"type": "conv2d", "filters": 64, "kernel": 3, "stride": 2, "padding": 1, "bias": False},
    *({"type": "batch_norm"}, {"type": "relu"}),
    {"type": "conv2d", "filters": 128, "kernel": 3, "padding": 1, "bias": False},
    *({"type": "batch_norm"}, {"type": "relu"}),
    {"type": "conv2d", "filters": 128, "kernel": 3, "stride": 2, "padding": 1, "bias": False},
    *({"type": "batch_norm"}, {"type": "relu"}),
    *({"type": "flatten"}, {"type": "dropout", "rate": 0.2}),
    *({"type": "dense", "units": 128, "init": "he"}, {"type": "batch_norm"}, {"type": "relu"}),
    {"type": "dense", "units": OUTPUTS, "init": "he"},
)

BATCH_SIZE = 128
SLICES = 2
LEFT_OUT = 3_000
"""How many digits, and how many negatives, are drawn to choose the threshold on, at the most."""

CHOOSING = 6
"""One in so many of the named writers who may be learned from are left out: on them the threshold
is chosen, since on digits of known hands it would refuse too many strangers'."""

REFUSED = 0.004
"""The share of digits to refuse, of those that the threshold is chosen on. A digit that is refused
weighs as much as a dozen letters that pass: about here the sum of both is the least."""

WHOLE_NUMBERS = 12
"""For so many negatives, one whole number whose digits stand apart."""

DISTORTIONS = Augmentation(
    rotation=8, scale=0.08, shear=0.1, shift=1.2, elastic=0.6, thickness=0.4, share=0.7
)


def train_guard(
    splits: Splits,
    people: Sequence[DrawingSet],
    count: int,
    epochs: int,
    seed: int,
    learning_rate: float,
    report: Callable[[int, float, float], None],
    keep: Callable[[bytes], None] = lambda content: None,
    start: Path | None = None,
    average: bool = False,
) -> bytes:
    """Return a guard's file.

    people   what people drew who may be learned from; may be empty
    count    how many negatives it learns from; digits are about as many
    report   is told of each epoch: its number, the share of new digits that are refused, and of
             new negatives that are caught
    keep     is given the guard's file after each epoch
    start    a guard's file, whose weights it begins with
    average  whether its file is to have the mean of its weights and of those that it began with

    The threshold is chosen on digits that it did not learn from: MNIST's validation digits, newly
    drawn ones, and digits of people who were left out for this.
    """
    if average and start is None:
        raise ValueError("Weights can be averaged only with those of a guard that it begins with.")
    network = Network.from_config(LAYERS, np.random.default_rng((seed, 0)), np.float32)
    about: dict[str, Any] = {"seed": seed, "epochs": epochs, "negatives": count}
    if start is not None:
        network, before = load_trained(start, LAYERS)
        about["before"] = {key: before.get(key) for key in ("seed", "epochs", "before")}
        about["averaged"] = average
    begun, kept = network, network
    if average and start is not None:
        begun, kept = load_trained(start)[0], load_trained(start)[0]
    learned = [_part(one, left_out=False) for one in people]
    chosen_on = [_part(one, left_out=True) for one in people]
    training = _pool(splits.training, learned, count, seed)
    digits_left_out, negatives_left_out = _left_out(splits.validation, chosen_on, count, seed)
    schedule = create_schedule("one_cycle")
    steps = -(-len(training) // BATCH_SIZE)
    optimizer = create_optimizer({"type": "adam", "weight_decay": 0.01})
    loss = SoftmaxCrossEntropy()
    stepper = DataParallelStepper(network, loss, optimizer, BATCH_SIZE, SLICES)
    distorted = AugmentedEpochs(training, DISTORTIONS, seed, epochs)
    about |= _describe(people)
    content = b""
    with closing(stepper), closing(distorted):
        for epoch in range(1, epochs + 1):

            def rate_at(step: int, done: int = epoch - 1) -> float:
                return learning_rate * schedule((done + step / steps) / epochs)

            rng = np.random.default_rng((seed, epoch))
            for _ in train_epoch(stepper, distorted.dataset(epoch), BATCH_SIZE, rng, rate_at):
                pass
            if average:
                copy_mean(kept, begun, network)
            guard = Guard(fold(kept), 0.0)
            of_digits = apply_in_batches(guard.digit_probability, digits_left_out, map_on_cores)
            threshold = float(np.quantile(of_digits, REFUSED))
            caught = (
                apply_in_batches(guard.digit_probability, negatives_left_out, map_on_cores)
                < threshold
            )
            report(epoch, float((of_digits < threshold).mean()), float(caught.mean()))
            content = dump_guard(kept, LAYERS, round(threshold, 6), {**about, "epoch": epoch})
            keep(content)
    return content


def _part(people: DrawingSet, left_out: bool) -> DrawingSet:
    """Return what those people drew who are left out to choose on, or who are learned from."""

    def belongs(writer: str) -> bool:
        return (zlib.crc32(writer.encode()) % CHOOSING == 0) == left_out

    return replace(
        people,
        digits=[one for one in people.digits if belongs(one.writer)],
        others=[one for one in people.others if belongs(one.writer)],
        pictures=NO_PICTURES if left_out else people.pictures,
    )


def _left_out(
    mnist: Dataset, people: Sequence[DrawingSet], count: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the digits to choose the threshold on, and the negatives to tell of, as pictures."""
    few = min(LEFT_OUT, count)
    rngs = np.random.default_rng((seed, 0, 8)).spawn(5)
    digits = [mnist.images, DrawnDigits(few).images(rngs[0])]
    own = [digit for one in people for digit in one.digits]
    if own:
        digits.append(PeoplesDigits(own, few).images(rngs[1]))
    negatives = [Negatives(few).images(rngs[2])]
    sets = [one.others for one in people if one.others]
    if sets:
        negatives.append(PeoplesNegatives(sets, few).images(rngs[3]))
    return np.concatenate(digits), np.concatenate(negatives)


def _describe(people: Sequence[DrawingSet]) -> dict[str, Any]:
    """Return how much of what people drew a guard learned from, for its file."""
    return {
        "pen_digits": sum(len(one.digits) for one in people),
        "pictures": sum(len(one.pictures) for one in people),
        "others": sum(len(one.others) for one in people),
        "sets": [one.name for one in people],
    }


def _pool(mnist: Dataset, people: Sequence[DrawingSet], count: int, seed: int) -> Dataset:
    """Return what it learns from: digits whole and cut out of numbers, what is none, and several.

    About as many are digits as are none. Of the digits half are whole, and of what is none a third
    are spans of numbers, like most of what is several. Where there are people, two thirds of what
    is drawn is theirs.
    """
    digits = [digit for one in people for digit in one.digits]
    pictures = [one.pictures for one in people if len(one.pictures)]
    others = [one.others for one in people if one.others]
    draws = [generate_digit, draw_from(digits)] if digits else [generate_digit]
    sources: list[SampleSource] = [DrawnDigits(count // 6)]
    if digits:
        sources.append(PeoplesDigits(digits, count // 2))
    sources += [PicturedDigits(own, count // 8) for own in pictures]
    made_up = count - count // 3
    if others:
        sources.append(PeoplesNegatives(others, 5 * made_up // 6))
        made_up //= 6
    sources.append(Negatives(made_up))
    rngs = np.random.default_rng((seed, 0, 1)).spawn(1 + len(draws) + len(sources))
    some = rngs[0].choice(len(mnist), min(len(mnist), count // 3), replace=False)
    images, labels = [mnist.images[some]], [mnist.labels[some]]
    for source, rng in zip(sources, rngs[1:], strict=False):
        images.append(source.images(rng))
        labels.append(source.labels)
    wanted = np.full(OUTPUTS, count // 3 // len(draws))
    wanted[:CLASSES] = count // 2 // len(draws) // CLASSES
    for draw, rng in zip(draws, rngs[-len(draws) :], strict=True):
        spans = labelled_spans(draw, wanted, rng)
        spans[SEVERAL].extend(whole_numbers(draw, count // WHOLE_NUMBERS // len(draws), rng))
        for label, own in enumerate(spans):
            images.append(np.stack(own))
            labels.append(np.full(len(own), label, np.uint8))
    return Dataset(np.concatenate(images), np.concatenate(labels))
