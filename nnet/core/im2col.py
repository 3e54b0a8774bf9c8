"""The patch matrix of a minibatch: what each output pixel of a convolution sees."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def copy_patches(pictures: np.ndarray, kernel: int, stride: int, patches: np.ndarray) -> None:
    """Copy every ``kernel`` x ``kernel`` square, ``stride`` pixels apart, into ``patches``.

    pictures  (height, batch, width, channels)
    patches   (kernel, kernel, channels, height', batch, width'): a row for each number of a square
              and a column for each square

    Written this way round, a copied piece is a whole row of output pixels and not ``kernel`` pixels
    of one square: with one channel that is four times as fast.
    """
    windows = sliding_window_view(pictures, (kernel, kernel), axis=(0, 2))
    windows = windows[::stride, :, ::stride]  # (height', batch, width', channels, kernel, kernel)
    np.copyto(patches, windows.transpose(4, 5, 3, 0, 1, 2))


def copy_runs(pictures: np.ndarray, kernel: int, stride: int, runs: np.ndarray) -> np.ndarray:
    """Copy each run of ``kernel`` pixels, ``stride`` pixels apart, into ``runs`` and return it.

    pictures  (height, batch, width, channels)
    runs      (height, batch, width', kernel * channels)
    """
    windows = sliding_window_view(pictures, kernel, axis=2)[:, :, ::stride].swapaxes(3, 4)
    np.copyto(runs.reshape(windows.shape), windows)
    return runs
