"""Exciting digits: those to which each unit of a network responds most strongly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnet.core.data import to_inputs
from nnet.core.evaluation import EVALUATION_BATCH, MapParts
from nnet.core.network import Network
from nnet.interpretation.stages import Passage, Stage, stages_of, walk

KEPT = 8
"""Digits of each unit that are remembered."""

MAX_PEAKS = 4_000_000
"""Numbers that are gathered before the strongest are chosen, twice 4 bytes each: a network of very
many units is shown fewer digits."""


@dataclass(frozen=True)
class Excitement:
    """What excites the units of one stage most, the most exciting digit first.

    digits  (units, kept): places among the digits
    values  (units, kept): the largest output of the unit for each, float32
    places  (units, kept, 2): row and column of its map where that was; zeros without maps
    """

    digits: np.ndarray
    values: np.ndarray
    places: np.ndarray


def find_exciting(
    network: Network, images: np.ndarray, map_parts: MapParts = map
) -> list[Excitement]:
    """Return for each stage which of (n, 28, 28) uint8 digits excite its units most.

    A map is as excited as its largest number. Of equal digits the earlier one comes first.
    """
    stages = stages_of(network)
    images = images[: count_examined(stages, len(images))]

    def peaks(part: np.ndarray) -> np.ndarray:
        passages = walk(stages, to_inputs(part, network.dtype.type))
        # Values and places side by side, as one array for all stages: float32 has both exactly.
        values, places = zip(*map(_peaks, passages), strict=True)
        return np.stack([np.concatenate(values, axis=1), np.concatenate(places, axis=1)])

    starts = range(0, len(images), EVALUATION_BATCH)
    parts = [images[start : start + EVALUATION_BATCH] for start in starts]
    found = np.concatenate(list(map_parts(peaks, parts)), axis=1)
    return _most_exciting(stages, *found)


def count_examined(stages: Sequence[Stage], count: int) -> int:
    """Return how many of so many digits a network of these stages is shown."""
    return min(count, max(KEPT, MAX_PEAKS // sum(stage.units for stage in stages)))


def _peaks(passage: Passage) -> tuple[np.ndarray, np.ndarray]:
    """Return each unit's largest output for each digit, and its place in the map: (n, units)."""
    outputs = passage.outputs
    if not passage.stage.is_map:
        return outputs, np.zeros_like(outputs)
    flat = outputs.reshape(len(outputs), -1, passage.stage.units)
    places = flat.argmax(axis=1)
    values = np.take_along_axis(flat, places[:, np.newaxis], axis=1)[:, 0]
    return values, places.astype(flat.dtype)


def _most_exciting(
    stages: Sequence[Stage], values: np.ndarray, places: np.ndarray
) -> list[Excitement]:
    """Return the most exciting digits of each stage, of (n, all units) peaks."""
    found, start = [], 0
    for stage in stages:
        part = slice(start, start + stage.units)
        digits = np.argsort(-values[:, part], axis=0, kind="stable")[:KEPT]
        strongest = np.take_along_axis(values[:, part], digits, axis=0)
        flat = np.take_along_axis(places[:, part], digits, axis=0).astype(np.int64)
        width = stage.shape[1] if stage.is_map else 1
        at = np.stack(np.divmod(flat, width), axis=-1)
        found.append(Excitement(digits.T, strongest.T, at.swapaxes(0, 1)))
        start = part.stop
    return found
