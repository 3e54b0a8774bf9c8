"""Size normalisation: a picture's ink becomes 28x28 pixels, the way MNIST itself was made.

MNIST's authors write that the black and white images from NIST were size normalized to fit in a
20x20 pixel box while preserving their aspect ratio, that the grey levels come from the
anti-aliasing of that step, and that the result was centered in 28x28 by its center of mass (LeCun,
Cortes, Burges, "The MNIST database of handwritten digits"). ``normalise`` does the same with the
ink of a drawing: its bounding box, the longest side scaled to 20 pixels, placed so that the center
of mass lies at the center of 28x28 pixels. ``core.data.to_inputs`` makes numbers of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image

from nnet.core.data import IMAGE_SIDE
from nnet.pictures.errors import blank_image

DIGIT_SIDE = 20
CENTER = 14
"""The pixel on which MNIST's centers of mass lie: over its training digits they average 14.00 in
both directions, counted from 0, and none is farther than half a pixel from it."""

PLACES = np.arange(DIGIT_SIDE)

INK_LEVEL = 13
"""Darker than a twentieth of the darkest ink counts as ink when the bounding box is sought: low
enough for MNIST's grey edges (at 20 some of its digits come back rescaled, at 13 none of 1,000
does), high enough to pass over most ripples that JPEG leaves around a stroke."""


@dataclass(frozen=True)
class NormalisedDigit:
    """A digit as the network sees it, and where it was found.

    pixels  (28, 28) uint8, 0 is paper and 255 is ink
    box     x, y, width, height of the ink, in pixels of the picture
    part    the ink in the box alone: ``L``, ink 255
    """

    pixels: np.ndarray
    box: tuple[int, int, int, int]
    part: Image.Image


def ink_box(ink: Image.Image) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom of the ink on a picture; raises ``PictureError`` for none."""
    marked = ink.getbbox()
    if marked is None:
        raise blank_image()
    # What is not blank is a box around the ink, and mostly a small part of the picture.
    is_ink = np.asarray(ink.crop(marked)) >= INK_LEVEL
    rows, columns = (np.flatnonzero(is_ink.any(axis=axis)).tolist() for axis in (1, 0))
    if not rows:
        raise blank_image()
    left, top, _, _ = marked
    return left + columns[0], top + rows[0], left + columns[-1] + 1, top + rows[-1] + 1


def normalise(ink: Image.Image) -> NormalisedDigit:
    """Scale and center an ink picture (``L``, ink 255) into 28x28; raises ``PictureError``."""
    return normalise_box(ink, ink_box(ink))


def normalise_box(ink: Image.Image, corners: tuple[int, int, int, int]) -> NormalisedDigit:
    """Return what ``normalise`` does, where left, top, right, bottom of the ink are known."""
    left, top, right, bottom = corners
    # Cropped first: where the digit stood must not show in a rounding error.
    part = ink.crop(corners)
    return NormalisedDigit(fit_to_grid(part), (left, top, right - left, bottom - top), part)


def fit_to_grid(ink: Image.Image) -> np.ndarray:
    """Return a picture of ink up to its edges scaled and centered: (28, 28) uint8."""
    return _center(scale_to_box(ink))


def scale_to_box(ink: Image.Image) -> np.ndarray:
    """Return a picture of ink with its longer side scaled to 20 pixels: (height, width) uint8."""
    # Each pixel of the small picture is the mean of those it covers: that is what anti-aliasing a
    # black and white digit means, and a digit of 20 pixels comes out as it went in.
    width, height = _scaled(ink.width, ink.height)
    return np.asarray(ink.resize((width, height), Image.Resampling.BOX))


def fit_array_to_grid(ink: np.ndarray) -> np.ndarray:
    """Return about what ``fit_to_grid`` does of an (h, w) float32 picture, a third as costly.

    (28, 28) float32. Rounding apart it is the same: two matrix products take the same means.
    """
    height, width = ink.shape
    columns, rows = _scaled(width, height)
    return _center(_means(height, rows) @ (ink @ _means(width, columns).T))


def _scaled(width: int, height: int) -> tuple[int, int]:
    """Return the width and the height at which the longer one is 20 pixels."""
    scale = DIGIT_SIDE / max(width, height)
    return max(1, round(width * scale)), max(1, round(height * scale))


@lru_cache(maxsize=256)
def _means(size: int, small: int) -> np.ndarray:
    """Return the matrix that takes means of ``size`` pixels in a row: (small, size) float32.

    These are the pixels that Pillow's box filter takes, with what rounding does to middles that
    fall upon an edge.
    """
    scale = size / small
    reach = max(scale, 1)
    middles = (np.arange(small)[:, np.newaxis] + 0.5) * scale
    first, last = ((middles + side * reach / 2 + 0.5).astype(int) for side in (-1, 1))
    places = np.arange(size)
    distances = (places - middles + 0.5) / reach
    weights = (places >= first) & (places < last) & (distances > -0.5) & (distances <= 0.5)
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def _center(small: np.ndarray) -> np.ndarray:
    """Return a (height, width) digit in 28x28 pixels, its center of mass on the center pixel."""
    height, width = small.shape
    exact = np.int64 if small.dtype == np.uint8 else np.float64
    rows, columns = (np.add.reduce(small, axis=axis, dtype=exact) for axis in (1, 0))
    mass = max(float(rows.sum()), 1)  # none is left of a few dots far apart
    row, column = float(rows @ PLACES[:height]) / mass, float(columns @ PLACES[:width]) / mass
    top = min(max(round(CENTER - row), 0), IMAGE_SIDE - height)
    left = min(max(round(CENTER - column), 0), IMAGE_SIDE - width)
    pixels = np.zeros((IMAGE_SIDE, IMAGE_SIDE), small.dtype)
    pixels[top : top + height, left : left + width] = small
    return pixels
