"""The exponential moving average of a network's weights."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


class ExponentialAverage:
    """Follows weights from step to step; their average is steadier than the last step's weights.

    values = d * values + (1 - d) * weights, with d = min(decay, (1 + t) / (10 + t)) at step t, so
    that the random weights at the start are soon forgotten (Polyak and Juditsky 1992 for the idea).

    decay   0.999 averages over about the last 1,000 steps
    values  the average, an array like the weights
    """

    def __init__(self, decay: float, weights: np.ndarray) -> None:
        if not 0 < decay < 1:
            raise ValueError(f"The decay of an average must be above 0 and below 1, got {decay!r}.")
        self.decay = decay
        self.values = weights.copy()
        self._scratch = np.empty_like(weights)
        self._steps = 0

    def update(self, weights: np.ndarray) -> None:
        """Take up the weights after a step."""
        self._steps += 1
        decay = min(self.decay, (1 + self._steps) / (10 + self._steps))
        np.subtract(weights, self.values, out=self._scratch)
        self._scratch *= 1 - decay
        self.values += self._scratch

    def state(self) -> dict[str, np.ndarray]:
        """Return what is needed to go on, to the bit."""
        return {"values": self.values, "steps": np.array(self._steps)}

    def load_state(self, state: Mapping[str, np.ndarray]) -> None:
        """Go on from a state."""
        np.copyto(self.values, state["values"])
        self._steps = int(state["steps"])
