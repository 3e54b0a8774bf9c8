"""A segmentation lattice: of all divisions of the segments among digits, the likeliest.

Every span of neighbouring segments that may be a digit is an edge of the lattice. The guard says
how likely it is one, being quick and knowing what cut digits look like. The path whose digits are
the likeliest together is found by dynamic programming (Viterbi 1967), as in LeCun et al. 1998,
section VII. Costs are in nats; they were chosen on numbers by the writers that may be learned from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnet.core.metrics import CLASSES
from nnet.recognition.rejection import SEVERAL
from nnet.recognition.segmentation import MAX_PIECES, Segments, Span

GAP_COST = 0.5
"""Of a digit whose segments have paper between them, for each gap."""

BOTH_COST = 3.0
"""Of a digit that takes part of some connected ink, and ink apart from it."""

SMALL_COST = 6.0
"""Of a digit, times how far its height is below half of the tallest one's."""

CHANCE_COST = 0.5
"""What each of several digits adds to the cost of there being one, or none: those fall into clear
digits by chance alone."""

MIN_PROBABILITY = 1e-3
"""Lower probabilities count as this: one improbable digit must not decide over all others."""


@dataclass(frozen=True)
class Path:
    """Segments divided among digits.

    spans  the digits, from left to right
    nll    (digits,) the negative log likelihood of each being a digit at all, and a certain one
    """

    spans: list[Span]
    nll: np.ndarray

    @property
    def whole(self) -> Span:
        """All of its segments."""
        return self.spans[0][0], self.spans[-1][1]


def nll(probability: np.ndarray) -> np.ndarray:
    """Return the negative log likelihood of what has these probabilities, in nats."""
    return -np.log(np.maximum(probability, MIN_PROBABILITY))


def best_path(segments: Segments, spans: Sequence[Span], probabilities: np.ndarray) -> Path:
    """Return the division of segments among digits that costs the least.

    spans          the n that may be digits
    probabilities  (n, 12) what the guard says of each
    """
    of_digit = nll(probabilities[:, :CLASSES].max(axis=1))
    costs = of_digit + _shape_costs(segments, spans)
    places = dict(zip(spans, range(len(spans)), strict=True))
    best: list[tuple[float, int]] = [(0.0, 0)]
    for last in range(1, len(segments) + 1):
        best.append(
            min(
                (best[first][0] + float(costs[places[first, last]]), first)
                for first in range(max(0, last - MAX_PIECES), last)
                if (first, last) in places
            )
        )
    path: list[Span] = []
    last = len(segments)
    while last:
        path.append((best[last][1], last))
        last = best[last][1]
    path.reverse()
    return Path(path, of_digit[[places[span] for span in path]])


def split_at_gaps(path: Path, segments: Segments) -> list[Path]:
    """Return a path in parts between which no ink was cut."""
    parts: list[list[int]] = []
    for index, (first, _) in enumerate(path.spans):
        if first and segments.cuts[first - 1]:
            parts[-1].append(index)
        else:
            parts.append([index])
    return [Path([path.spans[i] for i in part], path.nll[part]) for part in parts]


def is_several(probabilities: np.ndarray, of_digits: np.ndarray) -> bool:
    """Return whether ink is likelier several digits than one, or none.

    probabilities  (12,) what the guard says of the ink as a whole
    of_digits      (n,) the negative log likelihood of each of these digits
    """
    costs = nll(probabilities)
    otherwise = costs[:SEVERAL].min() + CHANCE_COST * len(of_digits)
    return bool(costs[SEVERAL] + of_digits.sum() < otherwise)


def _shape_costs(segments: Segments, spans: Sequence[Span]) -> np.ndarray:
    """Return what spans of segments cost because of their size and their gaps: (n,)."""
    first, last = np.array(spans).T
    tops, bottoms = segments.boxes[:, 1], segments.boxes[:, 3]
    heights = np.array([bottoms[i:j].max() - tops[i:j].min() for i, j in spans])
    smallness = np.maximum(0, 0.5 - heights / (bottoms - tops).max())
    is_cut = np.array([False, *segments.cuts, False])
    gaps = np.array([j - i - 1 - sum(segments.cuts[i : j - 1]) for i, j in spans])
    both = (gaps > 0) & (is_cut[first] | is_cut[last])
    return SMALL_COST * smallness + GAP_COST * gaps + BOTH_COST * both
