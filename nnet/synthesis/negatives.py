"""Negatives: scribbles, letters and words, shapes, dots, and digits cut or crossed out.

The guard (``recognition/rejection.py``) learns from these what it should refuse. Each function, as
in ``strokes/generator.py``, draws in a box of about height 1 with y pointing down, all proportions
at random. Letters that some people's digits look like are left out: B, D, I, O, S, Z, b, g, i, l,
o, q, s, z, and G, J, V.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from nnet.imaging.fonts import load_font
from nnet.imaging.size_normalisation import normalise
from nnet.recognition.outputs import NONE
from nnet.strokes.generator import draw_digit, random_bend
from nnet.strokes.pen import SIDE, Pose, draw_strokes, place_strokes
from nnet.strokes.types import Polyline
from nnet.synthesis.rendering import SIZE, pen_width

LETTERS: dict[str, str] = {
    "A": "0,4 2,0 4,4|1,2.5 3,2.5",
    "E": "3,0 0,0 0,4 3,4|0,2 2.5,2",
    "F": "3,0 0,0 0,4|0,2 2.5,2",
    "H": "0,0 0,4|3,0 3,4|0,2 3,2",
    "K": "0,0 0,4|3,0 0,2.2 3,4",
    "M": "0,4 0,0 2,2.5 4,0 4,4",
    "N": "0,4 0,0 3,4 3,0",
    "P": "0,4 0,0 1.5,0 2.5,.5 2.5,1.5 1.5,2 0,2",
    "R": "0,4 0,0 1.5,0 2.5,.5 2.5,1.5 1.5,2 0,2 2.7,4",
    "T": "0,0 4,0|2,0 2,4",
    "U": "0,0 0,3 .6,3.8 1.5,4 2.4,3.8 3,3 3,0",
    "W": "0,0 1,4 2,1 3,4 4,0",
    "X": "0,0 3,4|3,0 0,4",
    "Y": "0,0 1.5,2 3,0|1.5,2 1.5,4",
    "Q": "1.5,0 .4,.6 0,2 .4,3.4 1.5,4 2.6,3.4 3,2 2.6,.6 1.5,0|1.8,2.8 3.4,4.4",
    "L": "0,0 0,4 2.5,4",
    "C": "3,.7 2.2,0 1.2,0 .3,.8 0,2 .3,3.2 1.2,4 2.2,4 3,3.3",
    "a": "2.4,1 1.2,.6 .2,1.2 0,2.4 .5,3.6 1.4,3.8 2.4,2.6 2.4,.8 2.5,3.4 3.1,4",
    "d": "2.4,2.2 1.2,1.8 .2,2.4 0,3.2 .6,4 1.6,3.9 2.4,3 2.4,0 2.4,4",
    "e": "0,2.2 2.6,2.2 2.4,.9 1.4,.3 .4,.9 0,2.2 .4,3.5 1.5,4 2.6,3.4",
    "f": "2.4,.4 1.7,0 1.1,.5 1,1.2 1,4|0,1.6 2.2,1.6",
    "h": "0,0 0,4 0,2.6 .8,1.8 1.8,1.9 2.2,2.7 2.2,4",
    "k": "0,0 0,4|2,1.6 0,2.8 2.1,4",
    "m": "0,1 0,4 0,2 .8,1.1 1.6,1.4 1.8,2.2 1.8,4 1.8,2 2.6,1.1 3.4,1.4 3.6,2.2 3.6,4",
    "n": "0,1 0,4 0,2.2 1,1.1 2,1.3 2.4,2.2 2.4,4",
    "p": "0,1 0,5 0,1.6 1,.9 2,1.3 2.2,2.2 1.6,3.1 .7,3.1 0,2.6",
    "r": "0,1 0,4 0,2.4 .8,1.2 2,1",
    "t": "1,0 1,3.4 1.5,4 2.3,3.7|0,1.2 2.2,1.2",
    "u": "0,1 0,3 .5,3.9 1.4,3.9 2.3,3 2.3,1 2.3,4",
    "w": "0,1 .8,4 1.6,1.6 2.4,4 3.2,1",
    "x": "0,1 2.4,4|2.4,1 0,4",
}
"""The points of each letter's strokes, in a grid 4 high; ``|`` is between strokes."""

