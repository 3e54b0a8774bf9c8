"""Photographs of digits on paper: uneven light, lines, perspective, noise, a turned camera."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from tests.recognition.test_strokes import STROKES
from tests.support.problems import assert_problem
from tests.support.writing import write

pytestmark = pytest.mark.changes_nothing

URL = "/api/predictions"
SIZE = 600, 800
TOP_LEFT = 150, 240


def ask(client, picture, kind="JPEG", **options):
    """Return the response to a picture."""
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return client.post(URL, data=stream.getvalue(), content_type=f"image/{kind.lower()}")


def photograph(text="", *, ruled=False, squared=False, paper=215, height=260):
    """Return a photograph of a text on grey paper, lit from the left, with noise."""
    sheet = Image.new("L", SIZE, paper)
    pen = ImageDraw.Draw(sheet)
    for y in range(30, SIZE[1], 64) if ruled or squared else ():
        pen.line((0, y, SIZE[0], y + 9), fill=paper - 70, width=2)
    for x in range(20, SIZE[0], 64) if squared else ():
        pen.line((x, 0, x - 7, SIZE[1]), fill=paper - 70, width=2)
    if text:
        written = write(text, height=height, width=14, gap=40)
        sheet.paste(
            45,
            (*TOP_LEFT, TOP_LEFT[0] + written.width, TOP_LEFT[1] + written.height),
            ImageOps.invert(written),
        )
    light = np.linspace(1, 0.55, SIZE[0]) * np.linspace(1, 0.85, SIZE[1])[:, None]
    noise = np.random.default_rng(1).normal(0, 3, light.shape)
    seen = np.clip(np.asarray(sheet) * light + noise, 0, 255).astype(np.uint8)
    return Image.fromarray(seen).filter(ImageFilter.GaussianBlur(0.7))


@pytest.mark.parametrize("digit", "0123456789")
def test_a_digit_on_paper_in_uneven_light_is_read(client, digit):
    answer = ask(client, photograph(digit)).json
    assert (answer["status"], answer["text"]) == ("digit", digit)


@pytest.mark.parametrize("paper", ["ruled", "squared"])
@pytest.mark.parametrize("digit", "2357")
def test_the_lines_of_the_paper_are_not_read(client, digit, paper):
    answer = ask(client, photograph(digit, **{paper: True})).json
    assert (answer["status"], answer["text"]) == ("digit", digit)


def test_a_number_on_paper_is_read_where_it_stands(client):
    answer = ask(client, photograph("407", ruled=True, height=130), "PNG").json
    assert answer["text"] == "407"
    boxes = np.array([digit["box"] for digit in answer["digits"]])
    assert (np.diff(boxes[:, 0]) > 0).all()
    assert abs(boxes[0, 0] - (TOP_LEFT[0] + 15)) < 12
    assert (np.abs(boxes[:, 3] - 130) < 30).all()


def test_boxes_are_in_pixels_of_the_picture_that_was_sent(client):
    picture = photograph("5")
    small = ask(client, picture).json["digits"][0]["box"]
    large = ask(client, picture.resize((SIZE[0] * 2, SIZE[1] * 2))).json["digits"][0]["box"]
    assert np.abs(np.array(large) - np.array(small) * 2).max() < 20


@pytest.mark.parametrize("ruled", [False, True])
def test_paper_without_ink_is_blank(client, ruled):
    assert_problem(ask(client, photograph(ruled=ruled)), 422, "blank_image")


def test_a_turned_camera_is_turned_back(client):
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = photograph("7", ruled=True).transpose(Image.Transpose.ROTATE_90)
    assert ask(client, turned, exif=exif.tobytes()).json["text"] == "7"
    assert ask(client, turned).json["text"] != "7"


def test_chalk_on_a_board_is_read(client):
    assert ask(client, ImageOps.invert(photograph("3"))).json["text"] == "3"


def test_photographs_are_measured(nnet_here, tmp_path):
    (tmp_path / "ten.jsonl").write_text("".join(STROKES.read_text().splitlines(True)[:10]))
    result = nnet_here("evaluate", "--drawings", "ten.jsonl", "--photographs")
    assert result.returncode == 0, result.stderr
    right = re.search(r"read right: [\d.]+% \((\d+) of 10;", result.stdout)
    assert int(right[1]) >= 9
