"""Adaptive thresholding: the ink on a photograph of paper in uneven light."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from nnet.imaging.connected_components import connected_components
from nnet.imaging.ruled_lines import remove_lines

WORKING_SIDE = 800
"""A photograph is reduced until its longer side is at most about so many pixels."""

BLOCK = 16
"""The paper's brightness is found in blocks of so many pixels a side, ..."""

PAPER_QUANTILE = 0.8
"""... each of which is brighter than this share of its pixels, whatever is written on it."""

EXACT = 0.6
"""In a drawing at least this share of pixels has one of its exact levels: paper, full ink."""

NOISE_TIMES, INK_SHARE, MIN_CONTRAST = 5.0, 0.4, 0.12
"""Ink is darker than its paper by so many standard deviations of the noise, by so much of the
darkest ink's contrast, and by so much of the paper's brightness."""

MIN_EDGE_SHARE = 0.0005
"""What touches the edge is ink only where there is no other, and from this share of the picture on:
a line's rest is smaller."""

EVEN = 0.65
"""One pen's strokes are at least so dark, on average, as its darkest one."""

CHALK = 1.5
"""So much farther must pixels be from their surroundings upwards than downwards on a board."""

MIN_WIDTH = 0.05
"""Thinner strokes than this share of the ink's height are made as thick: shrunk to 28 pixels, a
ballpoint's line would all but vanish."""


def is_photograph(grey: np.ndarray) -> bool:
    """Return whether an (h, w) uint8 picture is a photograph, not a drawing or a clean scan.

    In a drawing most pixels are exactly as bright as the paper, or as full ink. Light and noise
    make a photograph's pixels differ.
    """
    # Pillow counts without making numbers of eight bytes of all pixels, as NumPy does.
    counts = np.array(Image.fromarray(grey).histogram())
    levels = np.flatnonzero(counts)
    exact = np.zeros(256, bool)
    for level in (int(counts.argmax()), int(levels[0]), int(levels[-1])):
        exact[max(level - 1, 0) : level + 2] = True
    return counts[exact].sum() < EXACT * grey.size


def ink_of_photograph(grey: np.ndarray) -> Image.Image | None:
    """Return the ink on an (h, w) uint8 photograph as an ``L`` picture, ink 255; None without ink.

    The paper is the brightest there is around each place; ink is what is darker than its paper by
    more than noise is. White chalk on a dark board is understood as its negative.
    """
    light = 255 - grey if _is_chalk(grey) else grey
    darkness = 1 - light / np.maximum(_paper_level(light), 1)
    noise = 1.4826 * float(np.median(np.abs(darkness - np.median(darkness))))
    sure = darkness[darkness > max(NOISE_TIMES * noise, MIN_CONTRAST)]
    if sure.size < 20:
        return None
    full = float(np.quantile(sure, 0.97))
    least = max(NOISE_TIMES * noise, INK_SHARE * full, MIN_CONTRAST)
    mask = _filter_components(remove_lines(darkness > least), darkness)
    if not mask.any():
        return None
    # One pixel around what is kept brings back the soft edges.
    soft = np.clip((darkness - least / 2) / (full - least / 2), 0, 1) * dilate(mask)
    return Image.fromarray(_thicken((soft * 255).astype(np.uint8), mask))


def dilate(pixels: np.ndarray) -> np.ndarray:
    """Return an (h, w) picture in which each pixel is the largest of the 3 x 3 around it."""
    taller = pixels.copy()
    np.maximum(taller[1:], pixels[:-1], out=taller[1:])
    np.maximum(taller[:-1], pixels[1:], out=taller[:-1])
    wider = taller.copy()
    np.maximum(wider[:, 1:], taller[:, :-1], out=wider[:, 1:])
    np.maximum(wider[:, :-1], taller[:, 1:], out=wider[:, :-1])
    return wider


def _paper_level(light: np.ndarray) -> np.ndarray:
    """Return the paper's brightness everywhere on an (h, w) picture, float32."""
    height, width = light.shape
    blocks = _blocks(light)
    place = int(PAPER_QUANTILE * (blocks.shape[2] - 1))
    levels = np.partition(blocks, place, axis=2)[:, :, place]
    # Blocks inside a broad stroke have no paper: the brighter ones around speak for them.
    small = Image.fromarray(dilate(levels)).filter(ImageFilter.GaussianBlur(1))
    full = small.resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(full, dtype=np.float32)


def _blocks(grey: np.ndarray) -> np.ndarray:
    """Return an (h, w) picture in blocks: (rows, columns, pixels)."""
    height, width = grey.shape
    rows, columns = max(height // BLOCK, 1), max(width // BLOCK, 1)
    tall, wide = height // rows, width // columns
    blocks = grey[: rows * tall, : columns * wide].reshape(rows, tall, columns, wide)
    return blocks.transpose(0, 2, 1, 3).reshape(rows, columns, -1)


def _is_chalk(grey: np.ndarray) -> bool:
    """Return whether what is written is brighter than what it is written on."""
    blocks = _blocks(grey)
    around = Image.fromarray(np.median(blocks[:, :, ::4], axis=2).astype(np.uint8))
    # Of a whole neighbourhood: a block may lie within a broad stroke.
    middle = np.asarray(around.filter(ImageFilter.MedianFilter(7)), np.float32)
    darker = float(np.quantile(middle - blocks.min(axis=2), 0.98))
    brighter = float(np.quantile(blocks.max(axis=2) - middle, 0.98))
    return brighter > CHALK * darker


def _filter_components(mask: np.ndarray, darkness: np.ndarray) -> np.ndarray:
    """Return a mask without specks, and without what comes in from the edge: shadows, the desk.

    What is much fainter than the darkest ink is left out, too: rests of lines.
    """
    labels, count = connected_components(mask)
    if not count:
        return mask
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    keep = sizes >= max(8, 0.02 * sizes[1:].max())
    keep[0] = False
    means = np.bincount(labels.ravel(), darkness.ravel(), count + 1) / np.maximum(sizes, 1)
    keep &= means >= EVEN * means[keep].max(initial=0)
    inside = keep.copy()
    inside[edge] = False
    if not inside.any():
        inside = keep & (sizes >= MIN_EDGE_SHARE * mask.size)
    return inside[labels]


def _thicken(ink: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return an (h, w) uint8 picture of ink whose strokes are not too thin to be seen in 28 pixels.

    A long stroke's width is about twice its area over the length of its outline.
    """
    rows = np.flatnonzero(mask.any(axis=1))
    columns = np.flatnonzero(mask.any(axis=0))
    extent = min(int(np.ptp(rows)) + 1, max(int(np.ptp(rows)), int(np.ptp(columns))) + 1)
    outline = (mask[1:] != mask[:-1]).sum() + (mask[:, 1:] != mask[:, :-1]).sum()
    width = 2 * mask.sum() / max(int(outline), 1)
    for _ in range(round((MIN_WIDTH * extent - width) / 2)):
        ink = dilate(ink)
    return ink
