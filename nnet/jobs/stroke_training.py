"""The training of the reader of strokes: people's digits as their pens went, drawn anew each epoch.

What its opinion weighs beside that of a picture's network is chosen on digits of people who are
left out at first. The shipped network has learned from these; the guard has not, as it leaves the
same people out. So the guard, asked which digit it is, stands in for the network. What ships is
then trained with everybody.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from PIL import ImageOps

from nnet.core.data import Dataset
from nnet.core.losses import SoftmaxCrossEntropy
from nnet.core.metrics import CLASSES
from nnet.core.network import Network
from nnet.core.optimizers import create_optimizer
from nnet.core.schedules import create_schedule
from nnet.core.training import Stepper, train_epoch
from nnet.imaging.size_normalisation import normalise
from nnet.jobs.rejection_training import CHOOSING
from nnet.models.folding import fold
from nnet.models.temperature import fit_temperature
from nnet.recognition.redrawing import PEN_SHARE
from nnet.recognition.rejection import Guard
from nnet.recognition.stroke_reader import INPUTS, StrokeReader, dump_stroke_reader, pool
from nnet.strokes.direction_maps import MAP_SIDE, MAPS, direction_maps
from nnet.strokes.generator import draw_digit
from nnet.strokes.pen import SIDE, Pose, draw_strokes, place_strokes
from nnet.strokes.types import PenDigit, Polyline
from nnet.synthesis.people import DrawingSet
from nnet.synthesis.stroke_samples import StrokeSamples

_CONVOLUTION = {"type": "conv2d", "kernel": 3, "padding": 1, "bias": False}

LAYERS: tuple[dict[str, Any], ...] = (
    {"type": "unflatten", "height": MAP_SIDE, "width": MAP_SIDE, "channels": MAPS},
    *({**_CONVOLUTION, "filters": 32}, {"type": "batch_norm"}, {"type": "relu"}),
    *({**_CONVOLUTION, "filters": 48, "stride": 2}, {"type": "batch_norm"}, {"type": "relu"}),
    *({**_CONVOLUTION, "filters": 64, "stride": 2}, {"type": "batch_norm"}, {"type": "relu"}),
    *({"type": "flatten"}, {"type": "dropout", "rate": 0.3}),
    *({"type": "dense", "units": 64, "init": "he"}, {"type": "batch_norm"}, {"type": "relu"}),
    {"type": "dense", "units": CLASSES, "init": "he"},
)

BATCH_SIZE = 128
GENERATED = 6
"""For so many digits by people, one of the stroke generator."""

LEFT_OUT = 3_000
"""How many digits are left out to choose on, at most."""

WEIGHTS = np.arange(0, 1.01, 0.05)
"""The weights that are tried."""


@dataclass(frozen=True)
class StrokePlan:
    """How a reader of strokes is trained.

    count          how many digits an epoch has by people, and a sixth as many by the generator
    epochs         passes over these, each time drawn anew
    seed           decides whatever is random
    learning_rate  at its peak
    """

    count: int
    epochs: int
    seed: int
    learning_rate: float


def train_stroke_reader(
    people: Sequence[DrawingSet],
    guard: Guard,
    plan: StrokePlan,
    report: Callable[[int, float, float], None],
    keep: Callable[[int, bytes], None],
) -> None:
    """Train a reader of strokes twice: without some people, to choose on them, and with everybody.

    people  what people drew who may be learned from; may be empty
    guard   stands in for a picture's network when the reader's weight is chosen
    report  is told of each epoch without some people: its number, and the shares of their digits
            that are read right, by their strokes alone and after the vote
    keep    is given the file after each epoch with everybody, and the epoch's number
    """
    digits = [digit for one in people for digit in one.digits]
    learned = [digit for digit in digits if not _is_left_out(digit)]
    judge = _Judge([digit for digit in digits if _is_left_out(digit)], guard, plan.seed)
    weight, temperature = 0.0, 1.0
    for epoch, network in enumerate(_train(learned, plan), 1):
        weight, temperature, alone, together = judge.choose(fold(network))
        report(epoch, alone, together)
    about = {**asdict(plan), "digits": len(digits), "sets": [one.name for one in people]}
    for epoch, network in enumerate(_train(digits, plan), 1):
        told = {**about, "epoch": epoch}
        keep(epoch, dump_stroke_reader(network, LAYERS, weight, temperature, told))


def _train(digits: Sequence[PenDigit], plan: StrokePlan) -> Iterator[Network]:
    """Yield a network after each epoch in which it has learned from digits, drawn anew."""
    network = Network.from_config(LAYERS, np.random.default_rng((plan.seed, 0)), input_shape=INPUTS)
    samples = StrokeSamples(digits, plan.count, plan.count // GENERATED)
    optimizer = create_optimizer({"type": "adam", "weight_decay": 0.01})
    stepper = Stepper(network, SoftmaxCrossEntropy(), optimizer)
    schedule = create_schedule("one_cycle")
    steps = -(-len(samples.labels) // BATCH_SIZE)
    for epoch in range(1, plan.epochs + 1):

        def rate_at(step: int, done: int = epoch - 1) -> float:
            return plan.learning_rate * schedule((done + step / steps) / plan.epochs)

        maps = samples.maps(np.random.default_rng((plan.seed, epoch, 1)))
        rng = np.random.default_rng((plan.seed, epoch))
        for _ in train_epoch(stepper, Dataset(maps, samples.labels), BATCH_SIZE, rng, rate_at):
            pass
        yield network


class _Judge:
    """Chooses weight and temperature on digits that were not learned from.

    digits  by people who were left out; where there are none, newly generated ones serve
    """

    def __init__(self, digits: Sequence[PenDigit], guard: Guard, seed: int) -> None:
        rng = np.random.default_rng((seed, 0, 8))
        if not digits:
            labels = [number % CLASSES for number in range(10 * CLASSES)]
            digits = [PenDigit(n, "generator", tuple(draw_digit(n, rng))) for n in labels]
        chosen = rng.permutation(len(digits))[:LEFT_OUT].tolist()
        self._labels = np.array([digits[place].label for place in chosen])
        strokes = [digits[place].strokes for place in chosen]
        self._maps = np.stack([direction_maps(lines) for lines in strokes])
        pictures = np.stack([_picture(lines) for lines in strokes])
        likely = guard.probabilities(pictures)[:, :CLASSES]
        self._of_pictures = likely / likely.sum(axis=1, keepdims=True)

    def choose(self, network: Network) -> tuple[float, float, float, float]:
        """Return weight and temperature, and the shares read right by strokes, and by the vote.

        Those are chosen with which what is right is likeliest: cross-entropy tells more of few
        mistakes than their number.
        """
        rows = StrokeReader(network, 1.0, 1.0).probabilities(self._maps)
        tried = [self._try(rows, float(weight)) for weight in WEIGHTS]
        _, weight, temperature, right = min(tried)
        return weight, temperature, float((rows.argmax(axis=1) == self._labels).mean()), right

    def _try(self, of_strokes: np.ndarray, weight: float) -> tuple[float, float, float, float]:
        """Return a weight's loss, the weight, its temperature, and the share read right."""
        logits = pool(self._of_pictures, of_strokes, weight)
        temperature = fit_temperature(logits, self._labels)
        targets = np.eye(CLASSES, dtype=logits.dtype)[self._labels]
        loss = SoftmaxCrossEntropy().value(logits / np.float32(temperature), targets)
        right = float((logits.argmax(axis=1) == self._labels).mean())
        return loss, round(weight, 2), round(temperature, 4), right


def _is_left_out(digit: PenDigit) -> bool:
    """Return whether a digit's writer is left out; the guard leaves out the same people."""
    return zlib.crc32(digit.writer.encode()) % CHOOSING == 0


def _picture(strokes: Sequence[Polyline]) -> np.ndarray:
    """Return a digit as the guard sees one whose strokes are known: (28, 28) uint8."""
    size = 0.7
    placed = place_strokes(strokes, Pose(PEN_SHARE * size * SIDE, size, 0.5, 0.5))
    return normalise(ImageOps.invert(draw_strokes(placed, PEN_SHARE * size * SIDE))).pixels
