"""The reader in the browser beside nnet's: the same drawings, read by both."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import starmap
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from nnet.core.data import load_test_digits
from nnet.imaging.png import encode_png
from nnet.recognition.pipeline import REDRAWN
from nnet.strokes.pen import Pose, draw_strokes, place_strokes
from nnet.strokes.types import PenDigit, Stroke
from webapp.inference.recognizer import Recognizer

OPEN = """async () => {
  const { DeviceReader } = await import("/static/js/reader/device_reader.js");
  window.reader = new DeviceReader();
  const file = await (await fetch("/api/model/reader")).arrayBuffer();
  const size = file.byteLength;
  return { size, card: await window.reader.open(file) };
}"""

READ = """async (drawings) => {
  const answers = [];
  for (const { width, height, pixels, strokes } of drawings) {
    const grey = { width, height, pixels: Uint8Array.from(atob(pixels), (c) => c.charCodeAt(0)) };
    answers.push(await window.reader.predict({ grey, strokes }));
  }
  return answers;
}"""

POSE = Pose(width=18, size=0.7, across=0.5, down=0.5)
"""How strokes are drawn here: with the page's usual pen, in the middle of the paper."""


@dataclass(frozen=True)
class Drawing:
    """What both readers get: (h, w) uint8 grey levels, and the strokes, if they are known."""

    grey: np.ndarray
    strokes: tuple[Stroke, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as the browser's reader takes it."""
        height, width = self.grey.shape
        strokes = [{"points": s.points.tolist(), "width": s.width} for s in self.strokes]
        pixels = base64.b64encode(self.grey.tobytes()).decode()
        return {"width": width, "height": height, "pixels": pixels, "strokes": strokes or None}


def mnist_digits(count: int) -> list[Drawing]:
    """Return MNIST's first test digits, as pictures without strokes."""
    return [Drawing(image) for image in load_test_digits()[:count].images]


def drawings_of(digits: Sequence[PenDigit]) -> list[Drawing]:
    """Return what people drew as the drawing page would send it."""
    drawings = []
    for digit in digits:
        lines = [line.round(1) for line in place_strokes(digit.strokes, POSE)]
        strokes = tuple(Stroke(line, POSE.width) for line in lines)
        drawings.append(Drawing(np.asarray(draw_strokes(lines, POSE.width)), strokes))
    return drawings


def read_here(page: Page, drawings: Sequence[Drawing]) -> list[dict[str, Any]]:
    """Return the answers of the browser's reader, which ``OPEN`` has opened."""
    answers: list[dict[str, Any]] = page.evaluate(READ, [drawing.to_dict() for drawing in drawings])
    return answers


def read_by_nnet(drawings: Sequence[Drawing]) -> list[dict[str, Any]]:
    """Return the answers of the server's recognizer, and with each the ``way`` it was read in."""
    recognizer = Recognizer.from_file()
    answers = []
    for drawing in drawings:
        picture = encode_png(drawing.grey)
        found = recognizer.recognize(picture, drawing.strokes, explained=True)
        assert found.explanation is not None
        answers.append({**replace(found, explanation=None).to_dict(), "way": found.explanation.way})
    return answers


def is_drawing(answer: dict[str, Any]) -> bool:
    """Return whether the server took what it read for a drawing; photographs are its alone."""
    return answer["way"] in ("drawing", REDRAWN)


@dataclass(frozen=True)
class Agreement:
    """How two answers to one drawing agree.

    is_same   whether status and text are the same
    pixels    the share of pixels that are within one level of 255; None for other digits
    apart     the largest difference of probabilities; None likewise
    """

    is_same: bool
    pixels: float | None
    apart: float | None

    @classmethod
    def of(cls, one: dict[str, Any], other: dict[str, Any]) -> Agreement:
        """Compare two answers."""
        is_same = (one["status"], one["text"]) == (other["status"], other["text"])
        if len(one["digits"]) != len(other["digits"]):
            return cls(is_same, None, None)
        pairs = list(zip(one["digits"], other["digits"], strict=True))
        rows = [[np.array(digit["probabilities"]) for digit in pair] for pair in pairs]
        pictures = [[_picture(digit["input"]) for digit in pair] for pair in pairs]
        return cls(
            is_same,
            float(np.mean([np.abs(a - b) <= 1 for a, b in pictures])),
            max(float(np.abs(a - b).max()) for a, b in rows),
        )


def compare(one: Sequence[dict[str, Any]], other: Sequence[dict[str, Any]]) -> list[Agreement]:
    """Return how answers to the same drawings agree, one by one."""
    return list(starmap(Agreement.of, zip(one, other, strict=True)))


def _picture(encoded: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(encoded))), np.int16)
