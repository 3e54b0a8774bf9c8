"""What all questions have: the digit that they are about, as the network saw it."""

from __future__ import annotations

import base64
import binascii
import io
from typing import Any

import numpy as np
from apiflask import Schema
from apiflask.fields import String
from apiflask.validators import Length
from flask_babel import gettext
from PIL import Image, UnidentifiedImageError

from nnet.core.data import IMAGE_SIDE
from webapp.http.problems import invalid

MAX_INPUT = 2000
"""Characters: 784 bytes that cannot be compressed are about 1,200 in base64, as a PNG."""

QUESTION: dict[str, Any] = {"location": "json", "arg_name": "question"}
"""How views take a question."""

REFUSALS = (400, 413, 422, 429, 503)
"""With what a question may be answered instead."""


class DigitIn(Schema):
    """The digit that is looked into."""

    input = String(
        required=True,
        validate=Length(min=1, max=MAX_INPUT),
        metadata={
            "description": "The 28x28 grey PNG that the network saw, in base64: the member input "
            "of a digit in the answer to POST /api/predictions."
        },
    )


def decode_digit(text: str) -> np.ndarray:
    """Return the pixels of a grey PNG in base64: (28, 28) uint8, 0 is paper and 255 is ink.

    Raises the problem ``validation`` (422) for anything else. The size is known before a pixel is
    decoded, so that a small file cannot become a large picture.
    """
    try:
        with Image.open(io.BytesIO(base64.b64decode(text, validate=True)), formats=["PNG"]) as png:
            if png.size != (IMAGE_SIDE, IMAGE_SIDE) or png.mode != "L":
                raise ValueError("another picture")
            return np.asarray(png)
    except (ValueError, binascii.Error, OSError, SyntaxError, UnidentifiedImageError):
        message = gettext(
            "Expected a grey PNG of 28 by 28 pixels in base64, as predictions hand it out."
        )
        raise invalid([{"field": "input", "message": message}]) from None
