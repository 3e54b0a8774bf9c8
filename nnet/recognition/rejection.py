"""Rejection: the guard, a small network that tells digits from what is none.

It is a network of its own, whatever model reads the digits, so that it need not be trained again
with every model, and so that a model trained on digits alone is guarded too. Telling a digit from
what is none takes knowing the digits: it has an output for each, one for none, and one for several
in one picture. So it also finds digits where ink has to be cut: it is quick, knows what cut digits
look like, and tells a 21 from an M. ``jobs/rejection_training.py`` makes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from nnet.core.data import IMAGE_SIDE, to_inputs
from nnet.core.losses import SoftmaxCrossEntropy
from nnet.core.network import Network
from nnet.models.checkpoint import MODELS_DIRECTORY
from nnet.models.folding import fold
from nnet.models.inference import Inference
from nnet.models.network_file import dump_network, load_network, require_number
from nnet.recognition.outputs import OUTPUTS, one_digit
from nnet.recognition.stroke_reader import StrokeReader

SHIPPED_GUARD = MODELS_DIRECTORY / "guard.npz"


@dataclass(frozen=True)
class Guard:
    """A trained guard, ready to be asked; threads may share it.

    network    twelve outputs, already without what only training needs
    threshold  what is less likely a digit than this is refused
    strokes    who is heard, too, where it is known how a pen drew the ink
    """

    network: Network
    threshold: float
    strokes: StrokeReader | None = None

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Return how likely each of (n, 28, 28) uint8 images is which digit, none, or several.

        (n, 12) float32 rows that sum to 1.
        """
        return SoftmaxCrossEntropy().probabilities(self._inference.forward(to_inputs(images)))

    def digit_probability(self, images: np.ndarray) -> np.ndarray:
        """Return how likely each of (n, 28, 28) uint8 images is one digit: (n,) from 0 to 1."""
        return one_digit(self.probabilities(images))

    @cached_property
    def _inference(self) -> Inference:
        return Inference(self.network)


def dump_guard(
    network: Network, layers: Sequence[dict[str, Any]], threshold: float, about: dict[str, Any]
) -> bytes:
    """Return a guard as the bytes of its file; ``about`` says how it was made."""
    return dump_network(network, layers, {**about, "threshold": threshold})


def load_guard(path: Path = SHIPPED_GUARD) -> Guard:
    """Read a guard's file; raises ``CheckpointError`` when it is missing or damaged."""
    network, about = load_trained(path)
    return Guard(fold(network), float(about["threshold"]))


def load_trained(
    path: Path, layers: Sequence[dict[str, Any]] | None = None
) -> tuple[Network, dict[str, Any]]:
    """Return a guard's network as it was trained, and what its file says of it.

    layers  which it must have, if given

    Raises ``CheckpointError`` when the file is missing or damaged, or has other layers.
    """
    shapes = (IMAGE_SIDE**2,), (OUTPUTS,)
    network, about = load_network(path, "guard", shapes, layers)
    require_number(about, "threshold", (0, 1), path, "guard")
    return network, about
