"""Evaluation on all cores: parts of the pictures in threads side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from threadpoolctl import threadpool_limits

OfPictures = Callable[[np.ndarray], np.ndarray]


def map_on_cores(function: OfPictures, parts: Iterable[np.ndarray], /) -> list[np.ndarray]:
    """Return the function's results in the order of the parts, computed on all cores.

    NumPy lets go of Python's lock in its long operations, and a network outside training keeps
    nothing of a call, so that threads can share it. BLAS itself gets one thread each.
    """
    return _map(function, parts, os.cpu_count() or 1)


def map_on_other_cores(function: OfPictures, parts: Iterable[np.ndarray], /) -> list[np.ndarray]:
    """Do the same on all cores but one, which is left to others, if there are two."""
    return _map(function, parts, max(1, (os.cpu_count() or 1) - 1))


def _map(function: OfPictures, parts: Iterable[np.ndarray], threads: int) -> list[np.ndarray]:
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(threads) as pool:
        return list(pool.map(function, parts))