SHAPES: dict[str, str] = {
    "square": "0,0 3,0 3,3 0,3 0,0",
    "triangle": "1.5,0 3,3 0,3 1.5,0",
    "star": "1.5,0 2.5,3 0,1.1 3,1.1 .5,3 1.5,0",
    "plus": "1.5,0 1.5,3|0,1.5 3,1.5",
    "equals": "0,0 3,0|0,1.2 3,1.2",
    "dash": "0,0 4,0",
    "house": "0,4 0,1.5 1.5,0 3,1.5 3,4 0,4",
    "arrow": "0,1.5 4,1.5|3,.5 4,1.5 3,2.5",
    "zigzag": "0,0 1,2 2,0 3,2 4,0 5,2",
    "hash": "1,0 1,3|2,0 2,3|0,1 3,1|0,2 3,2",
    "heart": "1.5,3 0,1.2 .2,.2 .9,0 1.5,.8 2.1,0 2.8,.2 3,1.2 1.5,3",
    "diamond": "1.5,0 3,2 1.5,4 0,2 1.5,0",
    "wave": "0,1 .7,.2 1.4,1 2.1,1.8 2.8,1 3.5,.2 4.2,1",
    "percent": "3,0 0,4|.6,.3 .2,.8 .6,1.3 1,.8 .6,.3|2.4,2.7 2,3.2 2.4,3.7 2.8,3.2 2.4,2.7",
    "asterisk": "1.5,0 1.5,3|.2,.7 2.8,2.3|2.8,.7 .2,2.3",
    "smile": "1,.5 1,1.1|2.2,.5 2.2,1.1|.4,2 1,2.7 1.6,2.9 2.2,2.7 2.8,2",
    "stairs": "0,4 0,3 1,3 1,2 2,2 2,1 3,1 3,0",
}

FONTS = (
    *("DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono", "DejaVuSerif", "DejaVuSerif-Italic"),
    *("STIXGeneral", "STIXGeneralBol", "cmr10", "cmss10", "cmtt10"),
)
"""Fonts that matplotlib carries."""

KINDS = ("scribble", "letter", "printed", "shape", "blot", "word", "cut", "crossed out")
"""The kinds of negatives, of which each makes an equal share."""


@dataclass(frozen=True)
class Negatives:
    """So many pictures of what is not a digit, as many of each kind."""

    count: int

    @property
    def labels(self) -> np.ndarray:
        """What they are in every epoch: (count,) uint8, ``NONE``."""
        return np.full(self.count, NONE, np.uint8)

    @property
    def kinds(self) -> list[str]:
        """The kind of each in every epoch."""
        return [KINDS[index % len(KINDS)] for index in range(self.count)]

    def images(self, rng: np.random.Generator) -> np.ndarray:
        """Draw them all anew: (count, 28, 28) uint8, ink 255, prepared like any drawing."""
        return np.stack([normalise(draw_negative(kind, rng)).pixels for kind in self.kinds])


def draw_negative(kind: str, rng: np.random.Generator) -> Image.Image:
    """Return a negative of one of ``KINDS`` on a canvas: an ``L`` picture, ink 255."""
    if kind == "blot":
        return _blot(rng)
    if kind == "printed":
        return _draw_letter(rng)
    width = pen_width(rng)
    if kind in ("scribble", "word", "crossed out"):
        width *= 0.7  # broad pens would leave one blot of these
    strokes = place_strokes(_FORMS[kind](rng), Pose(width, SIZE, 0.5, 0.5))
    ink = ImageOps.invert(draw_strokes(strokes, width, fine=1))
    return _part(ink, rng) if kind == "cut" else ink


def made_up_strokes(rng: np.random.Generator) -> list[Polyline]:
    """Return strokes that are no digit, of one of the kinds that a pen draws, each as likely."""
    kind = _PEN_KINDS[int(rng.integers(len(_PEN_KINDS)))]
    return _FORMS[kind](rng)


