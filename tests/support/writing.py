"""Digits of the tests' own stroke file, written side by side on a picture."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw

from nnet.strokes.files import read_strokes
from tests.recognition.test_strokes import STROKES

SCRIBBLE = np.array(
    [[0, 5], [9, 0], [1, 9], [8, 2], [4, 10], [2, 0], [10, 8], [0, 3], [10, 4], [5, 0], [6, 10]]
)
DIGITS = {str(d.label): d.strokes for d in read_strokes(STROKES) if d.writer == "upright"}
FINE = 4


def strokes_of(character):
    """Return a digit's strokes, or for ``?`` a scribble's, in a box of height 1."""
    strokes = [SCRIBBLE] if character == "?" else DIGITS[character]
    points = np.concatenate(strokes)
    low = points.min(axis=0)
    return [(stroke - low) / np.ptp(points[:, 1]) for stroke in strokes]


def write(text, **how):
    """Return an ``L`` picture, black on white, of characters as ``with_strokes`` writes them."""
    return with_strokes(text, **how)[0]


def with_strokes(text, *, height=70, gap=18, width=9, slope=0.0, margin=15, lean=0.0):
    """Return a picture of characters with so many pixels between them, and its strokes for a form.

    slope  how far the line falls with each pixel to the right; lean  how far strokes lean
    """
    right, lines = margin + width / 2, []
    for character in text:
        strokes = [s @ np.array([[1, 0], [-lean, 1]]) * height for s in strokes_of(character)]
        low = min(s[:, 0].min() for s in strokes)
        strokes = [s + np.array([right - low, slope * right]) for s in strokes]
        right = max(s[:, 0].max() for s in strokes) + gap + width
        lines += strokes
    points = np.concatenate(lines)
    top = margin + width / 2 - points[:, 1].min()
    bottom = points[:, 1].max() + top + width / 2 + margin
    picture = Image.new("L", (round(right - gap + margin) * FINE, round(bottom) * FINE), 255)
    pen = ImageDraw.Draw(picture)
    for line in lines:
        path = [tuple((point + np.array([0, top])) * FINE) for point in line]
        pen.line(path, fill=0, width=width * FINE, joint="curve")
        for x, y in path:
            radius = width * FINE / 2
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=0)
    sent = [{"width": width, "points": (line + np.array([0, top])).tolist()} for line in lines]
    return picture.reduce(FINE), sent


def png(picture):
    """Return a picture as the bytes of a PNG file."""
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()
