"""What the benchmarks share: a row of the table, and taking turns."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple


class Row(NamedTuple):
    """One figure: what was measured, what was found, and what it should be."""

    what: str
    found: str
    bar: str = ""


def in_turn(sides: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Run each side once a round, in turn, and return the median seconds of each."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, run in sides.items():
            started = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - started)
    return {name: median(values) for name, values in seconds.items()}
