"""Decoding: the bytes of a picture, drawn or photographed, become its ink.

What is ink cannot always be told from the picture alone: a frame, a shadow or a sheet on a desk may
look like it. So several readings of the ink are proposed, the likeliest and cheapest first, and
whoever reads them judges. In each, ink is 255 and paper 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from PIL import Image

from nnet.imaging.morphology import thicken
from nnet.imaging.paper import LEVELS, border, distance_from_paper, to_grey
from nnet.imaging.photographs import DARK, Named, inks_of_photograph, is_photograph
from nnet.imaging.size_normalisation import INK_LEVEL
from nnet.imaging.thresholding import MIN_CONTRAST, find_sheet, inks_of_levels
from nnet.pictures.errors import blank_image
from nnet.pictures.opening import WORKING_SIDE, open_picture

SMALL = 64
"""No photograph is so small, in pixels of its longer side: noise in it is compression's."""

TINY, ENLARGED = 20, 8
"""Pictures smaller than a digit that the network sees are first enlarged, so many times."""

EDGE = 0.1, 0.6
"""Enlarged edges are made steep again between these shares of the darkest ink. Of MNIST's test
digits in 8 by 8 pixels the network then reads 96 % (92 % as they are enlarged)."""

OTHER_SIDE = 0.1
"""Where there is so much of the ink's amount on the other side of the paper's level, a quarter as
far from it, that may be ink, too."""


EVEN_LEVELS = 9
"""Paper whose levels, all around the picture, are so few is even, and no ink touches the edge."""


@dataclass(frozen=True)
class Ink:
    """One way to see the ink of a picture.

    name         of the way, short and of lower-case letters
    picture      ``L``, ink 255
    factor       how many times smaller it is than what was sent; below 1 where it is larger
    is_doubtful  whether something of a digit's size was left out
    is_guess     whether there may be no ink at all, unless it is clearly read
    """

    name: str
    picture: Image.Image
    factor: float
    is_doubtful: bool = False
    is_guess: bool = False


def decode(content: bytes) -> Image.Image:
    """Return a picture as an ``L`` image of its likeliest ink: 0 is paper, 255 the darkest ink.

    Black on white, white on black and anything on transparent paper are understood. Raises
    ``PictureError`` for what is of no known format, is damaged, is too large (found out from the
    header, before a pixel is decoded) or has nothing drawn on it.
    """
    for ink in propose_inks(content):
        if ink.factor >= 1:
            return ink.picture
    raise blank_image()


def propose_inks(content: bytes, is_painted: bool = False) -> Iterator[Ink]:
    """Yield what may be the ink of a picture, the likeliest first; raises ``PictureError``.

    Each is found only when it is asked for. None at all where nothing is drawn. Drawings stay as
    large as they were opened, and come first as they are; whatever else is looked at is reduced.

    is_painted  whether somebody drew, so that a picture of one level is ink all over
    """
    opened, factor = open_picture(content)
    grey = to_grey(opened)
    counts = np.array(grey.histogram())
    if is_painted and counts[:DARK].sum() == counts.sum() == counts.max():
        yield Ink("drawing", Image.new("L", grey.size, 255), factor)
        return
    if max(grey.size) < TINY and (found := ink_of_drawing(grey, counts)) is not None:
        yield Ink("enlarged", _enlarge(found[0]), factor / ENLARGED, found[1])
    drawn = _as_drawing(opened, grey, counts, factor)
    photographed = _as_photograph(grey, factor)
    if max(grey.size) > SMALL and is_photograph(counts, grey.width * grey.height):
        yield from photographed
        for ink in drawn:  # light and shadow are of many levels, too
            yield replace(ink, is_guess=True)
    else:
        yield from drawn
        is_whole = _is_whole(grey)
        for ink in photographed:
            yield replace(ink, is_guess=ink.is_guess or is_whole)


