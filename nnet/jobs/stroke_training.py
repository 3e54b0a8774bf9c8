"""The training of the reader of strokes: people's drawings as their pens went, anew each epoch.

What its opinion weighs beside others' is chosen on people who are left out at first. The shipped
network has learned from their digits; the guard has not, as it leaves the same people out. So the
guard, asked which digit it is, stands in for the network. What ships is then trained with
everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

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
from nnet.models.folding import fold
from nnet.models.temperature import fit_temperature
from nnet.recognition.outputs import NONE, one_digit
from nnet.recognition.redrawing import PEN_SHARE
from nnet.recognition.rejection import Guard
from nnet.recognition.stroke_reader import (
    INPUTS,
    STROKE_OUTPUTS,
    StrokeReader,
    Voice,
    dump_stroke_reader,
    log_odds,
    pool,
    pool_odds,
    which_digit,
)
from nnet.strokes.direction_maps import MAP_SIDE, MAPS, direction_maps
from nnet.strokes.generator import draw_digit
from nnet.strokes.pen import SIDE, Pose, draw_strokes, place_strokes
from nnet.strokes.types import PenDigit, PenDrawing, Polyline
from nnet.synthesis.negatives import made_up_strokes
from nnet.synthesis.people import DrawingSet
from nnet.synthesis.stroke_samples import StrokeSamples
from nnet.synthesis.writer_split import is_left_out

Drawing = TypeVar("Drawing", PenDigit, PenDrawing)

_CONVOLUTION = {"type": "conv2d", "kernel": 3, "padding": 1, "bias": False}

LAYERS: tuple[dict[str, Any], ...] = (
    {"type": "unflatten", "height": MAP_SIDE, "width": MAP_SIDE, "channels": MAPS},
    *({**_CONVOLUTION, "filters": 32}, {"type": "batch_norm"}, {"type": "relu"}),
    *({**_CONVOLUTION, "filters": 48, "stride": 2}, {"type": "batch_norm"}, {"type": "relu"}),
    *({**_CONVOLUTION, "filters": 64, "stride": 2}, {"type": "batch_norm"}, {"type": "relu"}),
    *({"type": "flatten"}, {"type": "dropout", "rate": 0.3}),
    *({"type": "dense", "units": 64, "init": "he"}, {"type": "batch_norm"}, {"type": "relu"}),
    {"type": "dense", "units": STROKE_OUTPUTS, "init": "he"},
)

BATCH_SIZE = 128
LEFT_OUT = 3_000
"""How many digits, and how many others of each set, are left out to choose on, at most."""

WEIGHTS = np.arange(0, 1.01, 0.05)
"""The weights that are tried."""

COST = 20
"""A refused digit weighs as much as so many letters that pass: most drawings are digits."""

DECAY, NEWTON_STEPS = 1e-4, 30
"""Of the logistic regression by which two opinions are weighed."""


@dataclass(frozen=True)
class StrokePlan:
    """How a reader of strokes is trained.

    count          how many digits an epoch has by people, and how much by people that is none
    epochs         passes over these, each time drawn anew
    seed           decides whatever is random
    learning_rate  at its peak
    """

    count: int
    epochs: int
    seed: int
    learning_rate: float


@dataclass(frozen=True)
class Progress:
    """What is told of an epoch without some people, on what these drew.

    epoch     its number
    alone     the share of digits that are read right by their strokes alone
    together  the share that are read right after the vote
    refused   the share that are refused
    caught    the share of what is no digit that is refused
    """

    epoch: int
    alone: float
    together: float
    refused: float
    caught: float


def train_stroke_reader(
    people: Sequence[DrawingSet],
    guard: Guard,
    plan: StrokePlan,
    report: Callable[[Progress], None],
    keep: Callable[[int, bytes], None],
) -> None:
    """Train a reader of strokes twice: without some people, to choose on them, and with everybody.

    people  what people drew who may be learned from; may be empty
    guard   whom it is heard beside; it stands in for a picture's network, too
    report  is told of each epoch without some people
    keep    is given the file after each epoch with everybody, and the epoch's number
    """
    judge = _Judge([one.side(True, is_left_out) for one in people], guard, plan.seed)
    voice = Voice(0.0, 1.0, 0.0, guard.threshold)
    for epoch, network in enumerate(
        _train([one.side(False, is_left_out) for one in people], plan), 1
    ):
        voice, *shares = judge.choose(fold(network))
        report(Progress(epoch, *shares))
    about = {
        **asdict(plan),
        "digits": sum(len(one.digits) for one in people),
        "others": sum(len(one.others) for one in people),
        "sets": [one.name for one in people],
    }
    for epoch, network in enumerate(_train(people, plan), 1):
        keep(epoch, dump_stroke_reader(network, LAYERS, voice, {**about, "epoch": epoch}))


def _train(people: Sequence[DrawingSet], plan: StrokePlan) -> Iterator[Network]:
    """Yield a network after each epoch in which it has learned from drawings, drawn anew."""
    network = Network.from_config(LAYERS, np.random.default_rng((plan.seed, 0)), input_shape=INPUTS)
    digits = [digit for one in people for digit in one.digits]
    samples = StrokeSamples(digits, [one.others for one in people if one.others], plan.count)
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
    """Chooses what a reader of strokes weighs, on drawings that were not learned from.

    people  who were left out; where there are no digits or no others, newly made ones serve
    """

    def __init__(self, people: Sequence[DrawingSet], guard: Guard, seed: int) -> None:
        rng = np.random.default_rng((seed, 0, 8))
        digits = _some([digit for one in people for digit in one.digits], rng)
        if not digits:
            labels = [number % CLASSES for number in range(10 * CLASSES)]
            digits = [PenDigit(n, "generator", tuple(draw_digit(n, rng))) for n in labels]
        others = [one.strokes for each in people for one in _some(each.others, rng)]
        if not others:
            others = [tuple(made_up_strokes(rng)) for _ in range(10 * CLASSES)]
        self._labels = np.array([digit.label for digit in digits])
        strokes = [*(digit.strokes for digit in digits), *others]
        self._maps = np.stack([direction_maps(lines) for lines in strokes])
        rows = guard.probabilities(np.stack([_picture(lines) for lines in strokes]))
        self._of_guard = one_digit(rows)
        likely = rows[: len(digits), :CLASSES]
        self._of_pictures = likely / likely.sum(axis=1, keepdims=True)

    def choose(self, network: Network) -> tuple[Voice, float, float, float, float]:
        """Return what the reader weighs, and the shares that ``Progress`` tells."""
        rows = StrokeReader(network, _ALONE).probabilities(self._maps)
        of_digits = which_digit(rows[: len(self._labels)])
        # With which what is right is likeliest: that tells more of few mistakes than their number.
        _, weight, temperature, right = min(self._try(of_digits, float(one)) for one in WEIGHTS)
        alone = float((of_digits.argmax(axis=1) == self._labels).mean())
        of_strokes = 1 - rows[:, NONE]
        is_digit = np.arange(len(rows)) < len(self._labels)
        guard_weight, threshold = weigh_opinions(self._of_guard, of_strokes, is_digit)
        odds = pool_odds(self._of_guard, of_strokes, guard_weight)
        refused = odds < log_odds(np.array(threshold))
        shares = float(refused[is_digit].mean()), float(refused[~is_digit].mean())
        return Voice(weight, temperature, guard_weight, threshold), alone, right, *shares

    def _try(self, of_strokes: np.ndarray, weight: float) -> tuple[float, float, float, float]:
        """Return a weight's loss, the weight, its temperature, and the share read right."""
        logits = pool(self._of_pictures, of_strokes, weight)
        temperature = fit_temperature(logits, self._labels)
        targets = np.eye(CLASSES, dtype=logits.dtype)[self._labels]
        loss = SoftmaxCrossEntropy().value(logits / np.float32(temperature), targets)
        right = float((logits.argmax(axis=1) == self._labels).mean())
        return loss, round(weight, 2), round(temperature, 4), right


