"""Synthetic photographs of digits on paper, to measure how well real ones may be read.

The sheet has a tint and perhaps printed lines; a pen writes on it; a camera sees it askew, in
uneven light, blurred and with noise, perhaps with the desk around it, and saves it as JPEG, perhaps
lying on its side with a note which way is up.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from nnet.strokes.pen import SIDE, Pose, draw_enlarged, place_strokes

LONG_SIDES = (1000, 2300)
"""Pixels of a photograph's longer side; the shorter one has three quarters of it."""

PENS = (0.25, 1.0)
"""The pen's width as a share of the pose's: from a ballpoint's to a marker's."""

PENS_COLOURS = (
    (20, 20, 25),
    (25, 40, 130),
    (15, 30, 90),
    (110, 25, 30),
    (20, 70, 40),
    (70, 70, 72),
)
"""Black, two blues, red, green, pencil: red, green, blue from 0 to 255."""

PENS_OF = {"pencil": (0.08, 0.2), "chalk": (0.7, 1.3)}
"""The same of those who write with something else."""

LINES_COLOURS = ((150, 170, 215), (170, 170, 170), (205, 160, 165), (120, 130, 150))

TURNS = {
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}
"""EXIF orientations, and how a picture is laid down that they set upright again."""

ORIENTATION = 0x0112

VARIANTS = ("desk", "shadow", "frame", "pencil", "chalk")
"""What else a photograph may have: a desk on all sides; a dark, sharp shadow; a printed frame
around the writing; a thin, pale pencil; a board of slate and broad chalk."""


def photograph(
    strokes: Sequence[np.ndarray],
    pose: Pose,
    rng: np.random.Generator,
    variant: str | None = None,
) -> bytes:
    """Return a JPEG photograph of strokes, (n, 2) each, written on paper.

    pose     how they lie on a square in the middle of the sheet, as on the page's canvas, and the
             width of the broadest pen
    variant  one of ``VARIANTS``, or none
    """
    size = _size(rng)
    sheet = _slate(size, rng) if variant == "chalk" else blank_sheet(size, rng)
    _write(sheet, strokes, pose, rng, variant)
    return take_photograph(sheet, rng, variant)


def blank_sheet(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """Return paper of width and height, ``RGB``, of a random tint: plain, ruled or squared."""
    grey = rng.uniform(150, 245)
    sheet = Image.new("RGB", size, _colour(grey + rng.uniform(-12, 12, 3)))
    kind = rng.choice(["plain", "ruled", "squared"])
    if kind == "plain":
        return sheet
    draw = ImageDraw.Draw(sheet)
    longest = max(size)
    pitch = longest * rng.uniform(0.025, 0.08)
    width = max(1, round(longest * rng.uniform(0.0008, 0.0022)))
    printed = np.array(LINES_COLOURS[rng.integers(len(LINES_COLOURS))]) * grey / 255
    for y in np.arange(rng.uniform(0, pitch), size[1], pitch):
        draw.line((0, y, size[0], y), _colour(printed), width)
    if kind == "squared":
        for x in np.arange(rng.uniform(0, pitch), size[0], pitch):
            draw.line((x, 0, x, size[1]), _colour(printed), width)
    elif rng.random() < 0.3:  # a margin
        x = size[0] * rng.uniform(0.04, 0.1)
        draw.line((x, 0, x, size[1]), (200, 90, 100), width)
    return sheet


def take_photograph(
    sheet: Image.Image, rng: np.random.Generator, variant: str | None = None
) -> bytes:
    """Return what a camera saves of a sheet, as JPEG; some lie on their side."""
    seen = _turn(sheet, rng, variant == "desk").filter(
        ImageFilter.GaussianBlur(sheet.width * rng.uniform(0, 0.0012))
    )
    light = _light(sheet.size, rng)
    if variant == "shadow":
        light = ImageChops.multiply(light, _shadow(sheet.size, rng))
    pixels = np.asarray(ImageChops.multiply(seen, light)).astype(np.float32)
    noise = rng.standard_normal((sheet.height, sheet.width), np.float32) * rng.uniform(1, 7)
    pixels += noise[:, :, np.newaxis]
    picture = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    exif = Image.Exif()
    if rng.random() < 0.35:
        orientation = int(rng.choice(list(TURNS)))
        exif[ORIENTATION] = orientation
        picture = picture.transpose(TURNS[orientation])
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=int(rng.integers(70, 93)), exif=exif)
    return stream.getvalue()


def _size(rng: np.random.Generator) -> tuple[int, int]:
    longest = int(rng.integers(*LONG_SIDES))
    size = longest, longest * 3 // 4
    return size if rng.random() < 0.5 else size[::-1]


