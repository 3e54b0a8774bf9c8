"""A segmentation lattice: of all divisions of the segments among digits, the likeliest.

Every span of neighbouring segments that may be a digit is an edge of the lattice, as in LeCun et
al. 1998, section VII. The guard says how likely it is one, being quick and knowing what cut digits
look like. The path whose digits are the likeliest together is sought best first (Dijkstra 1959), so
that the guard is not asked for spans that no likely path comes upon: that is half of them.
Costs are in nats; they were chosen on numbers by the writers that may be learned from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from nnet.core.metrics import CLASSES
from nnet.recognition.outputs import SEVERAL
from nnet.recognition.segmentation import Segments, Span

GAP_COST = 0.5
"""Of a digit whose segments have paper between them, for each gap."""

BOTH_COST = 3.0
"""Of a digit that takes part of some connected ink, and ink apart from it."""

SMALL_COST = 6.0
"""Of a digit, times how far its height is below half of the tallest one's."""

MORE_COST = 0.3
"""What each digit beyond the second adds to the cost of there being one, or none: many letters can
be cut into two clear digits, few into three, and hardly any into four."""

APART_COST = 1.0
"""What it adds that digits stand side by side with paper between them, times the share of places
between two where there is some."""

SHARED_HEIGHT = 0.45
"""Digits stand side by side when so much of the tallest one's height is every other one's, too."""

MIN_PROBABILITY = 1e-3
"""Lower probabilities count as this: one improbable digit must not decide over all others."""


Judge = Callable[[Sequence[Span]], np.ndarray]
"""Returns what the guard says of spans: (n, 12)."""


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


def best_path(segments: Segments, spans: Sequence[Span], judge: Judge) -> Path:
    """Return the division of segments among digits that costs the least.

    spans  that may be digits; among them each segment alone
    judge  is asked for those on likely paths, for all that begin at one place at once
    """
    beginning: defaultdict[int, list[Span]] = defaultdict(list)
    for span in spans:
        beginning[span[0]].append(span)
    shapes = dict(zip(spans, shape_costs(segments, spans).tolist(), strict=True))
    of_digit: dict[Span, float] = {}
    reached: dict[int, tuple[float, Span]] = {}  # what each place costs, and its last digit
    # Costs, and whether they are all; a span is there with what its shape costs until it is judged.
    queue: list[tuple[float, bool, Span]] = [(0.0, True, (0, 0))]
    while len(segments) not in reached:
        cost, is_all, span = heappop(queue)
        first, last = span
        if last in reached or (span in of_digit and not is_all):
            continue
        if is_all:
            reached[last] = cost, span
            for following in beginning[last]:
                heappush(queue, (cost + shapes[following], False, following))
            continue
        together = [
            other
            for other in beginning[first]
            if other not in of_digit and other[1] not in reached and shapes[other] <= shapes[span]
        ]
        likely = nll(judge(together)[:, :CLASSES].max(axis=1)).tolist()
        for other, more in zip(together, likely, strict=True):
            of_digit[other] = more
            heappush(queue, (reached[first][0] + shapes[other] + more, True, other))
    path: list[Span] = []
    place = len(segments)
    while place:
        path.append(reached[place][1])
        place = path[-1][0]
    path.reverse()
    return Path(path, np.array([of_digit[span] for span in path]))


def split_at_gaps(path: Path, segments: Segments) -> list[Path]:
    """Return a path in parts between which no ink was cut."""
    parts: list[list[int]] = []
    for index, (first, _) in enumerate(path.spans):
        if first and segments.cuts[first - 1]:
            parts[-1].append(index)
        else:
            parts.append([index])
    return [Path([path.spans[i] for i in part], path.nll[part]) for part in parts]


def is_several(probabilities: np.ndarray, of_digits: np.ndarray, apart: float = 0.0) -> bool:
    """Return whether ink is likelier several digits than one, or none.

    probabilities  (12,) what the guard says of the ink as a whole
    of_digits      (n,) the negative log likelihood of each of these digits
    apart          between which share of them there is paper, as ``share_apart`` says
    """
    costs = nll(probabilities)
    favour = MORE_COST * (len(of_digits) - 2) + APART_COST * apart
    return bool(costs[SEVERAL] + of_digits.sum() < costs[:SEVERAL].min() + favour)


def share_apart(segments: Segments, spans: Sequence[Span]) -> float:
    """Return between which share of neighbouring digits there is paper: from 0 to 1.

    None counts where they do not stand side by side, as in a % or a ``;``.
    """
    boxes = [segments.locate(span)[0] for span in spans]
    tops, bottoms = [box[1] for box in boxes], [box[3] for box in boxes]
    tallest = max(bottom - top for top, bottom in zip(tops, bottoms, strict=True))
    if min(bottoms) - max(tops) < SHARED_HEIGHT * tallest:
        return 0.0
    gaps = [not segments.cuts[first - 1] for first, _ in spans[1:]]
    return sum(gaps) / len(gaps)


def shape_costs(segments: Segments, spans: Sequence[Span]) -> np.ndarray:
    """Return what spans of segments cost because of their size and their gaps: (n,)."""
    first, last = np.array(spans).T
    tops, bottoms = segments.boxes[:, 1], segments.boxes[:, 3]
    low, high = bottoms.tolist(), tops.tolist()
    heights = np.array([max(low[i:j]) - min(high[i:j]) for i, j in spans])
    smallness = np.maximum(0, 0.5 - heights / (bottoms - tops).max())
    is_cut = np.array([False, *segments.cuts, False])
    gaps = np.array([j - i - 1 - sum(segments.cuts[i : j - 1]) for i, j in spans])
    both = (gaps > 0) & (is_cut[first] | is_cut[last])
    return SMALL_COST * smallness + GAP_COST * gaps + BOTH_COST * both