def weigh_opinions(
    of_guard: np.ndarray, of_strokes: np.ndarray, is_digit: np.ndarray
) -> tuple[float, float]:
    """Return what the second of two opinions weighs, and the threshold of both together.

    of_guard, of_strokes  (n,) how likely each drawing is a digit
    is_digit              (n,) bool, whether it is; some are, some are not

    A logistic regression of ``is_digit`` on the log odds of both, digits and others counting alike,
    says how likely a digit is by both (Platt, "Probabilistic outputs for support vector machines",
    1999). Refused is what is likelier none than a digit ``COST`` times over. Of two or three
    digits in a thousand, a share to refuse could not be counted.
    """
    columns = (log_odds(of_guard), log_odds(of_strokes), np.ones(len(is_digit)))
    inputs, targets = np.stack(columns, axis=1), is_digit.astype(float)
    share = np.where(is_digit, 0.5 / is_digit.sum(), 0.5 / (~is_digit).sum())
    decay = np.array([DECAY, DECAY, 0.0])
    weights = np.zeros(3)
    for _ in range(NEWTON_STEPS):
        likely = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (share * (targets - likely)) - decay * weights
        curvature = (inputs.T * (share * likely * (1 - likely))) @ inputs + np.diag(decay)
        weights += np.linalg.solve(curvature, gradient)
    first, second = np.maximum(weights[:2], DECAY).tolist()
    least = (-np.log(COST) - weights[2]) / (first + second)
    return round(second / (first + second), 3), round(float(1 / (1 + np.exp(-least))), 6)


_ALONE = Voice(1.0, 1.0, 1.0, 0.5)
"""Of a reader that is asked alone."""


def _some(drawings: Sequence[Drawing], rng: np.random.Generator) -> list[Drawing]:
    """Return at most ``LEFT_OUT`` of some drawings, chosen at random."""
    return [drawings[place] for place in rng.permutation(len(drawings))[:LEFT_OUT].tolist()]


def _picture(strokes: Sequence[Polyline]) -> np.ndarray:
    """Return a digit as the guard sees one whose strokes are known: (28, 28) uint8."""
    size = 0.7
    placed = place_strokes(strokes, Pose(PEN_SHARE * size * SIDE, size, 0.5, 0.5))
    return normalise(ImageOps.invert(draw_strokes(placed, PEN_SHARE * size * SIDE))).pixels
