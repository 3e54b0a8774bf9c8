"""Local thresholding: the ink on a photograph of paper, or of a board, in uneven light."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageFilter

from nnet.imaging.foreground import Components, Foreground, foregrounds
from nnet.imaging.morphology import close, dilate, thicken
from nnet.imaging.paper import border
from nnet.imaging.ruled_lines import find_lines

REACH, MIN_REACH = 0.06, 12
"""Strokes are at most twice this share of the picture's longer side wide, or so many pixels where
that is less: a small picture is of its ink alone, which fills it."""

EXACT = 0.6
"""In a drawing at least this share of pixels has one of its exact levels: paper, full ink."""

SAME = 0.25
"""A drawing that was scaled smoothly has still so many pixels of one level, to the last bit. Light
and noise leave a photograph's commonest level less than this."""

NOISE_TIMES, INK_SHARE, MIN_CONTRAST = 5.0, 0.4, 0.12
"""Ink is darker than its paper by so many standard deviations of the noise, by so much of the
darkest ink's contrast, and by so much of the paper's brightness."""

MIN_LEVELS = 24
"""The contrast, of 255, that there must be at all: a white sheet's negative is nearly black, and
noise is a large share of that."""

DARK = 100
"""A picture most of which is darker than this is sooner a board than paper."""

MIN_INK = 20
"""Fewer dark pixels are no ink."""

SURROUNDED = 0.1
"""Where so much of the picture's edge is dark it shows more than the paper."""

FAINT, FOLLOWED = 0.6, 3
"""What is darker than this share of what ink must be is ink, too, so many pixels from ink."""

JOINED = 0.5
"""What is of lines and as dark as ink is a stroke's where at least this share of it is none's."""

STROKE_SHARE, STROKE_DARKNESS = 0.1, 0.75
"""Lines are strokes where they have so much of the ink, and so much of its darkness."""

Named = tuple[str, np.ndarray, bool]


def is_photograph(counts: np.ndarray, size: int) -> bool:
    """Return whether a picture is a photograph, not a drawing or a clean scan.

    In a drawing most pixels are exactly as bright as the paper, or as full ink, or many are of one
    level. Light and noise make a photograph's pixels differ.

    counts  (256,) of its pixels, how many have each grey level
    size    how many pixels these are
    """
    levels = np.flatnonzero(counts)
    exact = np.zeros(256, bool)
    for level in (int(counts.argmax()), int(levels[0]), int(levels[-1])):
        exact[max(level - 1, 0) : level + 2] = True
    return bool(counts[exact].sum() < EXACT * size and counts.max() < SAME * size)


def inks_of_photograph(grey: np.ndarray) -> Iterator[Named]:
    """Yield what may be the ink on an (h, w) uint8 photograph: name, (h, w) uint8, doubtful or not.

    The paper is what is left where dark details are closed, ink what is darker than it by more
    than noise is; lines are taken away, and then are not. Chalk on a board is the same in its
    negative.
    """
    sides = [("paper", grey), ("board", 255 - grey)]
    if np.median(grey) < DARK:
        sides.reverse()
    for name, light in sides:
        paper = _paper_level(light)
        darkness = 1 - light / paper
        darkness -= float(np.median(darkness))
        # The same noise of the camera is a larger share of darker paper.
        dim = np.maximum(np.median(paper) / paper, 1)
        noise = NOISE_TIMES * 1.4826 * float(np.median(np.abs(darkness))) * dim
        lowest = np.maximum(noise, MIN_CONTRAST)
        is_sure = darkness > lowest
        if np.count_nonzero(is_sure) < MIN_INK:
            continue
        if float(np.quantile((paper - light)[is_sure], 0.97)) < MIN_LEVELS:
            continue
        lines = find_lines(darkness > FAINT * lowest)
        full = _full_darkness(is_sure, lines, darkness)
        least = np.maximum(lowest, INK_SHARE * full)
        mask = darkness > least
        unlined = _keep_strokes(mask & ~lines, mask, darkness, full)
        followed = _follow(unlined, (darkness > FAINT * least) & ~lines)
        lines = mask & ~followed
        is_stroke = _are_strokes(lines, unlined, darkness)
        full = _full_darkness(unlined, lines, darkness)
        soft = ((darkness - least / 2) / np.maximum(full - least / 2, least / 2)).clip(0, 1)
        for found in foregrounds(followed, darkness, unlined):
            name_, pixels, is_doubtful = _finish(name, soft, found)
            yield name_, pixels, is_doubtful or is_stroke
        if lines.any():
            for found in foregrounds(mask, darkness):
                yield _finish(f"{name}_lines", soft, found)


def _full_darkness(mask: np.ndarray, lines: np.ndarray, darkness: np.ndarray) -> float:
    """Return how dark the ink of an (h, w) bool mask is, without what lies along the edge.

    A desk is darker than any pencil. Where nothing else is left it counts, too.
    """
    at_edge = border(mask)
    if np.count_nonzero(at_edge) >= SURROUNDED * len(at_edge):
        parts = Components.of(mask & ~lines, darkness)
        inside = parts.select(~parts.is_along & (parts.sizes >= MIN_INK))
        if inside.any():
            mask = inside
    return float(np.quantile(darkness[mask], 0.97)) if mask.any() else 1.0


def _follow(sure: np.ndarray, faint: np.ndarray) -> np.ndarray:
    """Return what is sure to be ink with the faint ink that joins it: hysteresis (Canny 1986)."""
    for _ in range(FOLLOWED):
        sure = sure | (faint & dilate(sure))
    return sure


def _keep_strokes(
    unlined: np.ndarray, mask: np.ndarray, darkness: np.ndarray, full: float
) -> np.ndarray:
    """Return ink without lines, but with what of these is nearer to the full ink's darkness.

    A thin pen's strokes along printed lines, and where they cross them, are taken for lines, too.
    What is a stroke's is joined to as much that is no line.
    """
    lines = mask & ~unlined
    if not lines.any():
        return unlined
    faint = float(np.median(darkness[lines]))
    if faint > STROKE_DARKNESS * full:
        return unlined
    dark = unlined | (lines & (darkness > (faint + full) / 2))
    parts = Components.of(dark, unlined)
    return unlined | parts.select(parts.means >= JOINED)


def _are_strokes(lines: np.ndarray, rest: np.ndarray, darkness: np.ndarray) -> bool:
    """Return whether what was taken for lines may be strokes of the pen that wrote the rest.

    Printed lines are fainter. Both are (h, w) bool, and darkness says how dark each pixel is.
    """
    if np.count_nonzero(lines) < STROKE_SHARE * np.count_nonzero(rest):
        return False
    strong = float(np.quantile(darkness[rest], 0.8)) if rest.any() else 0.0
    return float(np.quantile(darkness[lines], 0.8)) > STROKE_DARKNESS * strong


def _finish(name: str, soft: np.ndarray, found: Foreground) -> Named:
    # One pixel around what is kept brings back the soft edges.
    ink = (255 * soft * dilate(found.mask)).astype(np.uint8)
    name = f"{name}_{found.name}" if found.name else name
    return name, thicken(ink, found.mask), found.is_doubtful


def _paper_level(light: np.ndarray) -> np.ndarray:
    """Return the brightness of the paper at each pixel, (h, w) float32."""
    reach = max(MIN_REACH, round(REACH * max(light.shape)))
    # Noise would make the brightest pixel around speak for the paper.
    smooth = np.asarray(Image.fromarray(light).filter(ImageFilter.BoxBlur(1)))
    return np.maximum(close(smooth, reach), 1).astype(np.float32)
