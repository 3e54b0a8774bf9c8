"""Quick, Draw! (Google, 2017): a file of drawings of one thing, one JSON object a line.

Of each line are read ``word``, which is the label, ``key_id``, which stands for the writer as
players are not told, and ``drawing``: a list of strokes, each a list of all x, of all y and, in the
raw files, of all times. y points down. Raw and simplified files are read alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from nnet.strokes.files import MAX_LINE_BYTES, RULES, StrokeFileError
from nnet.strokes.original import Found, make_drawing, read_lines
from nnet.strokes.types import Polyline
from nnet.strokes.validation import check_strokes

LINE_RULES = replace(RULES, max_points=MAX_LINE_BYTES)
"""Whoever drew more points than a stroke file holds is left out, and the file goes on."""


def read_doodles(path: Path) -> Iterator[Found]:
    """Yield a file's drawings; raises ``StrokeFileError`` for a line that is none, ``OSError``."""
    for number, line in read_lines(path):
        if line.strip():
            where = f"{path}, line {number}"
            try:
                word, key, strokes = _parse_doodle(json.loads(line))
            except (ValueError, RecursionError) as error:
                raise StrokeFileError(
                    f"{where}: {error or 'nested too deeply'}. Each line needs such as "
                    '{"word": "cat", "key_id": "1", "drawing": [[[0, 9], [0, 5]]]}.'
                ) from None
            yield make_drawing(word, key, strokes, where)


def _parse_doodle(value: Any) -> tuple[str, str, list[Polyline]]:
    """Return the word, the key and the strokes of a line; raises ``ValueError``."""
    if not isinstance(value, dict):
        raise ValueError(f"a drawing is an object, found {type(value).__name__}")
    word, key, drawing = (value.get(name) for name in ("word", "key_id", "drawing"))
    if not isinstance(word, str) or not isinstance(key, str) or not key:
        raise ValueError("word and key_id must be texts")
    if not isinstance(drawing, list) or not all(map(_is_stroke, drawing)):
        raise ValueError("drawing must be a list of strokes, each of as many x as y")
    points = [[list(point) for point in zip(*stroke[:2], strict=True)] for stroke in drawing]
    return word, key, check_strokes([stroke for stroke in points if stroke], LINE_RULES)


def _is_stroke(value: Any) -> bool:
    """Return whether a value is two or three lists of as many."""
    if not isinstance(value, list) or len(value) not in (2, 3):
        return False
    return all(isinstance(column, list) and len(column) == len(value[0]) for column in value)
