"""How the pieces of a number are divided among its digits: the likeliest of all divisions.

Every run of neighbouring pieces that may be a digit is shown to the guard, which is quick and knows
what cut digits look like. The division whose digits are the likeliest together is found by dynamic
programming (Viterbi 1967), as in LeCun et al. 1998, section VII. Costs are in nats; they were
chosen on numbers by the writers that may be learned from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnet.core.metrics import CLASSES
from nnet.recognition.rejection import SEVERAL, Guard
from nnet.recognition.segmentation import MOST_PIECES, Atoms, Span, candidate_spans

GAP_COST = 0.5
"""What it costs that pieces with paper between them are one digit."""

BOTH_COST = 3.0
"""What it costs that a digit takes part of some connected ink, and ink apart from it."""

SMALL_COST = 6.0
"""What a digit costs, times how far its height is below half of the tallest one's."""

CHANCE_COST = 0.5
"""What each of several digits adds to the cost of there being one, or none: those fall into clear
digits by chance alone."""

LEAST = 1e-3
"""Likelihoods below this count as this."""


@dataclass(frozen=True)
class Division:
    """Atoms divided among digits.

    spans   the digits, from left to right
    doubts  (digits,) in nats, how unlikely each is a digit at all, and a certain one
    """

    spans: list[Span]
    doubts: np.ndarray

    @property
    def whole(self) -> Span:
        """All of its atoms."""
        return self.spans[0][0], self.spans[-1][1]

    def groups(self, atoms: Atoms) -> list[Division]:
        """Return it in parts between which no ink was cut."""
        parts: list[list[int]] = []
        for index, (first, _) in enumerate(self.spans):
            if first and atoms.cuts[first - 1]:
                parts[-1].append(index)
            else:
                parts.append([index])
        return [Division([self.spans[i] for i in part], self.doubts[part]) for part in parts]


def cost(probability: np.ndarray) -> np.ndarray:
    """Return how unlikely probabilities are, in nats."""
    return -np.log(np.maximum(probability, LEAST))


def is_cut_well(division: Division, atoms: Atoms, guard: Guard) -> bool:
    """Return whether connected ink is likelier the digits of a division than one digit, or none."""
    costs = cost(guard.probabilities(atoms.sketch(*division.whole)[None])[0])
    otherwise = costs[:SEVERAL].min() + CHANCE_COST * len(division.spans)
    return bool(costs[SEVERAL] + division.doubts.sum() < otherwise)


def best_division(atoms: Atoms, guard: Guard) -> Division:
    """Return the division of some atoms whose digits cost the least together."""
    spans = candidate_spans(atoms)
    shown = guard.probabilities(np.stack([atoms.sketch(*span) for span in spans]))
    doubts = cost(shown[:, :CLASSES].max(axis=1))
    costs = doubts + _further_costs(atoms, spans)
    of_span = dict(zip(spans, range(len(spans)), strict=True))
    best: list[tuple[float, int]] = [(0.0, 0)]
    for last in range(1, len(atoms) + 1):
        best.append(
            min(
                (best[first][0] + float(costs[of_span[first, last]]), first)
                for first in range(max(0, last - MOST_PIECES), last)
                if (first, last) in of_span
            )
        )
    path: list[Span] = []
    last = len(atoms)
    while last:
        path.append((best[last][1], last))
        last = best[last][1]
    path.reverse()
    return Division(path, doubts[[of_span[span] for span in path]])


def _further_costs(atoms: Atoms, spans: Sequence[Span]) -> np.ndarray:
    """Return what digits of some atoms cost besides the doubt: (n,)."""
    first, last = np.array(spans).T
    tops, bottoms = atoms.boxes[:, 1], atoms.boxes[:, 3]
    heights = np.array([bottoms[i:j].max() - tops[i:j].min() for i, j in spans])
    smallness = np.maximum(0, 0.5 - heights / (bottoms - tops).max())
    is_cut = np.array([False, *atoms.cuts, False])
    gaps = np.array([j - i - 1 - sum(atoms.cuts[i : j - 1]) for i, j in spans])
    both = (gaps > 0) & (is_cut[first] | is_cut[last])
    return SMALL_COST * smallness + GAP_COST * gaps + BOTH_COST * both
