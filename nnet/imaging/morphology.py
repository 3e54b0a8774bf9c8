"""Morphology: ink and paper made wider or narrower (Serra 1982), by maxima of shifted pictures."""

from __future__ import annotations

import numpy as np

MIN_WIDTH = 0.05
"""Thinner strokes than this share of the ink's height are made as thick: shrunk to 28 pixels, a
ballpoint's line would all but vanish."""


def dilate(pixels: np.ndarray) -> np.ndarray:
    """Return an (h, w) picture in which each pixel is the largest of the 3 x 3 around it."""
    taller = pixels.copy()
    np.maximum(taller[1:], pixels[:-1], out=taller[1:])
    np.maximum(taller[:-1], pixels[1:], out=taller[:-1])
    wider = taller.copy()
    np.maximum(wider[:, 1:], taller[:, :-1], out=wider[:, 1:])
    np.maximum(wider[:, :-1], taller[:, 1:], out=wider[:, :-1])
    return wider


def close(light: np.ndarray, reach: int) -> np.ndarray:
    """Return an (h, w) uint8 picture without dark details narrower than twice the reach.

    That is the morphological closing with a square: steps of light, such as the edge of a shadow
    or of a sheet, stay where they are, whereas a mean of the surroundings would blur them.
    """
    opened: np.ndarray = 255 - _spread(255 - _spread(light, reach), reach)
    return opened


def thicken(ink: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return an (h, w) uint8 picture of ink whose strokes are not too thin to be seen in 28 pixels.

    mask  (h, w) bool, where there is ink
    """
    for _ in range(_missing_width(mask)):
        ink = dilate(ink)
    return ink


def _missing_width(mask: np.ndarray) -> int:
    """Return by how many pixels strokes are to grow on each side.

    A long stroke's width is about twice its area over the length of its outline.
    """
    if not mask.any():
        return 0
    rows = np.flatnonzero(mask.any(axis=1))
    columns = np.flatnonzero(mask.any(axis=0))
    extent = min(int(np.ptp(rows)) + 1, max(int(np.ptp(rows)), int(np.ptp(columns))) + 1)
    outline = (mask[1:] != mask[:-1]).sum() + (mask[:, 1:] != mask[:, :-1]).sum()
    width = 2 * mask.sum() / max(int(outline), 1)
    return max(round((MIN_WIDTH * extent - width) / 2), 0)


def _spread(pixels: np.ndarray, reach: int) -> np.ndarray:
    """Return the largest pixel within so many rows and columns of each: (h, w).

    A maximum over 2n neighbours is one of two over n each, so that a reach of fifty takes seven
    steps.
    """
    return _spread_along_rows(_spread_along_rows(pixels, reach).T, reach).T


def _spread_along_rows(pixels: np.ndarray, reach: int) -> np.ndarray:
    padded = np.pad(pixels, ((0, 0), (reach, reach)))
    length, window = 1, 2 * reach + 1
    while length < window:
        step = min(length, window - length)
        padded = np.maximum(padded[:, :-step], padded[:, step:])
        length += step
    return padded
