"""Report on a lesson: how digits were read before it and are read after, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnet.collection.comparison import FEW, compare_networks
from nnet.core.data import Dataset, load_test_digits
from nnet.core.network import Network
from nnet.synthesis.people import read_people
from nnet.synthesis.training_strokes import SIZES, WIDTHS, pose_digits, split_sides

VERDICTS = {
    "few": f"fewer than {FEW} digits: too few to tell",
    "better": "better",
    "worse": "worse",
    "same": "no difference can be told",
}


def lesson_parts(strokes: Sequence[Path], described: dict[str, Any]) -> list[tuple[str, Dataset]]:
    """Return the digits that two networks are compared on, each with what they are.

    described  what the configuration says of the files
    """
    learned, measured = split_sides(read_people(strokes), described)
    parts = [("MNIST's test digits", load_test_digits())]
    for about, people in (("drawings by hands it has not seen", measured), ("by its own", learned)):
        digits = [digit for one in people for digit in one.digits]
        if digits:
            pixels, _ = pose_digits(digits, WIDTHS, SIZES, seed=1)
            labels = np.array([digit.label for digit in digits], np.uint8)
            parts.append((about, Dataset(pixels, labels)))
    return parts


def lesson_report(before: Network, after: Network, parts: Sequence[tuple[str, Dataset]]) -> str:
    """Return a line for each part: read right before and after, gained and lost, and the change."""
    lines = ["Read right           before     after  gained   lost  change (95 % interval)"]
    for about, digits in parts:
        told = compare_networks(before, after, digits.images, digits.labels).to_dict()
        shares = [told[side]["right"] / told["count"] for side in ("before", "after")]
        lines.append(f"{about} ({told['count']:,}): {VERDICTS[told['verdict']]}")
        lines.append(
            f"{'':18} {shares[0]:8.2%}  {shares[1]:8.2%}  {told['gained']:6,}  {told['lost']:5,}  "
            f"{told['change']:+.2%} ({told['low']:+.2%} to {told['high']:+.2%})"
        )
    return "\n".join(lines)
