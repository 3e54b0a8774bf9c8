"""The requests that were found to cost most, each small and within every limit of its time."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from nnet.models.checkpoint import dump_model
from nnet.models.recipes import recipe_config
from nnet.store.runs import RunStore
from nnet.store.tables import Checkpoint
from tests.support.pictures import encode

BOUNDARY = "boundary"

COUNTS = (1500, 1000, 700, 500, 350, 250, 175, 125, 90, 60)
"""Points of a scribble, of which the most are taken that may be shared."""


class Asked(NamedTuple):
    """A request."""

    method: str
    path: str
    body: bytes | None = None
    kind: str | None = None


def costly_requests(
    share: Callable[[list[dict[str, Any]]], str | None], networks: Sequence[str]
) -> dict[str, list[Asked]]:
    """Return requests of each kind.

    share     shares a drawing and returns its id, or None where it is too much
    networks  ids of runs whose networks nobody has asked about
    """
    far = _drawing([(1280, 1280) if i % 2 else (-1000, -1000) for i in range(120)])
    long = _drawing(_scribble(3000))
    kinds = {
        "comb": [_picture(_comb())],
        "frame": [_picture(_frame())],
        "dots": [_picture(_dots())],
        "photographs": [_photograph()],
        "large WebP, TIFF": _large_files(),
        "far strokes": [_with_strokes(_cross(), [[[9999, 9999], [-9999, -9999]] * 300])],
        "long strokes": [
            _with_strokes(np.zeros((200, 1000), np.uint8), [_scribble(2000, 1000, 200)] * 2)
        ],
        "sharing far lines": [_json("/api/drawings", {"strokes": far})],
        "sharing many points": [_json("/api/drawings", {"strokes": long})],
        "evaluations": [Asked("GET", f"/api/runs/{run_id}/evaluation") for run_id in networks],
    }
    for count in COUNTS:
        scribble = _drawing(_scribble(count))
        if (drawing := share(scribble)) is not None:
            kinds["sharing all it may"] = [_json("/api/drawings", {"strokes": scribble})]
            kinds["pictures of that"] = [
                Asked("GET", f"/d/{drawing}/{name}") for name in ("picture.png", "preview.png")
            ]
            break
    return kinds


def store_networks(path: Path, count: int) -> list[str]:
    """Store so many runs with networks of the default recipe; return their ids."""
    store = RunStore(f"sqlite:///{path}")
    config = recipe_config("cnn")
    network = config.create_network()
    content, ids = dump_model(network, config), []
    for number in range(count):
        run_id = store.create_run(config, f"network {number}", "", 0, {})
        with store.writing() as session:
            session.add(Checkpoint(run_id=run_id, kind="last", epoch=1, content=content))
        ids.append(run_id)
    store.close()
    return ids


def _comb() -> np.ndarray:
    """Return 4,096 strokes one pixel wide and high."""
    return np.where(np.arange(4096) % 2, 0, 255).astype(np.uint8)[None]


def _frame() -> np.ndarray:
    """Return a black picture with a white frame two pixels wide."""
    picture = np.full((200, 4096), 255, np.uint8)
    picture[2:198:2, 2:4094:2] = 0
    return picture


def _dots() -> np.ndarray:
    """Return 10,000 dots."""
    picture = np.full((2000, 2000), 255, np.uint8)
    picture[10::20, 10::20] = 0
    return picture


def _photograph() -> Asked:
    """Return a JPEG of 50 million pixels and 12 MiB, full of noise."""
    noise = np.random.default_rng(0).integers(0, 256, (7071, 7071), np.uint8)
    body = encode(Image.fromarray(noise), "JPEG", quality=5).ljust(12 * 1024 * 1024, b"\0")
    return Asked("POST", "/api/predictions", body, "image/jpeg")


def _large_files() -> list[Asked]:
    """Return pictures that take most memory in proportion to what is sent."""
    picture = Image.new("RGBA", (2000, 2000), (0, 0, 0, 9))
    picture.paste((0, 0, 0, 255), (900, 300, 1100, 1700))
    bodies = [
        encode(picture, "WEBP", lossless=True, exact=True),
        encode(picture.convert("RGB").convert("CMYK"), "TIFF", compression="tiff_lzw"),
    ]
    return [Asked("POST", "/api/predictions", body) for body in bodies]


def _cross() -> np.ndarray:
    """Return an X, and a bar beside it."""
    picture = np.full((280, 280), 255, np.uint8)
    steps = np.arange(40, 180)
    for offset in range(12):
        picture[steps, steps + offset] = 0
        picture[steps, 220 - steps + offset] = 0
    picture[40:180, 240:252] = 0
    return picture


def _scribble(count: int, width: int = 280, height: int = 280) -> list[tuple[float, float]]:
    """Return points here and there on the paper."""
    points = np.random.default_rng(0).random((count, 2)) * (width, height)
    return [(float(x), float(y)) for x, y in points.round(1)]


def _drawing(points: Sequence[tuple[float, float]]) -> list[dict[str, Any]]:
    """Return a drawing of one stroke, as it is shared."""
    timed = [[x, y, 1, 10 * time] for time, (x, y) in enumerate(points)]
    return [{"width": 18, "erases": False, "points": timed}]


def _picture(pixels: np.ndarray) -> Asked:
    return Asked("POST", "/api/predictions", encode(Image.fromarray(pixels)), "image/png")


def _with_strokes(pixels: np.ndarray, strokes: object) -> Asked:
    """Return a form with a picture and the strokes that it is said to be drawn with."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n'
    text = f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="strokes"\r\n\r\n'
    end = f"{json.dumps(strokes)}\r\n--{BOUNDARY}--\r\n"
    body = head.encode() + encode(Image.fromarray(pixels)) + f"{text}{end}".encode()
    return Asked("POST", "/api/predictions", body, f"multipart/form-data; boundary={BOUNDARY}")


def _json(path: str, value: object) -> Asked:
    return Asked("POST", path, json.dumps(value).encode(), "application/json")
