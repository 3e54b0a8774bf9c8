"""Report on rejection: how well digits are told from what is none, on unknown ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from nnet.core.data import Dataset
from nnet.core.evaluation import apply_in_batches
from nnet.core.metrics import wilson_interval
from nnet.imaging.png import encode_png
from nnet.parallel.threads import map_on_cores
from nnet.recognition.pipeline import read_picture
from nnet.recognition.reading import Reader
from nnet.recognition.rejection import Guard
from nnet.reports.drawing_report import read_drawings
from nnet.strokes.types import PenDigit
from nnet.synthesis.negatives import KINDS, LETTERS, draw_negative

PRINTED_SIDE = 100
PEN_WIDTHS = {"pens of 8 to 24": (8.0, 24.0), "pens of 5 to 40": (5.0, 40.0)}
SIZES = (0.35, 0.8)


def guard_report(
    model: Reader,
    guard: Guard,
    mnist: Dataset,
    digits: Sequence[PenDigit],
    negatives: int,
    seed: int,
) -> str:
    """Return which share of digits is refused, and which share of each kind of negative caught.

    digits     drawn by people whom the guard did not learn from; may be empty
    negatives  how many of each kind to draw
    """

    of_mnist = (
        apply_in_batches(guard.digit_probability, mnist.images, map_on_cores) < guard.threshold
    )
    lines = [f"refused of {_share(of_mnist)}  MNIST test digits"]
    for name, widths in PEN_WIDTHS.items() if digits else ():
        results = read_drawings(digits, model, guard, widths, SIZES, seed)
        of_drawings = np.array([one.status == "not_a_digit" for one in results.readings])
        lines.append(f"refused of {_share(of_drawings)}  drawings, {name}")
    caught = {k: _find_refused(_draw(k, negatives, seed), model, guard) for k in KINDS}
    lines.append(f"caught of {_share(np.concatenate(list(caught.values())))}  negatives")
    lines += [f"caught of {_share(of_kind)}    {kind}" for kind, of_kind in caught.items()]
    printed = printed_letters(model, guard)
    lines.append(f"caught of {_share(printed)}  letters of a font that it did not learn from")
    return "\n".join(lines)


def caught_negatives(model: Reader, guard: Guard, count: int, seed: int) -> np.ndarray:
    """Return which of so many negatives of each kind are refused, (n,) bool."""
    return np.concatenate([_find_refused(_draw(k, count, seed), model, guard) for k in KINDS])


def printed_letters(model: Reader, guard: Guard) -> np.ndarray:
    """Return which letters of a font that the guard did not learn from are refused, (n,) bool."""
    return _find_refused([printed_letter(letter) for letter in LETTERS], model, guard)


def _draw(kind: str, count: int, seed: int) -> list[Image.Image]:
    rng = np.random.default_rng((seed, 1, KINDS.index(kind)))
    return [draw_negative(kind, rng) for _ in range(count)]


def _find_refused(pictures: Sequence[Image.Image], model: Reader, guard: Guard) -> np.ndarray:
    """Return which pictures, ``L`` with ink 255, are answered as no digit: (n,) bool."""
    sent = (encode_png(255 - np.asarray(one)) for one in pictures)
    return np.array([read_picture(one, model, guard).status == "not_a_digit" for one in sent])


def printed_letter(letter: str) -> Image.Image:
    """Return a letter of the font that Pillow carries: an ``L`` picture, ink 255."""
    picture = Image.new("L", (2 * PRINTED_SIDE, 2 * PRINTED_SIDE))
    font = ImageFont.load_default(PRINTED_SIDE)
    ImageDraw.Draw(picture).text((PRINTED_SIDE // 2, PRINTED_SIDE // 4), letter, 255, font)
    return picture


def _share(refused: np.ndarray) -> str:
    low, high = wilson_interval(int(refused.sum()), len(refused))
    return f"{len(refused):6,}: {refused.mean():7.2%} ({low:.2%} to {high:.2%})"
