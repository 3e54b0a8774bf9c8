"""The reader of strokes: a small network that reads a digit by how a pen drew it.

Order and direction of strokes tell apart what looks alike: digits, and digits from letters. It sees
maps of these (``strokes/direction_maps.py``), not the ink, and so errs on other drawings than
networks for pictures: both together are right more often than either. It votes on which digit it
is, and it is heard, beside the guard, on whether it is one. ``jobs/stroke_training.py`` makes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from nnet.core.data import to_inputs
from nnet.core.losses import SoftmaxCrossEntropy
from nnet.core.metrics import CLASSES
from nnet.core.network import Network
from nnet.models.checkpoint import MODELS_DIRECTORY
from nnet.models.folding import fold
from nnet.models.inference import Inference
from nnet.models.network_file import Layers, dump_network, load_network, require_number
from nnet.models.temperature import MAX_TEMPERATURE, MIN_TEMPERATURE
from nnet.recognition.outputs import NONE
from nnet.strokes.direction_maps import MAP_SIDE, MAPS

SHIPPED_STROKE_READER = MODELS_DIRECTORY / "stroke_reader.npz"

INPUTS = (MAP_SIDE * MAP_SIDE * MAPS,)

STROKE_OUTPUTS = NONE + 1
"""The ten digits, and what is not one digit."""

LEAST = 1e-7
"""Probabilities are taken to be at least this: a network that is sure leaves 0 in float32."""


@dataclass(frozen=True)
class Voice:
    """What the reader of strokes weighs beside others.

    weight        of its opinion on which digit it is, beside a picture's network: from 0 to 1
    temperature   of both opinions together
    guard_weight  of its opinion on whether it is a digit, beside the guard: from 0 to 1
    threshold     of both opinions together: what is less likely a digit is refused
    """

    weight: float
    temperature: float
    guard_weight: float
    threshold: float


@dataclass(frozen=True)
class StrokeReader:
    """A trained reader of strokes, ready to be asked; threads may share it.

    network  eleven outputs, already without what only training needs
    voice    what it weighs
    """

    network: Network
    voice: Voice

    def probabilities(self, maps: np.ndarray) -> np.ndarray:
        """Return what it takes each of (n, 14, 14, 12) uint8 direction maps for, asked alone.

        (n, 11) float32 rows that sum to 1.
        """
        return SoftmaxCrossEntropy().probabilities(self._inference.forward(to_inputs(maps)))

    def vote(self, of_pictures: np.ndarray, of_strokes: np.ndarray) -> np.ndarray:
        """Return which digits they are, (n, 10), by both opinions.

        of_pictures  (n, 10), what a picture's network says
        of_strokes   (n, 11), what ``probabilities`` says of the same digits
        """
        pooled = pool(of_pictures, which_digit(of_strokes), self.voice.weight)
        return SoftmaxCrossEntropy().probabilities(pooled / np.float32(self.voice.temperature))

    def judge(self, of_guard: np.ndarray, of_strokes: np.ndarray, threshold: float) -> np.ndarray:
        """Return how likely each is one digit, (n,), by both opinions.

        of_guard    (n,) how likely it is one by the guard
        of_strokes  (n, 11), what ``probabilities`` says of the same
        threshold   the guard's, to which the one for both opinions is moved
        """
        pooled = pool_odds(of_guard, 1 - of_strokes[:, NONE], self.voice.guard_weight)
        moved = pooled - log_odds(np.array(self.voice.threshold)) + log_odds(np.array(threshold))
        return 1 / (1 + np.exp(-moved))

    @cached_property
    def _inference(self) -> Inference:
        return Inference(self.network)


def which_digit(of_strokes: np.ndarray) -> np.ndarray:
    """Return (n, 11) rows as which digit each is, (n, 10), if it is one."""
    digits = np.maximum(of_strokes[:, :CLASSES], np.float32(LEAST))
    return digits / digits.sum(axis=1, keepdims=True)


def pool(of_pictures: np.ndarray, of_strokes: np.ndarray, weight: float) -> np.ndarray:
    """Return two opinions as one, (n, 10) logits: ``(1 - weight) log p + weight log q``.

    This is the logarithmic opinion pool (Genest and Zidek, "Combining probability distributions",
    1986): one who is sure that it is no 4 is heard, which a mean of both would not do.
    """
    logs = [np.log(np.maximum(rows, np.float32(LEAST))) for rows in (of_pictures, of_strokes)]
    return np.float32(1 - weight) * logs[0] + np.float32(weight) * logs[1]


def pool_odds(of_guard: np.ndarray, of_strokes: np.ndarray, weight: float) -> np.ndarray:
    """Return two opinions of yes or no as one, (n,) log odds: the same pool of two outcomes."""
    return (1 - weight) * log_odds(of_guard) + weight * log_odds(of_strokes)


def log_odds(probabilities: np.ndarray) -> np.ndarray:
    """Return ``log(p / (1 - p))`` of (n,) probabilities, as float64."""
    within = np.clip(np.asarray(probabilities, np.float64), LEAST, 1 - LEAST)
    return np.log(within / (1 - within))


def dump_stroke_reader(
    network: Network, layers: Layers, voice: Voice, about: dict[str, Any]
) -> bytes:
    """Return a reader of strokes as the bytes of its file; ``about`` says how it was made."""
    return dump_network(network, layers, {**about, **vars(voice)})


def load_stroke_reader(path: Path = SHIPPED_STROKE_READER) -> StrokeReader:
    """Read its file; raises ``CheckpointError`` when that is missing or damaged."""
    network, about = load_trained_reader(path)
    voice = Voice(**{name: float(about[name]) for name in _BOUNDS})
    return StrokeReader(fold(network), voice)


def load_trained_reader(path: Path = SHIPPED_STROKE_READER) -> tuple[Network, dict[str, Any]]:
    """Return its network as it was trained, and what its file says of it.

    Raises ``CheckpointError`` when the file is missing or damaged.
    """
    kind = "reader of strokes"
    network, about = load_network(path, kind, (INPUTS, (STROKE_OUTPUTS,)))
    for name, bounds in _BOUNDS.items():
        require_number(about, name, bounds, path, kind)
    return network, about


_BOUNDS: dict[str, tuple[float, float]] = {
    "weight": (0, 1),
    "temperature": (MIN_TEMPERATURE, MAX_TEMPERATURE),
    "guard_weight": (0, 1),
    "threshold": (0, 1),
}
"""What each number of a ``Voice`` may be."""
