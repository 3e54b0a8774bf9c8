"""The end of a process together with the one that started it, however that one ended.

Every process that is started here calls ``end_with_parent`` first of all. Two kinds need no call:
Dask's processes watch a pipe to their parent in the same way, and the resource tracker of
multiprocessing ends with the last process that uses it.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing.process import BaseProcess

PR_SET_PDEATHSIG = 1
"""The option of prctl(2) that names the signal for a parent's death; from <linux/prctl.h>."""

EXIT_ORPHANED = 1


def end_with_parent() -> None:
    """Have this process, one of multiprocessing's, end as soon as its parent has.

    On Linux the kernel kills it, even where it hangs. By parent the kernel means the thread that
    started this process: that one has to live as long. Elsewhere a thread waits for the parent.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if _is_killed_by_kernel():
        if os.getppid() != parent.pid:  # it has gone before the kernel was told
            os._exit(EXIT_ORPHANED)
        return
    threading.Thread(target=_wait_for, args=(parent,), daemon=True).start()


def _is_killed_by_kernel() -> bool:
    """Ask the kernel to kill this process with its parent; return whether it will."""
    if sys.platform != "linux":
        return False
    return ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL) == 0


def _wait_for(parent: BaseProcess) -> None:
    """End this process when its parent has ended."""
    parent.join()
    os._exit(EXIT_ORPHANED)
