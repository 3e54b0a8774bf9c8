"""Work on all cores that keeps Python itself busy: its parts in processes side by side."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

from threadpoolctl import threadpool_limits

from nnet.parallel.parent_death import end_with_parent

Part = TypeVar("Part")
Result = TypeVar("Result")


def map_in_processes(function: Callable[[Part], Result], parts: Iterable[Part], /) -> list[Result]:
    """Return the function's results in the order of the parts, computed on all cores.

    Function, parts and results are handed from process to process, so that they must be picklable.
    """
    # Fresh interpreters: forked ones would inherit locks in whatever state they are.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context, _start) as pool:
        futures = [pool.submit(function, part) for part in parts]
        try:
            return [future.result() for future in futures]
        except BaseException:  # Ctrl-C, too, should not wait for what has not been begun
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _start() -> None:
    """Run first in each process."""
    end_with_parent()
    threadpool_limits(1, "blas")
    # Ctrl-C reaches every process of a terminal; these have nothing to keep, nor to say of it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
