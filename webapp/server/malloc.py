"""Settings of glibc's malloc: freed memory goes back to the system."""

from __future__ import annotations

import ctypes

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""What glibc's malloc.h calls these settings."""

LARGE_BYTES = 3 * 1024 * 1024
"""Below this are the arrays of a network that reads 20 digits at once, which are needed again and
again; above it those of a picture of 4 million pixels."""

KEPT_BYTES = 16 * 1024 * 1024
"""How much an arena keeps of what is freed at its end. Where it gives all back, as glibc does once
the first setting is made, a network's evaluation takes twice the processor time for new pages."""

MAX_ARENAS = 4


def return_freed_memory() -> None:
    """Have large arrays taken from the system one by one, and given back as soon as they are freed.

    By itself glibc learns to keep ever larger arrays, in an arena for each thread: after sixty
    pictures of 4 million pixels, looked at four at a time, the process held on to a gigabyte.
    Where there is no glibc this does nothing.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
    mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
    mallopt(M_ARENA_MAX, MAX_ARENAS)
