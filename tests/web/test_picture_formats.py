"""Pictures in every format that is read: by their content, upright, the first page or frame."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from tests.support.pictures import SEVEN, TWO, draw, encode, on_transparent
from tests.support.problems import assert_problem
from tests.support.servers import ROOT

pytestmark = pytest.mark.changes_nothing

URL = "/api/predictions"
DRAWING = draw(TWO)
MODES = {
    "L": DRAWING,
    "1": DRAWING.convert("1"),
    "P": DRAWING.convert("RGB").convert("P", palette=Image.Palette.ADAPTIVE),
    "RGB": DRAWING.convert("RGB"),
    "RGBA": on_transparent(DRAWING, 0),
    "CMYK": DRAWING.convert("RGB").convert("CMYK"),
    "I;16": Image.fromarray(np.asarray(DRAWING).astype(np.uint16) * 257),
}
ORIENTATION = 0x0112
SIDEWAYS = DRAWING.transpose(Image.Transpose.ROTATE_90)
"""What has to be turned by a quarter to the right, which is orientation 6."""


def turned():
    """Return what tells that a picture is to be turned."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    return exif


def read(client, content, media_type=None):
    """Return the answer to a picture."""
    answer = client.post(URL, data=content, content_type=media_type)
    assert answer.status_code == 200, answer.json
    return answer.json


@pytest.mark.parametrize(
    ("kind", "modes", "options"),
    [
        ("BMP", ["L", "1", "P", "RGB"], {}),
        ("GIF", ["L", "1", "P", "RGBA"], {}),
        ("WEBP", ["L", "RGBA"], {}),
        ("WEBP", ["RGB", "RGBA"], {"lossless": True}),
        ("AVIF", ["L", "RGB", "RGBA"], {"speed": 10}),
        ("TIFF", list(MODES), {}),
        ("TIFF", ["1", "P", "RGBA", "I;16"], {"compression": "tiff_lzw"}),
        ("TIFF", ["L", "RGBA"], {"compression": "tiff_adobe_deflate"}),
        ("TIFF", ["L"], {"compression": "packbits"}),
        ("TIFF", ["L", "RGB"], {"compression": "jpeg"}),
        ("TIFF", ["1"], {"compression": "group3"}),
        ("TIFF", ["1"], {"compression": "group4"}),
    ],
)
def test_every_format_is_read_in_every_mode(client, kind, modes, options):
    found = {mode: read(client, encode(MODES[mode], kind, **options))["text"] for mode in modes}
    assert found == dict.fromkeys(modes, "2")


MEDIA_TYPES = ["application/octet-stream", "image/jpg", "image/x-unheard-of", "image/png", None]


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_the_content_tells_what_a_picture_is(client, media_type):
    for kind in ("WEBP", "JPEG"):
        assert read(client, encode(MODES["RGB"], kind), media_type)["digit"] == 2


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "TIFF", "PNG"])
def test_of_several_frames_or_pages_the_first_is_read(client, kind):
    others = [draw(SEVEN).convert("RGB")] * 3
    content = encode(MODES["RGB"], kind, save_all=True, append_images=others)
    assert read(client, content)["digit"] == 2


def test_a_png_is_turned_as_browsers_turn_it(client):
    content = (ROOT / "tests" / "data" / "exif-turned.png").read_bytes()
    assert read(client, content)["digit"] == 5


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "AVIF"])
def test_a_picture_is_turned_as_it_says(client, kind):
    upright = read(client, encode(MODES["RGB"], kind))["digits"][0]
    found = read(client, encode(SIDEWAYS.convert("RGB"), kind, exif=turned()))["digits"][0]
    assert found["digit"] == 2
    assert np.abs(np.array(found["box"]) - upright["box"]).max() <= 2


def test_damaged_exif_is_no_damage_to_the_picture(client):
    content = encode(DRAWING, exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(20))
    assert read(client, content)["digit"] == 2


def test_what_a_note_says_of_turning_is_not_obeyed(client):
    note = b'<x:xmpmeta tiff:Orientation="6"/>'
    assert read(client, encode(MODES["RGB"], "WEBP", xmp=note))["digit"] == 2


def test_places_on_a_large_photograph_are_in_its_own_pixels(client):
    paper = Image.new("L", (6000, 4000), 250)
    paper.paste(DRAWING.resize((2800, 2800)), (3000, 1000))
    answer = read(client, encode(paper, "JPEG"))
    x, y, width, height = read(client, encode(DRAWING))["digits"][0]["box"]
    assert answer["digit"] == 2
    expected = np.array([3000 + 10 * x, 1000 + 10 * y, 10 * width, 10 * height])
    assert np.abs(np.array(answer["digits"][0]["box"]) - expected).max() <= 60


@pytest.mark.parametrize("size", [2 * 1024 * 1024 + 1, 12 * 1024 * 1024])
def test_only_a_jpeg_may_be_larger_than_other_pictures(client, size):
    larger = {
        kind: encode(MODES["RGB"], kind).ljust(size, b"\0")
        for kind in ("JPEG", "PNG", "BMP", "GIF")
    }
    assert read(client, larger.pop("JPEG"))["digit"] == 2
    for content in larger.values():
        assert_problem(client.post(URL, data=content), 413, "too_large")


def test_nothing_else_takes_such_bodies(client):
    body = bytes(3 * 1024 * 1024)
    answer = client.post("/api/drawings", data=body, content_type="application/json")
    assert_problem(answer, 413, "too_large")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\0\0\0\x18ftypheic" + bytes(100), id="HEIC"),
        pytest.param(encode(DRAWING, "PPM"), id="PPM"),
        pytest.param(encode(DRAWING, "ICO"), id="ICO"),
        pytest.param(encode(DRAWING, "JPEG2000"), id="JPEG 2000"),
        pytest.param(encode(DRAWING, "TIFF", compression="lzma"), id="TIFF in LZMA"),
        pytest.param(encode(DRAWING, "TIFF", compression="zstd"), id="TIFF in Zstandard"),
        pytest.param(encode(DRAWING.convert("F"), "TIFF"), id="TIFF of fractions"),
        pytest.param(encode(DRAWING.convert("I"), "TIFF"), id="TIFF of 32 bits"),
        pytest.param(encode(DRAWING, "TIFF", big_tiff=True), id="BigTIFF"),
        pytest.param(
            encode(DRAWING, "AVIF", save_all=True, append_images=[draw(SEVEN)], speed=10),
            id="animated AVIF",
        ),
    ],
)
def test_other_formats_are_refused_with_the_names_of_those_that_are_read(client, content):
    problem = assert_problem(client.post(URL, data=content), 415, "unsupported_image")
    assert "PNG, JPEG, GIF, BMP, WebP, TIFF or AVIF" in problem["detail"]
