"""Before and after: which digits a network reads right that another one read wrong, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnet.core.evaluation import outputs_for
from nnet.core.metrics import wilson_interval
from nnet.core.network import Network
from nnet.parallel.threads import map_on_cores

Z = 1.959964
"""The quantile of the normal distribution that leaves 2.5 per cent on each side."""

FEW = 30
"""Of fewer digits nothing is told: one of them is more than three per cent."""


@dataclass(frozen=True)
class Comparison:
    """How two networks read the same n digits.

    labels  (n,) which they are
    before  (n,) what the first network reads
    after   (n,) what the second one reads
    """

    labels: np.ndarray
    before: np.ndarray
    after: np.ndarray

    @property
    def gained(self) -> np.ndarray:
        """The places of those that are right now and were wrong."""
        return np.flatnonzero((self.before != self.labels) & (self.after == self.labels))

    @property
    def lost(self) -> np.ndarray:
        """The places of those that are wrong now and were right."""
        return np.flatnonzero((self.before == self.labels) & (self.after != self.labels))

    def to_dict(self) -> dict[str, Any]:
        """Return the shares that are right with 95 % intervals, and the change with its own.

        That of the change is of paired readings: only what changed counts, and half a digit more on
        each side, so that a few that all changed do not pass for certain (Agresti and Min 2005).
        ``verdict`` is ``few``, ``better``, ``worse``, or ``same`` where the interval holds 0.
        """
        count = len(self.labels)
        gained, lost = len(self.gained), len(self.lost)
        change = (gained - lost) / count
        middle = (gained - lost) / (count + 2)
        half = Z * (gained + lost + 1 - middle * (gained - lost)) ** 0.5 / (count + 2)
        low, high = max(middle - half, -1.0), min(middle + half, 1.0)
        verdict = "few" if count < FEW else "better" if low > 0 else "worse" if high < 0 else "same"
        return {
            "count": count,
            "before": _share(self.before == self.labels),
            "after": _share(self.after == self.labels),
            "gained": gained,
            "lost": lost,
            "change": change,
            "low": low,
            "high": high,
            "verdict": verdict,
        }


def compare_networks(
    before: Network, after: Network, pixels: np.ndarray, labels: np.ndarray
) -> Comparison:
    """Have two networks read digits, (n, 28, 28) uint8 and their labels."""
    answers = [
        outputs_for(network, pixels, map_on_cores).argmax(axis=1) for network in (before, after)
    ]
    return Comparison(np.asarray(labels), *answers)


def _share(right: np.ndarray) -> dict[str, Any]:
    low, high = wilson_interval(int(right.sum()), len(right))
    return {"right": int(right.sum()), "low": max(low, 0.0), "high": min(high, 1.0)}
