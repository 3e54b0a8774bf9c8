"""Global thresholding: the ink on paper of one brightness, whatever its level (Otsu 1979)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageFilter

from nnet.imaging.foreground import Components, foregrounds
from nnet.imaging.morphology import dilate, thicken
from nnet.imaging.paper import LEVELS
from nnet.imaging.photographs import Named

MIN_CONTRAST = 24
"""The contrast, of 255, below which ink is not told from the noise of its paper."""

FULL_QUANTILE = 0.97
"""Ink is as dark as this share of it, and counts as darkest from there on."""

FIELD = 0.6
"""Ink that fills this share of its box is a field on which something lighter may be written. What
lies within the strokes of a letter, or within an outline, is nothing."""

EDGE_REACH, MIN_STEEPNESS = 3, 0.3
"""Within so many pixels of where ink ends, light changes by this share of the contrast."""

SHEET_SIDE, SHEET_FILLED, PICTURE_SIDE = 0.3, 0.6, 0.985
"""A sheet is at least so high and wide, in sides of the picture, fills so much of its box, and is
not all of the picture."""

INSET = 0.02
"""The sheet's rim, as a share of its longer side, is left out."""


def otsu_threshold(counts: np.ndarray) -> int:
    """Return the level up to which pixels are of the darker one of two classes.

    Of all thresholds it is the one for which the variance between the classes is the largest.

    counts  (256,) of pixels at each grey level
    """
    weights = counts.cumsum()
    sums = (counts * LEVELS).cumsum()
    total, whole = weights[-1], sums[-1]
    apart = whole * weights / total - sums
    between = apart**2 / np.maximum(weights * (total - weights), 1)
    best = np.flatnonzero(between >= between.max() * (1 - 1e-9))
    return int(best[len(best) // 2])  # all levels between two classes do as well


def inks_of_levels(grey: np.ndarray) -> Iterator[Named]:
    """Yield what may be the ink on an (h, w) uint8 picture: name, (h, w) uint8, doubtful or not.

    Of Otsu's two classes the one with fewer pixels is the ink; then the other one, where the first
    is a field.
    """
    counts = np.bincount(grey.ravel(), minlength=256)
    threshold = otsu_threshold(counts)
    dark = grey <= threshold
    if dark.all() or not dark.any():
        return
    sides = [("dark", dark), ("light", ~dark)]
    sides.sort(key=lambda side: np.count_nonzero(side[1]))
    for name, mask in sides if _is_field(sides[0][1]) else sides[:1]:
        darkness = np.abs(grey - np.median(grey[~mask])).astype(np.float32)
        full = float(np.quantile(darkness[mask], FULL_QUANTILE))
        if full < MIN_CONTRAST or _is_gradual(grey, mask, full):
            continue
        darkness = (darkness / full).clip(0, 1)
        for found in foregrounds(mask, darkness):
            soft = (255 * darkness * dilate(found.mask)).astype(np.uint8)
            whole = f"{name}_{found.name}" if found.name else name
            yield whole, thicken(soft, found.mask), found.is_doubtful


def _is_field(mask: np.ndarray) -> bool:
    """Return whether an (h, w) bool mask, in which something is, fills much of its box."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    box = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return float(box.mean()) >= FIELD


def _is_gradual(grey: np.ndarray, mask: np.ndarray, contrast: float) -> bool:
    """Return whether light fades where a mask ends, which ink does not do.

    contrast  between what is in the mask and what is not, in levels
    """
    outline = mask & dilate(~mask)
    smooth = Image.fromarray(grey).filter(ImageFilter.BoxBlur(1))
    size = 2 * EDGE_REACH + 1
    highest = np.asarray(smooth.filter(ImageFilter.MaxFilter(size)), np.int16)
    lowest = np.asarray(smooth.filter(ImageFilter.MinFilter(size)))
    return float(np.median((highest - lowest)[outline])) < MIN_STEEPNESS * contrast


def find_sheet(grey: np.ndarray) -> tuple[np.ndarray, tuple[slice, slice]] | None:
    """Return a sheet of paper on an (h, w) uint8 picture that shows something around it, too.

    It is returned as a picture of its own, in which what is around it is as bright as its paper,
    and with its place. None where there is none.
    """
    threshold = otsu_threshold(np.bincount(grey.ravel(), minlength=256))
    for mask in (grey > threshold, grey <= threshold):
        if not mask.any():
            continue
        parts = Components.of(mask, mask)
        largest = int(parts.sizes.argmax())
        left, top, right, bottom = parts.boxes[largest].tolist()
        shares = np.array([bottom - top, right - left]) / grey.shape
        if shares.min() < SHEET_SIDE or shares.min() >= PICTURE_SIDE:
            continue
        place = slice(top, bottom), slice(left, right)
        own = _fill(parts.labels[place] == largest + 1)
        if own.mean() < SHEET_FILLED:
            continue
        rim = max(1, round(INSET * max(own.shape)))
        inner = ~_grow(~np.pad(own, 1), rim)[1:-1, 1:-1]
        if not inner.any():
            continue
        paper = np.median(grey[place][inner])
        return np.where(inner, grey[place], paper).astype(np.uint8), place
    return None


def _fill(mask: np.ndarray) -> np.ndarray:
    """Return an (h, w) bool mask without holes: each row's and each column's is filled in turn."""
    between = [
        np.maximum.accumulate(mask, axis)
        & np.maximum.accumulate(mask[::-1, ::-1], axis)[::-1, ::-1]
        for axis in (0, 1)
    ]
    filled: np.ndarray = between[0] & between[1]
    return filled


def _grow(mask: np.ndarray, by: int) -> np.ndarray:
    for _ in range(by):
        mask = dilate(mask)
    return mask
