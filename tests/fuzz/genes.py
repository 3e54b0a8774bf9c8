"""Requests as genes: whole numbers of which pictures, strokes and shared drawings are made."""

from __future__ import annotations

import base64
import io
import json
import math
import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from tests.fuzz.mutations import MAX_BYTES
from tests.support.writing import write

MAX_PIXELS, MAX_SIDE = 4_000_000, 4096

Genes = dict[str, int]

PICTURE = {
    "height": (1, MAX_SIDE),
    "width": (1, MAX_SIDE),
    "inks": (1, 3),
    **{
        f"{name}{i}": span
        for i in range(3)
        for name, span in {
            "kind": (0, 7),
            "pitch": (2, 400),
            "across": (2, 400),
            "thick": (1, 200),
            "lean": (0, 40),
            "count": (1, 400),
            "seed": (0, 9999),
        }.items()
    },
    "grey": (0, 4),
    "mode": (0, 14),
    "sent": (0, 1),
    "explain": (0, 1),
    "drawn": (0, 1),
    "strokes": (1, 200),
    "points": (1, 10_000),
    "step": (1, 20_000),
    "pen": (1, 1000),
    "path": (0, 4),
}
"""Of ``POST /api/predictions``: for each gene the least and the most that it may be."""

DRAWING = {
    "strokes": (1, 200),
    "points": (1, 10_000),
    "step": (1, 3000),
    "pen": (1, 100),
    "pressed": (0, 40),
    "uneven": (0, 40),
    "erasing": (0, 10),
    "path": (0, 4),
    "seed": (0, 9999),
}
"""Of ``POST /api/drawings``."""

FILES = (
    *(
        (mode, "PNG", {"compress_level": 1})
        for mode in ("L", "1", "P", "RGB", "RGBA", "LA", "I;16")
    ),
    ("RGB", "JPEG", {"quality": 60}),
    ("L", "BMP", {}),
    ("P", "GIF", {}),
    ("RGB", "WEBP", {"method": 0}),
    ("RGBA", "WEBP", {"lossless": True, "method": 0}),
    ("RGB", "TIFF", {}),
    ("RGBA", "TIFF", {"compression": "tiff_lzw"}),
    ("RGBA", "AVIF", {"speed": 10, "subsampling": "4:4:4"}),
)
"""Pillow's modes, formats and their options."""


@dataclass(frozen=True)
class Request:
    """What is sent: an address, a body and its type."""

    path: str
    body: bytes
    content_type: str


def random_genes(rng: random.Random, spans: dict[str, tuple[int, int]]) -> Genes:
    """Return genes at random, small numbers being as likely as large ones."""
    return {name: _anywhere(rng, *span) for name, span in spans.items()}


def change(rng: random.Random, genes: Genes, spans: dict[str, tuple[int, int]]) -> Genes:
    """Return genes of which some have become a little larger or smaller, or other ones."""
    changed = dict(genes)
    for name in rng.sample(list(spans), rng.choice((1, 1, 2, 3, 5))):
        least, most = spans[name]
        near = round((genes[name] + 1) * math.exp(rng.gauss(0, 0.5))) - 1
        value = near if rng.random() < 0.7 else _anywhere(rng, least, most)
        changed[name] = min(max(value, least), most)
    return changed


def _anywhere(rng: random.Random, least: int, most: int) -> int:
    low, high = math.log(least + 1), math.log(most + 1)
    return min(max(round(math.exp(rng.uniform(low, high))) - 1, least), most)


