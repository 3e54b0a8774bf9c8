"""MNIST read once: checking and unpacking it takes half a second, and tests ask for it often."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from nnet.core.data import MNIST_DIRECTORY


def kept(read: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Return what reads one of MNIST's files, or returns it unless it is of another folder."""
    arrays: dict[Any, np.ndarray] = {}

    def read_once(directory: Path, file: Any) -> np.ndarray:
        if directory != MNIST_DIRECTORY:
            return read(directory, file)
        if file not in arrays:
            arrays[file] = read(directory, file)
            arrays[file].setflags(write=False)
        return arrays[file]

    return read_once
