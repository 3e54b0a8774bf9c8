"""The digit that a question is about: the picture that the network saw, as it was handed out."""

from __future__ import annotations

import base64
import binascii
import io

import numpy as np
from flask_babel import gettext
from PIL import Image, UnidentifiedImageError

from nnet.core.data import IMAGE_SIDE
from webapp.http.problems import invalid


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
