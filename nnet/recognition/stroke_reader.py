"""The reader of strokes: a small network that reads a digit by how a pen drew it.

Order and direction of strokes tell apart what looks alike. It sees maps of these
(``strokes/direction_maps.py``), not the ink, and so errs on other digits than a network for
pictures: both together are right more often than either. It knows digits alone and takes a letter
for one; whether there is a digit at all, others decide. ``jobs/stroke_training.py`` makes it.
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
from nnet.strokes.direction_maps import MAP_SIDE, MAPS

SHIPPED_STROKE_READER = MODELS_DIRECTORY / "stroke_reader.npz"

INPUTS = (MAP_SIDE * MAP_SIDE * MAPS,)

LEAST = 1e-7
"""Probabilities are taken to be at least this: a network that is sure leaves 0 in float32."""


@dataclass(frozen=True)
class StrokeReader:
    """A trained reader of strokes, ready to be asked; threads may share it.

    network      ten outputs, already without what only training needs
    weight       of its opinion beside that of a picture's network, from 0 to 1
    temperature  of both opinions together
    """

    network: Network
    weight: float
    temperature: float

    def probabilities(self, maps: np.ndarray) -> np.ndarray:
        """Return what it takes each of (n, 14, 14, 12) uint8 direction maps for, asked alone.

        (n, 10) float32 rows that sum to 1.
        """
        return SoftmaxCrossEntropy().probabilities(self._inference.forward(to_inputs(maps)))

    def vote(self, of_pictures: np.ndarray, maps: np.ndarray) -> np.ndarray:
        """Return probabilities, (n, 10), that a picture's network gave, after a vote with it.

        maps  (n, 14, 14, 12) uint8, of the same digits' strokes
        """
        pooled = pool(of_pictures, self.probabilities(maps), self.weight)
        return SoftmaxCrossEntropy().probabilities(pooled / np.float32(self.temperature))

    @cached_property
    def _inference(self) -> Inference:
        return Inference(self.network)


def pool(of_pictures: np.ndarray, of_strokes: np.ndarray, weight: float) -> np.ndarray:
    """Return two opinions as one, (n, 10) logits: ``(1 - weight) log p + weight log q``.

    This is the logarithmic opinion pool (Genest and Zidek, "Combining probability distributions",
    1986): one who is sure that it is no 4 is heard, which a mean of both would not do.
    """
    logs = [np.log(np.maximum(rows, np.float32(LEAST))) for rows in (of_pictures, of_strokes)]
    return np.float32(1 - weight) * logs[0] + np.float32(weight) * logs[1]


def dump_stroke_reader(
    network: Network, layers: Layers, weight: float, temperature: float, about: dict[str, Any]
) -> bytes:
    """Return a reader of strokes as the bytes of its file; ``about`` says how it was made."""
    return dump_network(network, layers, {**about, "weight": weight, "temperature": temperature})


def load_stroke_reader(path: Path = SHIPPED_STROKE_READER) -> StrokeReader:
    """Read its file; raises ``CheckpointError`` when that is missing or damaged."""
    network, about = load_trained_reader(path)
    return StrokeReader(fold(network), float(about["weight"]), float(about["temperature"]))


def load_trained_reader(path: Path = SHIPPED_STROKE_READER) -> tuple[Network, dict[str, Any]]:
    """Return its network as it was trained, and what its file says of it.

    Raises ``CheckpointError`` when the file is missing or damaged.
    """
    kind = "reader of strokes"
    network, about = load_network(path, kind, (INPUTS, (CLASSES,)))
    require_number(about, "weight", (0, 1), path, kind)
    require_number(about, "temperature", (MIN_TEMPERATURE, MAX_TEMPERATURE), path, kind)
    return network, about
