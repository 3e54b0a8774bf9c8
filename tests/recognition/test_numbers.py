"""Numbers: digits side by side are split, read from left to right, and told one by one."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from tests.recognition.test_strokes import STROKES
from tests.support.writing import png, write

pytestmark = pytest.mark.changes_nothing

URL = "/api/predictions"


def ask(client, picture):
    """Return the answer to an ``L`` picture."""
    response = client.post(URL, data=png(picture), content_type="image/png")
    assert response.status_code == 200, response.json
    return response.json


def test_a_number_has_a_box_and_probabilities_for_each_digit(client):
    answer = ask(client, write("407"))
    assert answer["status"] == "number" and answer["text"] == "407"
    assert answer["digit"] is None and answer["probabilities"] is None
    assert [digit["digit"] for digit in answer["digits"]] == [4, 0, 7]
    for digit in answer["digits"]:
        assert abs(sum(digit["probabilities"]) - 1) < 1e-6
        assert digit["confidence"] == max(digit["probabilities"])
    product = np.prod([digit["confidence"] for digit in answer["digits"]])
    assert answer["confidence"] == pytest.approx(product)


def test_boxes_lie_over_the_ink_from_left_to_right(client):
    picture = write("25", height=80, gap=30)
    boxes = [digit["box"] for digit in ask(client, picture)["digits"]]
    ink = np.asarray(picture) < 128
    columns = np.flatnonzero(ink.any(axis=0))
    break_at = columns[np.flatnonzero(np.diff(columns) > 1)[0]]
    assert abs(boxes[0][0] - columns[0]) <= 1 and abs(sum(boxes[0][::2]) - break_at) <= 2
    assert boxes[1][0] > sum(boxes[0][::2]) and abs(sum(boxes[1][::2]) - columns[-1]) <= 2


@pytest.mark.parametrize("text", ["10", "11", "42", "358", "9071", "26485", "123456789012"])
def test_digits_side_by_side_are_a_number(client, text):
    assert ask(client, write(text))["text"] == text


def test_more_than_twelve_digits_are_not_read(client):
    answer = ask(client, write("1234567890123"))
    assert answer["status"] == "not_a_digit" and answer["text"] == ""


@pytest.mark.parametrize("text", ["25", "60", "38", "71"])
def test_digits_that_touch_are_cut_apart(client, text):
    assert ask(client, write(text, gap=-5))["text"] == text


@pytest.mark.parametrize("slope", [-0.25, 0.25])
def test_a_number_may_climb_or_fall(client, slope):
    assert ask(client, write("3952", slope=slope))["text"] == "3952"


@pytest.mark.parametrize(
    ("text", "gap", "width", "lean"), [("11", 45, 5, 0), ("17", 20, 4, -0.25), ("14", 45, 4, -0.25)]
)
def test_two_thin_digits_apart_are_a_number(client, text, gap, width, lean):
    assert ask(client, write(text, gap=gap, width=width, lean=lean))["text"] == text


def test_a_number_may_lean(client):
    assert ask(client, write("3952", lean=0.3))["text"] == "3952"


def test_a_digit_in_pieces_is_one_digit(client):
    """A five whose bar is drawn apart."""
    picture = Image.new("L", (280, 280), 255)
    pen = ImageDraw.Draw(picture)
    pen.line(
        [(100, 72), (95, 130), (150, 130), (180, 160), (178, 200), (140, 225), (95, 215)], 0, 16
    )
    pen.line([(125, 58), (190, 58)], 0, 16)
    answer = ask(client, picture)
    assert (answer["status"], answer["text"]) == ("digit", "5")


def test_the_unreadable_digit_of_a_number_is_named(client):
    answer = ask(client, write("4?2", height=80))
    assert answer["status"] == "number" and answer["text"] == "4?2"
    assert [digit["digit"] for digit in answer["digits"]] == [4, None, 2]


def test_dirt_is_no_digit(client):
    picture = write("42")
    ImageDraw.Draw(picture).rectangle((3, 3, 5, 5), fill=0)
    assert ask(client, picture)["text"] == "42"


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(ImageOps.invert, id="inverted"),
        pytest.param(lambda p: p.resize((p.width * 3, p.height * 3)), id="three times as large"),
        pytest.param(lambda p: ImageOps.expand(p, (200, 60, 10, 90), 255), id="moved"),
    ],
)
def test_a_number_stays_what_it_is(client, changed):
    assert ask(client, changed(write("6174")))["text"] == "6174"


@pytest.mark.parametrize("text", ["8", "58", "305"])
def test_blank_margin_changes_nothing_to_the_bit(client, text):
    picture = write(text)
    plain, framed = ask(client, picture), ask(client, ImageOps.expand(picture, 37, 255))
    for before, after in zip(plain["digits"], framed["digits"], strict=True):
        x, y, width, height = before["box"]
        assert after["box"] == [x + 37, y + 37, width, height]
        assert after["input"] == before["input"]
        assert after["probabilities"] == before["probabilities"]


def test_the_command_line_reads_numbers(nnet, tmp_path):
    (tmp_path / "a.png").write_bytes(png(write("2026")))
    result = nnet("predict", "a.png")
    assert re.fullmatch(r"a\.png: 2026 \(\d+\.\d\d%\)\n", result.stdout), result.stderr


def test_numbers_are_measured(nnet_here):
    result = nnet_here("evaluate", "--drawings", str(STROKES), "--numbers", "6")
    assert result.returncode == 0, result.stderr
    for kind in ("stand apart", "touch", "touch, strokes known"):
        line = rf"^Numbers whose digits {kind}: [\d.]+% read entirely right \(\d+ of 6;"
        assert re.search(line, result.stdout, re.M)
