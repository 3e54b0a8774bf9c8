"""A drawing of a phone is drawn by the server, and read like any other."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnet.classroom.drawings import ReadDrawing
from nnet.imaging.png import encode_png
from nnet.strokes.drawing import draw_sketch
from nnet.strokes.validation import strokes_of
from webapp.inference.recognizer import Recognizer
from webapp.inference.sharing import read_sketch

PICTURE_SIDE = 112
"""Pixels of a picture on the wall: about 1 kB."""


def read_strokes(recognizer: Recognizer, strokes: list[dict[str, Any]]) -> ReadDrawing:
    """Read strokes that were checked; raises ``PictureError`` where nothing is drawn."""
    drawn = strokes_of(strokes)
    answer = read_sketch(recognizer, drawn, recognizer.model).to_dict()
    return ReadDrawing(
        strokes=strokes,
        picture=encode_png(np.asarray(draw_sketch(drawn, PICTURE_SIDE))),
        status=answer["status"],
        answer=answer["digit"],
        confidence=answer["confidence"],
        probabilities=answer["probabilities"],
    )
