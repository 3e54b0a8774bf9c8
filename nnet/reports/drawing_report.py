"""Report on drawings: strokes drawn as on the page, sent the way a request goes, and read."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnet.core.metrics import CLASSES, expected_calibration_error, mean_interval, wilson_interval
from nnet.imaging.size_normalisation import normalise
from nnet.recognition.pipeline import read_picture
from nnet.recognition.reading import Reader, Reading
from nnet.recognition.rejection import Guard
from nnet.strokes.pen import Pose, draw_png, place_strokes, random_pose
from nnet.strokes.types import PenDigit, Polyline, Stroke
from nnet.synthesis.synthetic_photos import photograph

WIDTH_BINS = 4


@dataclass(frozen=True)
class DrawingResults:
    """What was read of n drawings.

    labels    (n,) which digits they are
    writers   whose they are
    widths    (n,) of the pen, in pixels of a canvas of 280
    pixels    (n, 28, 28) uint8, each drawing as the network would see it whole
    readings  the answers
    """

    labels: np.ndarray
    writers: Sequence[str]
    widths: np.ndarray
    pixels: np.ndarray
    readings: Sequence[Reading]

    @property
    def answered(self) -> np.ndarray:
        """Which drawings were answered with one digit, sure or not, (n,) bool."""
        return np.array([reading.status in ("digit", "uncertain") for reading in self.readings])

    @property
    def answers(self) -> np.ndarray:
        """What was answered, (n,) str: a digit, a whole number, or nothing."""
        return np.array([reading.text for reading in self.readings])

    @property
    def probabilities(self) -> np.ndarray:
        """Of each drawing's first digit: (n, 10)."""
        return np.stack([reading.digits[0].probabilities for reading in self.readings])

    @property
    def right(self) -> np.ndarray:
        """Which drawings were read right, (n,) bool: refused ones and numbers are not."""
        return self.answered & (self.answers == self.labels.astype(str))


def read_drawings(
    digits: Sequence[PenDigit],
    model: Reader,
    guard: Guard,
    widths: tuple[float, float],
    sizes: tuple[float, float],
    seed: int,
    photographed: bool = False,
    known: bool = False,
) -> DrawingResults:
    """Draw each digit in a pose of its own, as PNG, and read it.

    Or photograph it, on paper and in a light of its own.

    widths  the pen's narrowest and widest, in pixels of a canvas of 280
    sizes   the digit's smallest and largest, as a share of the canvas
    known   whether its strokes are sent along, as the drawing page does

    The poses depend on the seed and the digits' number alone.
    """
    rng = np.random.default_rng(seed)
    poses = [random_pose(rng, widths, sizes) for _ in digits]
    pixels: list[np.ndarray] = []
    readings: list[Reading] = []
    for digit, pose in zip(digits, poses, strict=True):
        photo_rng = np.random.default_rng((seed, len(readings)))
        picture = (
            photograph(digit.strokes, pose, photo_rng)
            if photographed
            else draw_png(digit.strokes, pose)
        )
        sent = strokes_in_pose(digit.strokes, pose) if known else ()
        reading = read_picture(picture, model, guard, sent)
        pixels.append(normalise(reading.ink).pixels)
        readings.append(reading)
    return DrawingResults(
        np.array([digit.label for digit in digits]),
        [digit.writer for digit in digits],
        np.array([pose.width for pose in poses]),
        np.stack(pixels),
        readings,
    )


def strokes_in_pose(strokes: Sequence[Polyline], pose: Pose) -> list[Stroke]:
    """Return strokes as the page sends them along with their picture."""
    return [Stroke(stroke, pose.width) for stroke in place_strokes(strokes, pose)]


def drawing_report(results: DrawingResults) -> str:
    """Return how well drawings were read, in total, by writer, by digit and by the pen's width."""
    right, total = results.right, len(results.labels)
    low, high = wilson_interval(int(right.sum()), total)
    names = sorted(set(results.writers))
    of_writer = np.array(results.writers)
    shares = {name: float(right[of_writer == name].mean()) for name in names}
    lines = [
        f"Drawings read right: {right.mean():.2%} ({right.sum():,} of {total:,}; "
        f"95 % interval {low:.2%} to {high:.2%})"
    ]
    if len(names) > 1:
        # Drawings of one hand resemble each other; how a new writer will fare, writers tell.
        low, high = mean_interval(list(shares.values()))
        lines.append(
            f"Mean of {len(names)} writers: {np.mean(list(shares.values())):.2%} "
            f"(95 % interval {max(low, 0):.2%} to {min(high, 1):.2%})"
        )
    answered = results.answered
    if answered.any():
        error = expected_calibration_error(
            results.probabilities[answered], results.labels[answered]
        )
        lines.append(
            f"Expected calibration error: {error:.2%} (how far confidence is from accuracy)"
        )
    lines.append(_status_line(results))
    lines += ["", *_digit_lines(results)]
    lines += ["", *_width_lines(results)]
    worst = sorted(names, key=lambda name: (shares[name], name))
    lines += ["", f"{'writer':12} drawings    right"]
    lines += [f"{name:12.12} {(of_writer == name).sum():8,}  {shares[name]:7.2%}" for name in worst]
    return "\n".join(lines)


def mistakes(results: DrawingResults) -> tuple[np.ndarray, list[str]]:
    """Return what the network saw of each drawing read wrong, (n, 28, 28), and ``7: 1`` for each.

    That is a 7 read as a 1, where ``7: -`` was refused; the surest mistakes come first.
    """
    wrong = np.flatnonzero(~results.right)
    wrong = wrong[np.argsort(-results.probabilities[wrong].max(axis=1), kind="stable")]
    captions = [f"{results.labels[i]}: {results.answers[i] or '-'}" for i in wrong]
    return results.pixels[wrong], captions


def _status_line(results: DrawingResults) -> str:
    """Return how often the answer was not plainly a digit."""
    statuses = np.array([reading.status for reading in results.readings])
    unsure = statuses == "uncertain"
    line = (
        f"Refused as no digit: {(statuses == 'not_a_digit').mean():.2%}. "
        f"Taken for several digits: {(statuses == 'number').mean():.2%}. "
        f"Said to be uncertain: {unsure.mean():.2%}"
    )
    return f"{line} ({results.right[unsure].mean():.0%} of them right)" if unsure.any() else line


def _digit_lines(results: DrawingResults) -> Sequence[str]:
    """Return a line for each digit: the share read right, and what the others were taken for."""
    lines = ["digit  drawings    right  taken for"]
    for digit in range(CLASSES):
        own = results.labels == digit
        if not own.any():
            continue
        others = Counter((results.answers[own & ~results.right]).tolist()).most_common(3)
        taken = ", ".join(f"{text or 'none'} {count} times" for text, count in others)
        right = results.right[own].mean()
        lines.append(f"{digit:5}  {own.sum():8,}  {right:7.2%}  {taken}".rstrip())
    return lines


def _width_lines(results: DrawingResults) -> Sequence[str]:
    """Return a line for each quarter of the pens' widths."""
    edges = np.quantile(results.widths, np.linspace(0, 1, WIDTH_BINS + 1))
    lines = ["pen width    drawings    right"]
    for low, high in itertools.pairwise(edges):
        inside = (results.widths >= low) & (results.widths <= high)
        right = results.right[inside]
        lines.append(f"{low:4.1f} to {high:4.1f} {inside.sum():8,}  {right.mean():7.2%}")
    return lines