def _part(ink: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Return an upper, lower, left or right part of a picture's ink."""
    box = np.array(ink.getbbox() or (0, 0, *ink.size))
    side = int(rng.integers(4))  # left, top, right or bottom, which moves inwards
    box[side] += round((box[side - 2] - box[side]) * rng.uniform(0.4, 0.7))
    part = Image.new("L", ink.size)
    part.paste(ink.crop(tuple(box.tolist())), tuple(box[:2].tolist()))
    return part


def _scribble(rng: np.random.Generator) -> list[Polyline]:
    """Return one long stroke that wanders about, or goes to and fro, or round and round."""
    count = int(rng.integers(12, 60))
    form = rng.random()
    if form < 0.4:
        turns = np.cumsum(rng.normal(0, rng.uniform(0.4, 1.2), count)) + rng.uniform(0, 6.3)
        steps = np.stack([np.cos(turns), np.sin(turns)], axis=1)
        return [np.cumsum(steps * rng.uniform(0.3, 1, (count, 1)), axis=0)]
    t = np.linspace(0, 1, count * 2)[:, None]
    if form < 0.7:
        angle = t * rng.uniform(3, 9) * 2 * np.pi
        centre = np.concatenate([t * rng.uniform(0, 2), t * rng.uniform(-0.5, 0.5)], axis=1)
        radii = rng.uniform(0.3, 1, 2) * (1 - t * rng.uniform(-0.5, 0.9))
        return [centre + np.concatenate([np.cos(angle), np.sin(angle)], axis=1) * radii]
    corners = rng.uniform(0, 1, (int(rng.integers(6, 16)), 2)) * (1, rng.uniform(0.3, 1.5))
    return [corners]


def _from_table(table: dict[str, str]) -> Callable[[np.random.Generator], list[Polyline]]:
    names = sorted(table)

    def draw(rng: np.random.Generator) -> list[Polyline]:
        return _vary(_strokes(table[names[int(rng.integers(len(names)))]]), rng)

    return draw


def _strokes(text: str) -> list[Polyline]:
    """Return strokes as a table has them, with points enough for their corners to stay corners."""
    strokes = []
    for stroke in text.split("|"):
        corners = np.array([[float(n) for n in point.split(",")] for point in stroke.split()]) / 4
        places = np.linspace(0, len(corners) - 1, 5 * len(corners) - 4)
        line = [np.interp(places, np.arange(len(corners)), corners[:, axis]) for axis in (0, 1)]
        strokes.append(np.stack(line, axis=1))
    return strokes


def _vary(strokes: Sequence[Polyline], rng: np.random.Generator) -> list[Polyline]:
    """Return strokes as a hand would draw them: corners moved, then slanted and bent."""
    bend = random_bend(rng)
    matrix = np.array([[np.exp(rng.normal(0, 0.2)), -rng.normal(0.05, 0.15)], [0, 1]])
    turn = rng.normal(0, 0.1)
    cosine, sine = np.cos(turn), np.sin(turn)
    matrix = np.array([[cosine, -sine], [sine, cosine]]) @ matrix
    return [bend((s + rng.normal(0, 0.01, s.shape)) @ matrix.T) for s in strokes]


def _word(rng: np.random.Generator) -> list[Polyline]:
    """Return two to four letters side by side that touch, as several digits do."""
    draw = _from_table(LETTERS)
    strokes: list[Polyline] = []
    right = 0.0
    for _ in range(int(rng.integers(2, 5))):
        letter = draw(rng)
        points = np.concatenate(letter)
        low, high = points.min(axis=0), points.max(axis=0)
        shift = np.array([right, rng.normal(0, 0.08)]) - low * (1, 0)
        strokes += [stroke + shift for stroke in letter]
        right += (high[0] - low[0]) * rng.uniform(0.85, 1)
    return strokes


def _crossed_out(rng: np.random.Generator) -> list[Polyline]:
    """Return a digit with two or more lines through it."""
    digit = draw_digit(int(rng.integers(10)), rng)
    points = np.concatenate(digit)
    low, high = points.min(axis=0), points.max(axis=0)
    lines = [
        rng.uniform(low - 0.1, high + 0.1, (2, 2)) + np.array([[-0.3, 0], [0.3, 0]])
        for _ in range(int(rng.integers(2, 5)))
    ]
    return [*digit, *lines]


def _cut(rng: np.random.Generator) -> list[Polyline]:
    # Parts of the others are digits themselves: of a 6 the loop, of an 8 a 3, of a 4 a 1.
    return draw_digit(int(rng.choice([2, 3, 5])), rng)


def _blot(rng: np.random.Generator) -> Image.Image:
    """Return a dot, a disc, a block or a wedge, filled."""
    side = np.arange(SIDE) - SIDE / 2
    x, y = np.meshgrid(side, side)
    longer = SIDE * rng.uniform(0.03, 0.45)
    radii = longer * np.array([1, rng.uniform(0.6, 1)])[rng.permutation(2)]
    power = rng.uniform(1.2, 8)
    edge = (np.abs(x / radii[0]) ** power + np.abs(y / radii[1]) ** power) ** (1 / power)
    ink = np.clip((1 - edge) * longer + 0.5, 0, 1)
    return Image.fromarray((ink * 255).astype(np.uint8))


def _draw_letter(rng: np.random.Generator) -> Image.Image:
    """Return a letter of one of the fonts that matplotlib carries, turned and squeezed a little."""
    letter = sorted(LETTERS)[int(rng.integers(len(LETTERS)))]
    font = load_font(FONTS[int(rng.integers(len(FONTS)))], SIDE // 2)
    picture = Image.new("L", (SIDE, SIDE))
    ImageDraw.Draw(picture).text((SIDE // 2, SIDE // 2), letter, 255, font, anchor="mm")
    width = round(SIDE * float(np.exp(rng.normal(0, 0.15))))
    return picture.resize((width, SIDE)).rotate(float(rng.normal(0, 6)))


_FORMS: dict[str, Callable[[np.random.Generator], list[Polyline]]] = {
    "scribble": _scribble,
    "letter": _from_table(LETTERS),
    "shape": _from_table(SHAPES),
    "word": _word,
    "cut": _cut,
    "crossed out": _crossed_out,
}

_PEN_KINDS = tuple(kind for kind in _FORMS if kind != "cut")
"""Those whose strokes are all that there is of them."""