def prediction(genes: Genes) -> Request:
    """Return the request that genes of a picture make."""
    content = _encode(_inked(genes), *FILES[genes["mode"]])
    fields = [b'name="image"; filename="a"\r\nContent-Type: image/png\r\n\r\n' + content]
    sent = []
    if genes["drawn"]:
        rng = np.random.default_rng(genes["seed0"])
        each = max(1, min(genes["points"], 18_000 // genes["strokes"]))
        box = (genes["width"], min(genes["height"], MAX_PIXELS // genes["width"]))
        sent = [
            {"width": genes["pen"], "points": _path(rng, genes, each, box).round(1).tolist()}
            for _ in range(genes["strokes"])
        ]
        fields.append(b'name="strokes"\r\n\r\n' + json.dumps(sent).encode())
    query = "?explain=preprocessing" if genes["explain"] else ""
    path = f"/api/predictions{query}"
    if genes["sent"]:
        text = base64.b64encode(content).decode()
        body = json.dumps({"image": text, "strokes": sent}).encode()
        return Request(path, body, "application/json")
    head = b"--inknet\r\nContent-Disposition: form-data; "
    body = b"".join(head + field + b"\r\n" for field in fields) + b"--inknet--\r\n"
    return Request(path, body, "multipart/form-data; boundary=inknet")


def drawing(genes: Genes) -> Request:
    """Return the request that genes of a drawing make."""
    rng = np.random.default_rng(genes["seed"])
    each = max(1, min(genes["points"], 10_000 // genes["strokes"]))
    strokes = []
    for index in range(genes["strokes"]):
        places = _path(rng, genes, each, (280, 280)).clip(-1000, 1280)
        pressures = genes["pressed"] + genes["uneven"] * rng.random(each)
        points = [
            [round(x, 1), round(y, 1), round(min(pressure / 10, 4), 2), 0]
            for (x, y), pressure in zip(places.tolist(), pressures.tolist(), strict=True)
        ]
        erases = bool(genes["erasing"] and index % 11 < genes["erasing"])
        strokes.append({"width": genes["pen"], "erases": erases, "points": points})
    body = json.dumps({"strokes": strokes}).encode()
    return Request("/api/drawings", body, "application/json")


def _path(rng, genes, count, box):
    """Return the points of a stroke: (count, 2)."""
    width, height = box
    step, kind = genes["step"], genes["path"]
    start = rng.uniform(0, 1, 2) * box
    along = np.arange(count)
    if kind == 0:  # a walk
        moves = rng.normal(0, step / 4, (count, 2)).cumsum(axis=0)
        return np.abs((start + moves) % (2 * np.array(box)) - box)
    if kind == 1:  # to and fro
        return start + np.stack([(along % 2) * step, along * 0.1], axis=1)
    if kind == 2:  # a zigzag from left to right
        return np.stack([along * width / count, start[1] + (along % 2) * step], axis=1)
    if kind == 3:  # a spiral
        radius = step * along / count
        return start + np.stack(
            [radius * np.cos(along * 0.2), radius * np.sin(along * 0.2)], axis=1
        )
    return start + np.stack([along * 0.0, along * min(step, height / 4) / count], axis=1)  # a bar


def _inked(genes):
    """Return the ink of a picture: (h, w) uint8, 255 where there is some."""
    width = genes["width"]
    shape = (max(1, min(genes["height"], MAX_PIXELS // width)), width)
    ink = np.zeros(shape, np.uint8)
    for i in range(genes["inks"]):
        own = {name: genes[f"{name}{i}"] for name in _INK_GENES}
        np.maximum(ink, KINDS[own["kind"]](own, shape), out=ink)
    if genes["grey"]:  # light and noise of a photograph
        rng = np.random.default_rng(genes["seed0"])
        noise = rng.integers(0, 1 + 20 * genes["grey"], shape, dtype=np.uint8)
        ink = np.maximum(ink - ink // 3, noise)
    return ink


_INK_GENES = ("pitch", "across", "thick", "lean", "count", "seed", "kind")


def _grid(own, shape):
    """Dots, or with a lean bars: thick pieces on a grid, and paper between."""
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    columns = columns + rows * own["lean"] // 20
    return ((rows % own["across"] < own["thick"]) & (columns % own["pitch"] < own["thick"])) * (
        np.uint8(255)
    )


def _holes(own, shape):
    return 255 - _grid(own, shape)


def _bars(own, shape):
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    return ((columns + rows * own["lean"] // 20) % own["pitch"] < own["thick"]) * np.uint8(255)


def _comb(own, shape):
    """Bars along a common back: one component with very many runs."""
    ink = _bars(own, shape).copy()
    ink[-own["across"] :] = 255
    return ink


def _noise(own, shape):
    rng = np.random.default_rng(own["seed"])
    block = min(own["thick"], *shape)
    small = rng.random((-(-shape[0] // block), -(-shape[1] // block))) < own["count"] / 400
    return (small * np.uint8(255)).repeat(block, 0).repeat(block, 1)[: shape[0], : shape[1]]


def _lines(own, shape):
    rng = np.random.default_rng(own["seed"])
    picture = Image.new("L", shape[::-1])
    draw = ImageDraw.Draw(picture)
    for _ in range(own["count"]):
        ends = (rng.uniform(0, 1, (2, 2)) * shape[::-1]).ravel().tolist()
        draw.line(ends, 255, own["thick"])
    return np.asarray(picture)


def _zigzag(own, shape):
    """A line up and down from left to right: a seam at each of its turns."""
    picture = Image.new("L", shape[::-1])
    columns = range(0, shape[1], max(1, own["pitch"] // 2))
    places = [(x, (i % 2) * (shape[0] - 1)) for i, x in enumerate(columns)]
    if len(places) > 1:
        ImageDraw.Draw(picture).line(places, 255, min(own["thick"], 40))
    return np.asarray(picture)


def _digits(own, shape):
    """A number, as large as fits."""
    rng = random.Random(own["seed"])
    text = "".join(rng.choices("0123456789", k=min(own["count"], 24)))
    written = write(text, gap=own["pitch"] % 24 - 8)
    scale = min(shape[0] / written.height, shape[1] / written.width)
    size = [max(1, int(side * scale)) for side in written.size]
    ink = np.zeros(shape, np.uint8)
    ink[: size[1], : size[0]] = 255 - np.asarray(written.resize(size))
    return ink


KINDS = (_grid, _holes, _bars, _comb, _noise, _lines, _zigzag, _digits)


def _encode(ink, mode, kind, options):
    """Return a picture's bytes; where they would be too many, of its upper left part."""
    picture = Image.fromarray(255 - ink)
    if mode == "I;16":
        picture = Image.fromarray((255 - ink).astype(np.uint16) * 257)
    stream = io.BytesIO()
    picture.convert(mode).save(stream, kind, **options)
    if len(stream.getvalue()) <= MAX_BYTES:
        return stream.getvalue()
    return _encode(ink[: max(1, ink.shape[0] // 2)], mode, kind, options)
