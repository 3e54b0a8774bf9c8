"""Omniglot (Lake, Salakhutdinov and Tenenbaum, 2015): a file for each letter that somebody drew.

``Korean/character19/0671_07.txt`` is the 19th letter of that alphabet by its seventh drawer; what
the folders and files are called is all that says so. ``START`` is followed by lines ``x,y,t``, and
``BREAK`` ends a stroke. y is 0 at the top and negative below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from nnet.strokes.files import StrokeFileError
from nnet.strokes.original import Found, make_drawing, parse_numbers, read_lines

MAX_LETTER_BYTES = 1024 * 1024
"""A letter's file has some kilobytes."""


def read_letter(path: Path) -> Iterator[Found]:
    """Yield the letter in a file: ``Korean 19``, drawn by ``korean-07``.

    A drawer is called by the first word of the alphabet's name, in small letters.

    Raises ``StrokeFileError`` for a line or a name that is none of the format's, and ``OSError``.
    """
    character, drawer = (re.findall(r"\d+", name)[-1:] for name in (path.parent.name, path.stem))
    alphabet = path.absolute().parent.parent.name
    if not character or not drawer or not alphabet:
        raise StrokeFileError(f"{path}: expected such as Korean/character19/0671_07.txt.")
    strokes: list[list[list[float]]] = [[]]
    for number, line in read_lines(path, MAX_LETTER_BYTES):
        if line.strip() == "BREAK":
            strokes.append([])
        elif line.strip() not in ("START", ""):
            where = f"{path}, line {number}"
            point = parse_numbers(line.split(","), where)
            if len(point) != 3:
                raise StrokeFileError(f"{where}: expected x,y,t, found {line[:60]!r}.")
            strokes[-1].append([point[0], -point[1]])
    writer = f"{re.split('[_ ]', alphabet)[0].lower()}-{drawer[0]}"
    inked = [np.array(stroke) for stroke in strokes if stroke]
    yield make_drawing(f"{alphabet} {character[0]}", writer, inked, str(path))
