"""Report on pictures: digits as people send them, cropped, compressed, coloured, photographed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
from PIL import Image

from nnet.core.data import load_test_digits
from nnet.imaging.png import encode_png
from nnet.pictures.errors import PictureError
from nnet.recognition.pipeline import read_picture
from nnet.recognition.reading import Reader, Reading
from nnet.recognition.rejection import Guard
from nnet.strokes.pen import draw_strokes, place_strokes, random_pose
from nnet.strokes.types import PenDigit
from nnet.synthesis.synthetic_photos import VARIANTS, photograph

WIDTHS, SIZES = (8, 24), (0.35, 0.8)

MIN_LEVELS_APART = 60
"""So far is ink from its paper in at least one of red, green and blue."""

Draw = Callable[[PenDigit, np.random.Generator], bytes]


def picture_shares(
    model: Reader, guard: Guard, digits: Sequence[PenDigit], count: int, seed: int
) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the kinds of pictures, and which of so many were read right: a name and (n,) bool."""
    mnist = load_test_digits()
    for name, save in MNIST_FORMS.items():
        labels = mnist.labels[:count].tolist()
        pictures = (save(255 - image) for image in mnist.images[:count])
        yield f"read right: MNIST's test digits {name}", _right(pictures, labels, model, guard)
    for name, draw in DRAWN_FORMS.items():
        rng = np.random.default_rng(seed)
        chosen = [digits[i] for i in rng.choice(len(digits), min(count, len(digits)), False)]
        labels = [digit.label for digit in chosen]
        pictures = (draw(digit, np.random.default_rng((seed, i))) for i, digit in enumerate(chosen))
        yield f"read right: {name}", _right(pictures, labels, model, guard)


def read_or_none(picture: bytes, model: Reader, guard: Guard) -> Reading | None:
    """Return what is read on a picture; None where nothing is found to be drawn."""
    try:
        return read_picture(picture, model, guard)
    except PictureError:
        return None


def cropped(image: np.ndarray) -> bytes:
    """Return a digit (ink 0) cropped to its ink as PNG."""
    rows, columns = (np.flatnonzero((image < 255).any(axis=axis)) for axis in (1, 0))
    return encode_png(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def compressed(image: np.ndarray, quality: int = 50) -> bytes:
    """Return a picture as JPEG."""
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def shrunk(image: np.ndarray, side: int = 8) -> bytes:
    """Return a digit (ink 0) in so few pixels a side."""
    whole = Image.fromarray(image).crop((2, 2, 26, 26))
    return encode_png(np.asarray(whole.resize((side, side), Image.Resampling.BOX)))


def enlarged(image: np.ndarray, times: int = 5) -> bytes:
    """Return a digit (ink 0) cropped to its ink and enlarged smoothly."""
    with Image.open(io.BytesIO(cropped(image))) as ink:
        size = ink.width * times, ink.height * times
        return encode_png(np.asarray(ink.resize(size, Image.Resampling.BICUBIC)))


def draw_in_colours(digit: PenDigit, rng: np.random.Generator) -> bytes:
    """Return a drawing of one random colour on another as PNG."""
    paper, ink = rng.integers(0, 256, (2, 3))
    while np.abs(paper - ink).max() < MIN_LEVELS_APART:
        ink = rng.integers(0, 256, 3)
    pose = random_pose(rng, WIDTHS, SIZES)
    mask = np.asarray(draw_strokes(place_strokes(digit.strokes, pose), pose.width))[:, :, None]
    stream = io.BytesIO()
    Image.fromarray((ink + (paper - ink) * (mask / 255)).round().astype(np.uint8)).save(
        stream, "PNG"
    )
    return stream.getvalue()


def draw_photograph(digit: PenDigit, rng: np.random.Generator, variant: str | None) -> bytes:
    """Return a photograph of a digit in a random pose."""
    return photograph(digit.strokes, random_pose(rng, WIDTHS, SIZES), rng, variant)


MNIST_FORMS: dict[str, Callable[[np.ndarray], bytes]] = {
    "cropped to their ink": cropped,
    "cropped and enlarged five times": enlarged,
    "as JPEG of quality 50": compressed,
    "in 8 by 8 pixels": shrunk,
}

DRAWN_FORMS: dict[str, Draw] = {
    "any ink on any paper, 60 levels apart": draw_in_colours,
    **{
        f"photographed, {variant or 'plain'}": partial(draw_photograph, variant=variant)
        for variant in (None, *VARIANTS)
    },
}


def _right(
    pictures: Iterator[bytes], labels: Sequence[int], model: Reader, guard: Guard
) -> np.ndarray:
    readings = (read_or_none(picture, model, guard) for picture in pictures)
    return np.array(
        [
            reading is not None and reading.text == str(label)
            for reading, label in zip(readings, labels, strict=True)
        ]
    )
