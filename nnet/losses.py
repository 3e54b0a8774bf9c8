"""Losses: what training makes small, its derivative, and how outputs are read as probabilities.

Each value is the mean over the minibatch; targets are one-hot rows, shape (batch, 10).
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np


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
    """

    kind = "softmax_cross_entropy"

    def value(self, outputs: np.ndarray, targets: np.ndarray) -> float:
        shifted = outputs - outputs.max(axis=1, keepdims=True)
        log_sums = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return float(((log_sums - shifted) * targets).sum() / len(outputs))

    def gradient(self, outputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        gradient = self.probabilities(outputs)
        gradient -= targets
        gradient /= len(outputs)
        return gradient

    def probabilities(self, outputs: np.ndarray) -> np.ndarray:
        exponentials = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        exponentials /= exponentials.sum(axis=1, keepdims=True)
        return exponentials


LOSSES: dict[str, Loss] = {loss.kind: loss for loss in (QuadraticCost(), SoftmaxCrossEntropy())}
"""Every loss by its name in a configuration; losses keep no state."""
