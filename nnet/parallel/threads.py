"""Evaluation on all cores: parts of the pictures in threads side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from threadpoolctl import threadpool_limits


def map_on_cores(
    function: Callable[[np.ndarray], np.ndarray], parts: Iterable[np.ndarray], /
) -> list[np.ndarray]:
    """Return the function's results in the order of the parts, computed on all cores.

    NumPy lets go of Python's lock in its long operations, and a network outside training keeps
    nothing of a call, so that threads can share it. BLAS itself gets one thread each.
    """
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(function, parts))