def _as_drawing(
    opened: Image.Image, grey: Image.Image, counts: np.ndarray, factor: float
) -> Iterator[Ink]:
    """Yield what may be the ink of a drawing, or of a clean scan, of even paper."""
    found = ink_of_drawing(grey, counts)
    if found is not None:
        yield Ink("drawing", found[0], factor, found[1])
    distance = distance_from_paper(opened)
    if distance is not None:
        coloured = ink_of_drawing(distance, np.array(distance.histogram()))
        if coloured is not None:
            yield Ink("colour", coloured[0], factor)
    small, reduced = _reduce(grey, factor)
    is_whole = _is_whole(grey)
    for name, pixels, is_doubtful in inks_of_levels(np.asarray(small)):
        yield Ink(name, Image.fromarray(pixels), reduced, is_doubtful, is_guess=is_whole)
    if found is not None:
        small, reduced = _reduce(found[0], factor)
        pixels = np.asarray(small)
        thick = thicken(pixels, pixels >= 10 * INK_LEVEL)
        if thick is not pixels:
            yield Ink("thickened", Image.fromarray(thick), reduced, found[1])


def _is_whole(grey: Image.Image) -> bool:
    """Return whether a grey picture shows a drawing with even paper all around.

    Then all ink is the drawing's, and a part of it stands for it only where that is clearly read.
    """
    return int(np.ptp(border(np.asarray(grey)))) < EVEN_LEVELS


def _as_photograph(grey: Image.Image, factor: float) -> Iterator[Ink]:
    """Yield what may be the ink of a photograph: on all of it, then on a sheet that lies on it."""
    small, factor = _reduce(grey, factor)
    pixels = np.asarray(small)
    is_dim = np.median(pixels) < DARK  # a board, or paper in little light
    for ink in inks_of_photograph(pixels):
        is_guess = not (is_dim or ink[0].startswith("paper")) or "lines" in ink[0]
        yield replace(_named(ink, factor), is_guess=is_guess)
    sheet = find_sheet(pixels)
    if sheet is None:
        return
    own, place = sheet
    for name, part, is_doubtful in chain(inks_of_levels(own), inks_of_photograph(own)):
        whole = np.zeros_like(pixels)
        whole[place] = part
        yield replace(_named((f"sheet_{name}", whole, is_doubtful), factor), is_guess=True)


def ink_of_drawing(grey: Image.Image, counts: np.ndarray) -> tuple[Image.Image, bool] | None:
    """Return a grey picture of even paper as its ink, 255 where it is darkest; None without ink.

    And whether there may be more ink, on the other side of the paper's level.

    counts  (256,) of its pixels at each level
    """
    at_edge = np.sort(border(np.asarray(grey)))
    paper = int(at_edge[len(at_edge) // 2])  # the median
    levels = np.flatnonzero(counts)
    below, above = paper - int(levels[0]), int(levels[-1]) - paper
    is_dark = below >= above
    contrast = max(below, above)
    if contrast < MIN_CONTRAST:
        return None
    ink = paper - LEVELS if is_dark else LEVELS - paper
    own = int(counts[ink > contrast / 2].sum())
    other = int(counts[-ink > max(contrast / 4, MIN_CONTRAST)].sum())
    picture = grey.point((ink.clip(0, contrast) * 255 // contrast).tolist())
    return picture, other > OTHER_SIDE * own


def _named(ink: Named, factor: float) -> Ink:
    name, pixels, is_doubtful = ink
    return Ink(name, Image.fromarray(pixels), factor, is_doubtful)


def _enlarge(ink: Image.Image) -> Image.Image:
    """Return a tiny picture of ink with smooth edges in place of its pixels' corners."""
    size = ink.width * ENLARGED, ink.height * ENLARGED
    low, high = EDGE
    steep = ((LEVELS / 255 - low) / (high - low)).clip(0, 1) * 255
    return ink.resize(size, Image.Resampling.LANCZOS).point(steep.astype(int).tolist())


def _reduce(picture: Image.Image, factor: float) -> tuple[Image.Image, float]:
    """Return an ``L`` picture small enough to be worked on, and its new factor."""
    if max(picture.size) <= WORKING_SIDE:
        return picture, factor
    whole = math.ceil(max(picture.size) * factor / WORKING_SIDE)
    width, height = (math.ceil(side * factor / whole) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.BOX), whole
