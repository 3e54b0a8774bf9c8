"""What the benchmarks share: a row of the table, and taking turns."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from statistics import median
from typing import Any, NamedTuple, TypeVar

Side = Callable[[], object]
"""What one side of a comparison does in one round."""

Name = TypeVar("Name", str, int)


class Row(NamedTuple):
    """One figure: what was measured, what was found, and what it should be."""

    what: str
    found: str
    bar: str = ""


SETTLE_S = 0.3


def in_turn(sides: dict[Name, Side], rounds: int) -> dict[Name, float]:
    """Run each side once a round, in turn, and return the median seconds of each."""
    seconds: dict[Name, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, run in sides.items():
            # Threads of the side before may still spin, waiting for more work.
            time.sleep(SETTLE_S)
            started = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - started)
    return {name: median(values) for name, values in seconds.items()}


@contextmanager
def own_process(make: Callable[..., Side], *arguments: Any) -> Iterator[Side]:
    """Make a side in a process of its own, where no other's threads and limits disturb it."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn, _make, (make, *arguments)) as pool:
        pool.submit(_run).result()  # the first time has to allocate what later ones reuse
        yield lambda: pool.submit(_run).result()


_side: Side | None = None


def _make(make: Callable[..., Side], *arguments: Any) -> None:
    global _side
    _side = make(*arguments)


def _run() -> None:
    assert _side is not None
    _side()
