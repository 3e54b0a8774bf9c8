"""Losses: what training makes small, its derivative, and how outputs are read as probabilities.

Each value is the mean over the minibatch; targets are one-hot rows, shape (batch, 10).
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nnet.core.registry import build


class Loss:
    """What both losses share."""

    kind: ClassVar[str]
    """The loss's name in a configuration."""

    def value(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        """Return the mean loss of a minibatch."""
        raise NotImplementedError

    def gradient(self, outputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Return dLoss/d(outputs), shape (batch, 10)."""
        raise NotImplementedError

    def probabilities(self, outputs: np.ndarray) -> np.ndarray:
        """Return the outputs as rows that sum to 1."""
        raise NotImplementedError


class QuadraticCost(Loss):
    """Half the squared distance: ``C = 1 / (2 n) * sum |outputs - targets|^2``.

    Nielsen, chapter 1, equation 6; its derivative is (outputs - targets) / n. The outputs of
    sigmoid units do not sum to 1: as probabilities they are divided by their sum.
    """

    kind = "quadratic"

    def value(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        return float(np.square(outputs - targets).sum() / (2 * len(outputs)))

    def gradient(self, outputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        gradient = outputs - targets
        gradient /= len(outputs)
        return gradient

    def probabilities(self, outputs: np.ndarray) -> np.ndarray:
        # An output can be exactly 0 in float32; all ten of them means "no idea", not a division
        # by zero.
        outputs = np.maximum(outputs, np.finfo(outputs.dtype).tiny)
        return outputs / outputs.sum(axis=1, keepdims=True)


class SoftmaxCrossEntropy(Loss):
    """``C = -1 / n * sum targets * log softmax(outputs)``, where the outputs are logits.

    Taken together, softmax and cross-entropy have the derivative (softmax(outputs) - targets) / n
    (Nielsen, chapter 3). Subtracting each row's maximum changes nothing and cannot overflow.

    smoothing  e: training aims at (1 - e) * targets + e / 10, which keeps the network from growing
               ever surer of what it knows (Szegedy et al. 2016, section 7). Both value and gradient
               are those of the smoothed targets.
    """

    kind = "softmax_cross_entropy"

    def __init__(self, smoothing: float = 0.0) -> None:
        if not 0 <= smoothing < 1:
            raise ValueError(f"Smoothing must be at least 0 and below 1, got {smoothing!r}.")
        self.smoothing = smoothing

    def _smooth(self, targets: np.ndarray) -> np.ndarray:
        if not self.smoothing:
            return targets
        return targets * (1 - self.smoothing) + self.smoothing / targets.shape[1]

    def value(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        targets = self._smooth(targets)
        shifted = outputs - outputs.max(axis=1, keepdims=True)
        log_sums = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return float(((log_sums - shifted) * targets).sum() / len(outputs))

    def gradient(self, outputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        gradient = self.probabilities(outputs)
        gradient -= self._smooth(targets)
        gradient /= len(outputs)
        return gradient

    def probabilities(self, outputs: np.ndarray) -> np.ndarray:
        exponentials = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        exponentials /= exponentials.sum(axis=1, keepdims=True)
        return exponentials


class SigmoidCrossEntropy(Loss):
    """``C = -1 / n * sum [y log a + (1 - y) log(1 - a)]`` with a = sigmoid(outputs), y the targets.

    Nielsen, chapter 3, equation 63. The sigmoid is part of the loss: taken together they have the
    derivative (a - y) / n, which does not vanish where a unit is wrong and saturated. Written as
    C = 1 / n * sum [max(x, 0) - x y + log(1 + exp(-|x|))], with x the outputs, nothing overflows.
    """

    kind = "sigmoid_cross_entropy"

    def value(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        terms = np.maximum(outputs, 0) - outputs * targets + np.log1p(np.exp(-np.abs(outputs)))
        return float(terms.sum() / len(outputs))

    def gradient(self, outputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        gradient = _sigmoid(outputs)
        gradient -= targets
        gradient /= len(outputs)
        return gradient

    def probabilities(self, outputs: np.ndarray) -> np.ndarray:
        activations = np.maximum(_sigmoid(outputs), np.finfo(outputs.dtype).tiny)
        return activations / activations.sum(axis=1, keepdims=True)


def _sigmoid(outputs: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(-x)) by way of tanh, which cannot overflow."""
    return 0.5 + 0.5 * np.tanh(0.5 * outputs)


_KINDS: dict[str, type[Loss]] = {
    kind.kind: kind for kind in (QuadraticCost, SoftmaxCrossEntropy, SigmoidCrossEntropy)
}

LOSSES: dict[str, Loss] = {name: kind() for name, kind in _KINDS.items()}
"""Every loss, without further settings, by its name in a configuration; losses keep no state."""


def create_loss(config: str | dict[str, Any]) -> Loss:
    """Return the loss that a name, or such as ``{"type": "quadratic"}``, describes.

    Raises ``ValueError`` for an unknown name or a setting that does not fit.
    """
    return build("Loss", _KINDS, config)
