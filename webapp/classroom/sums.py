"""What rooms come to, computed once however many walls show it."""

from __future__ import annotations

import base64
from typing import Any

from nnet.classroom.wall import sum_up
from webapp.inference.cache import Cache
from webapp.services import run_store

SUMS: Cache[tuple[str, str, int], dict[str, Any]] = Cache(16)
"""Of the rooms that were looked at last, by code, time of opening and revision: 15 kB each."""


def sums_of(room: dict[str, Any]) -> dict[str, Any]:
    """Return what a room comes to, with pictures as they go over the wire.

    room  as ``find_room`` gives it
    """
    stamp = (room["code"], room["created_at"], room["revision"])
    if (kept := SUMS.find(stamp)) is not None:
        return kept
    forget_sums(room["code"])
    return SUMS.get(stamp, lambda: _with_pictures(sum_up(run_store(), room)))


def forget_sums(code: str) -> None:
    """Keep nothing of what a room came to before."""
    SUMS.discard(lambda stamp: stamp[0] == code)


def with_picture(drawing: dict[str, Any]) -> dict[str, Any]:
    """Return a drawing with its picture, if it has one, as it goes over the wire."""
    if "picture" not in drawing:
        return drawing
    return {**drawing, "picture": base64.b64encode(drawing["picture"]).decode()}


def _with_pictures(sums: dict[str, Any]) -> dict[str, Any]:
    hardest = sums["hardest"]
    return {
        **sums,
        "hardest": hardest and with_picture(hardest),
        "fooling": [with_picture(drawing) for drawing in sums["fooling"]],
    }