def _slate(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """Return a dark board of width and height, ``RGB``, with the grain of wiped chalk."""
    small = rng.normal(0, rng.uniform(1, 5), (size[1] // 4, size[0] // 4, 1))
    levels = rng.uniform(30, 75) + rng.uniform(-8, 8, 3) + small
    return Image.fromarray(levels.clip(0, 255).astype(np.uint8)).resize(size)


def _write(
    sheet: Image.Image,
    strokes: Sequence[np.ndarray],
    pose: Pose,
    rng: np.random.Generator,
    variant: str | None,
) -> None:
    """Write strokes on a sheet, on a square in its middle, with a pen of random width."""
    side = round(min(sheet.size) * 0.74)
    low, high = np.log(PENS_OF.get(variant or "", PENS))
    width = pose.width * float(np.exp(rng.uniform(low, high)))
    ink = draw_enlarged(place_strokes(strokes, pose), width, -(-side // SIDE))
    mask = ImageChops.invert(ink.resize((side, side), Image.Resampling.BOX))
    strength = float(rng.uniform(0.8, 1))
    mask = mask.point([int(level * strength) for level in range(256)])
    left, top = (
        round((full - side) / 2 + (full - side) * rng.uniform(-0.15, 0.15)) for full in sheet.size
    )
    colour: tuple[int, ...] = PENS_COLOURS[rng.integers(len(PENS_COLOURS))]
    if variant == "pencil":
        colour = _colour(np.full(3, rng.uniform(85, 120)))
    if variant == "chalk":
        colour = _colour(rng.uniform(190, 240) + rng.uniform(-10, 10, 3))
    sheet.paste(colour, (left, top), mask)
    if variant == "frame":
        width = max(1, round(side * rng.uniform(0.003, 0.02)))
        box = left - width, top - width, left + side + width, top + side + width
        ImageDraw.Draw(sheet).rectangle(box, outline=_colour(rng.uniform(20, 90, 3)), width=width)


def _turn(sheet: Image.Image, rng: np.random.Generator, on_desk: bool) -> Image.Image:
    """Return a sheet as seen by hand: turned by some degrees and in perspective.

    One photograph in four shows the desk at some edges, or, where it lies on one, all around.
    """
    width, height = sheet.size
    shows_desk = rng.random() < 0.25
    zoom = rng.uniform(1.0, 1.06) if shows_desk else rng.uniform(0.84, 0.9)
    if on_desk:
        zoom = rng.uniform(1.1, 1.4)
    angle = np.radians(rng.uniform(-5, 5))
    cos, sin = np.cos(angle), np.sin(angle)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (width / 2, height / 2)
    seen = corners @ np.array([(cos, sin), (-sin, cos)]) * zoom + (width / 2, height / 2)
    seen += rng.uniform(-0.03, 0.03, (4, 2)) * (width, height)
    corners += np.array([width / 2, height / 2])
    desk = _colour(rng.uniform(20, 130) + rng.uniform(-15, 15, 3))
    return sheet.transform(
        sheet.size,
        Image.Transform.PERSPECTIVE,
        _perspective(corners, seen),
        Image.Resampling.BILINEAR,
        fillcolor=desk,
    )


def _perspective(points: np.ndarray, targets: np.ndarray) -> list[float]:
    """Return the eight numbers of the projection that takes four points to four targets.

    Pillow's order: x' = (ax + by + c) / (gx + hy + 1), y' = (dx + ey + f) / (gx + hy + 1).
    """
    rows = []
    for (x, y), (u, v) in zip(points, targets, strict=True):
        rows += [(x, y, 1, 0, 0, 0, -u * x, -u * y), (0, 0, 0, x, y, 1, -v * x, -v * y)]
    return np.linalg.solve(np.array(rows), targets.ravel()).tolist()


def _light(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """Return how bright each place is, ``RGB``: falling off to one side and to the corners.

    A third have the soft shadow of a hand or a phone across a part of the sheet.
    """
    y, x = np.mgrid[-1:1:48j, -1:1:48j]
    angle = rng.uniform(0, 2 * np.pi)
    along = x * np.cos(angle) + y * np.sin(angle)
    light = 1 - rng.uniform(0, 0.3) * (1 + along) / 1.5 - rng.uniform(0, 0.15) * (x**2 + y**2)
    if rng.random() < 0.35:
        angle = rng.uniform(0, 2 * np.pi)
        across = x * np.cos(angle) + y * np.sin(angle) - rng.uniform(-0.6, 0.6)
        light *= 1 - rng.uniform(0.1, 0.4) / (1 + np.exp(-across / rng.uniform(0.04, 0.2)))
    levels = (255 * rng.uniform(0.75, 1) * light).clip(0, 255).astype(np.uint8)
    return Image.fromarray(levels).resize(size, Image.Resampling.BICUBIC).convert("RGB")


def _shadow(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """Return a shadow across a part of a picture, ``RGB``: a half to three quarters of light gone.

    It falls beside the middle, so that what is written lies in the light, in the dark, or across.
    """
    y, x = np.mgrid[-1:1:96j, -1:1:96j]
    angle = rng.uniform(0, 2 * np.pi)
    across = x * np.cos(angle) + y * np.sin(angle) - rng.uniform(-0.9, 0.9)
    light = 1 - rng.uniform(0.5, 0.75) / (1 + np.exp(-across / rng.uniform(0.02, 0.08)))
    levels = (255 * light).astype(np.uint8)
    return Image.fromarray(levels).resize(size, Image.Resampling.BICUBIC).convert("RGB")


def _colour(levels: np.ndarray) -> tuple[int, ...]:
    return tuple(int(level) for level in np.clip(levels, 0, 255))
