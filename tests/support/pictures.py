"""Pictures for the tests: a digit as a drawing, in every colour, mode and format."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw

from nnet.imaging.decoding import decode
from nnet.imaging.size_normalisation import normalise

SEVEN = [(60, 60), (220, 60), (130, 240)]
TWO = [(70, 100), (90, 60), (150, 45), (205, 75), (195, 130), (130, 185), (65, 235), (220, 235)]


def draw(points, size=280, width=20, scale=1.0, offset=(0.0, 0.0)):
    """Return an ``L`` picture, black on white, of one stroke with round caps, anti-aliased."""
    fine = 4
    picture = Image.new("L", (size * fine, size * fine), 255)
    pen = ImageDraw.Draw(picture)
    path = [((x * scale + offset[0]) * fine, (y * scale + offset[1]) * fine) for x, y in points]
    thick = max(1, round(width * scale * fine))
    pen.line(path, fill=0, width=thick, joint="curve")
    for x, y in (path[0], path[-1]):
        pen.ellipse([x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2], fill=0)
    return picture.resize((size, size), Image.Resampling.BOX)


def encode(picture, kind="PNG", **options):
    """Return a picture as the bytes of a file."""
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def on_transparent(picture, ink):
    """Return a black-on-white ``L`` picture as ink of one grey on transparent paper, ``RGBA``."""
    alpha = Image.fromarray(255 - np.asarray(picture))
    result = Image.new("RGBA", picture.size, (ink, ink, ink, 255))
    result.putalpha(alpha)
    return result


def blown_up(digit, canvas, left, top, zoom=10):
    """Return a 28x28 uint8 digit (ink 255), enlarged, black on a white square canvas."""
    picture = Image.new("L", (canvas, canvas), 255)
    large = Image.fromarray(255 - digit).resize((28 * zoom, 28 * zoom), Image.Resampling.BICUBIC)
    picture.paste(large, (left, top))
    return picture


def prepare(content):
    """Return the one digit on a picture's bytes as the network sees it."""
    return normalise(decode(content))
