"""Paper: an opened picture in grey, whatever its mode, and its distance from the paper's colour."""

from __future__ import annotations

import numpy as np
from PIL import Image

LEVELS = np.arange(256)


def to_grey(picture: Image.Image) -> Image.Image:
    """Return a picture in grey (``L``), with paper where it was transparent.

    Of 16 bits as many are looked at as are used: cameras and scanners that see 12 save 16.
    """
    if picture.mode.startswith("I;16"):
        values = np.asarray(picture)
        return Image.fromarray((values >> max(int(values.max()).bit_length() - 8, 0)).astype("u1"))
    if not picture.has_transparency_data:
        return picture.convert("L")
    if "A" not in picture.getbands():  # transparent is a colour, or are some of a palette
        picture = picture.convert("RGBA")
    alpha = picture.getchannel("A")
    grey = picture.convert("L")
    if alpha.getextrema() == (255, 255):
        return grey
    paper = Image.new("L", picture.size, _paper_behind(grey, alpha))
    paper.paste(grey, mask=alpha)
    return paper


def distance_from_paper(picture: Image.Image) -> Image.Image | None:
    """Return how far each pixel's colour is from the paper's, as an ``L`` picture; None for grey.

    The distance is that of the channel in which it is the largest, so that it grows evenly from
    paper to ink along a smooth edge. The paper's colour is the median of each channel at the edge.
    """
    if picture.mode not in ("RGB", "RGBA"):
        return None
    channels = np.asarray(picture.convert("RGB"))
    if picture.mode == "RGBA":
        opaque = np.asarray(picture.getchannel("A")) > 127
        if not opaque.all():
            return None  # what is transparent was chosen to contrast with the ink
    paper = np.median(border(channels), axis=0).astype(np.int16)
    farthest = np.zeros(channels.shape[:2], np.uint8)
    for channel, level in enumerate(paper.tolist()):
        away = np.abs(channels[:, :, channel] - np.int16(level)).astype(np.uint8)
        np.maximum(farthest, away, out=farthest)
    return Image.fromarray(farthest)


def border(pixels: np.ndarray) -> np.ndarray:
    """Return the pixels along the four edges of an (h, w) or (h, w, channels) picture."""
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])


def _paper_behind(grey: Image.Image, alpha: Image.Image) -> int:
    """Return the grey level to put behind transparent pixels.

    Where most of the picture is opaque it shows its own paper, whose level is the commonest. Where
    most is transparent what is opaque must be the ink, and paper is what contrasts with it.
    """
    counts = np.array(grey.histogram(alpha.point((255 * (LEVELS > 127)).tolist())))
    opaque = int(counts.sum())
    if opaque > grey.width * grey.height / 2:
        ordered = counts.cumsum()
        middle = np.searchsorted(ordered, [(opaque - 1) // 2, opaque // 2], side="right")
        return int(middle.mean())  # the median
    levels, weights = np.asarray(grey), np.asarray(alpha)
    visible = float(weights.sum(dtype=np.int64))
    weighted = float(np.einsum("ij,ij->", levels, weights, dtype=np.int64))
    mean = weighted / visible if visible else 0.0
    return 255 if mean < 128 else 0
