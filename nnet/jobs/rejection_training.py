"""The guard's training: digits by people and by the project against what is none, by both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from nnet.augmentation.augment import Augmentation
from nnet.core.data import Dataset, Splits
from nnet.core.evaluation import apply_in_batches
from nnet.core.losses import SoftmaxCrossEntropy
from nnet.core.network import Network
from nnet.core.optimizers import create_optimizer
from nnet.core.schedules import create_schedule
from nnet.core.training import train_epoch
from nnet.models.averaging import copy_mean
from nnet.models.folding import fold
from nnet.parallel.data_parallel import DataParallelStepper
from nnet.parallel.prefetch import AugmentedEpochs
from nnet.parallel.processes import map_in_processes
from nnet.parallel.threads import map_on_cores
from nnet.recognition.outputs import OUTPUTS
from nnet.recognition.rejection import Guard, dump_guard, load_trained
from nnet.synthesis.guard_samples import GuardSamples
from nnet.synthesis.negatives import Negatives
from nnet.synthesis.people import DrawingSet
from nnet.synthesis.peoples_samples import PeoplesDigits, PeoplesNegatives
from nnet.synthesis.synthetic_digits import DrawnDigits
from nnet.synthesis.writer_split import is_left_out

_NORMALISED = ({"type": "batch_norm"}, {"type": "relu"})
_CONVOLUTION = {"type": "conv2d", "kernel": 3, "bias": False}

LAYERS: tuple[dict[str, Any], ...] = (
    {"type": "unflatten"},
    *({**_CONVOLUTION, "filters": 32, "kernel": 5, "stride": 2, "padding": 2}, *_NORMALISED),
    *({**_CONVOLUTION, "filters": 48, "padding": 1}, *_NORMALISED),
    *({**_CONVOLUTION, "filters": 64, "stride": 2, "padding": 1}, *_NORMALISED),
    *({**_CONVOLUTION, "filters": 128, "padding": 1}, *_NORMALISED),
    *({**_CONVOLUTION, "filters": 128, "stride": 2, "padding": 1}, *_NORMALISED),
    *({**_CONVOLUTION, "filters": 128}, *_NORMALISED),
    *({"type": "flatten"}, {"type": "dropout", "rate": 0.2}),
    *({"type": "dense", "units": 128, "init": "he"}, *_NORMALISED),
    {"type": "dense", "units": OUTPUTS, "init": "he"},
)

BATCH_SIZE = 128
SLICES = 2
LEFT_OUT = 3_000
"""How many digits, and how many negatives, are drawn to choose the threshold on, at the most."""

REFUSED = 0.004
"""The share of digits to refuse, of those that the threshold is chosen on. A digit that is refused
weighs as much as a dozen letters that pass: about here the sum of both is the least."""

PARTS = 8
"""Into so many parts is divided what is drawn, each with a source of randomness of its own."""

DISTORTIONS = Augmentation(
    rotation=8, scale=0.08, shear=0.1, shift=1.2, elastic=0.6, thickness=0.4, share=0.5
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
    learned = [one.side(False, is_left_out) for one in people]
    chosen_on = [one.side(True, is_left_out) for one in people]
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
    """Return what it learns from, drawn in parts on all cores."""
    parts = [
        (GuardSamples(mnist, people, count // PARTS), (seed, 0, 1, number))
        for number in range(PARTS)
    ]
    drawn = map_in_processes(_draw_part, parts)
    images = np.concatenate([one.images for one in drawn])
    return Dataset(images, np.concatenate([one.labels for one in drawn]))


def _draw_part(part: tuple[GuardSamples, tuple[int, ...]]) -> Dataset:
    samples, seed = part
    return samples.draw(np.random.default_rng(seed))
