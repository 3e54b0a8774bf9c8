"""Any picture's ink: what surrounds, colours, thin lines, small pictures; doubt where ink is lost.

The pictures in ``pictures/`` are one of each kind, made for this purpose.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nnet.core.data import load_test_digits
from nnet.reports.picture_report import MNIST_FORMS
from nnet.strokes.pen import SIDE
from tests.support.pictures import SEVEN, draw, encode
from tests.support.problems import assert_problem
from tests.support.writing import write

pytestmark = pytest.mark.changes_nothing

URL = "/api/predictions"
PICTURES = Path(__file__).parent / "pictures"
RIGHT = {
    "even-photo-dark-corner-q90": "4",
    "four-28px": "4",
    "number-8013-desk": "8013",
    "pencil-105-shadow": "105",
}
BLANK = "empty-black-canvas.png"
NAMES = sorted(path.name for path in PICTURES.iterdir() if path.name != BLANK)


def ask(client, content, **query):
    """Return the answer to a picture's bytes."""
    kind = "png" if content.startswith(b"\x89PNG") else "jpeg"
    return client.post(URL, data=content, content_type=f"image/{kind}", query_string=query)


@pytest.mark.parametrize("name", NAMES)
def test_each_kind_of_picture_is_read(client, name):
    answer = ask(client, (PICTURES / name).read_bytes()).json
    assert answer["text"] == RIGHT.get(Path(name).stem, "5"), answer["status"]


def test_an_empty_dark_canvas_is_blank(client):
    assert_problem(ask(client, (PICTURES / BLANK).read_bytes()), 422, "blank_image")


@pytest.mark.parametrize("form", MNIST_FORMS)
def test_small_pictures_are_no_photographs(client, form):
    digits = load_test_digits()
    answers = [ask(client, MNIST_FORMS[form](255 - image)).json for image in digits.images[:30]]
    right = [
        answer.get("text") == str(label)
        for answer, label in zip(answers, digits.labels, strict=False)
    ]
    assert sum(right) >= (24 if "8 by 8" in form else 29)


@pytest.mark.parametrize("seed", range(12))
def test_any_ink_on_any_paper_is_read(client, seed):
    rng = np.random.default_rng(seed)
    paper, ink = rng.integers(0, 256, (2, 3))
    ink[seed % 3] = (paper[seed % 3] + rng.integers(60, 196)) % 256
    apart = np.abs(paper - ink).max()
    assert apart >= 60
    mask = np.asarray(draw(SEVEN))[:, :, None] / 255
    coloured = Image.fromarray((ink + (paper - ink) * mask).round().astype(np.uint8))
    assert ask(client, encode(coloured)).json["text"] == "7"


def test_twelve_bits_in_sixteen_are_read(client):
    levels = np.asarray(draw(SEVEN)).astype(np.uint16) * 16
    assert ask(client, encode(Image.fromarray(levels))).json["text"] == "7"


@pytest.mark.parametrize(("side", "width"), [(280, 1), (600, 2), (1000, 3)])
def test_thin_lines_are_read(client, side, width):
    picture = draw(SEVEN, size=side, width=width * 280 / side, scale=side / 280)
    assert ask(client, encode(picture)).json["text"] == "7"


def test_an_answer_is_doubtful_where_a_digit_was_left_out(client):
    sheet = Image.new("L", (500, 300), 200)
    sheet.paste(write("4", height=150).point(lambda level: level * 200 // 255), (40, 60))
    other = np.asarray(write("2", height=150))
    light = Image.fromarray((255 - other // 4.6).astype(np.uint8))
    sheet.paste(light, (280, 60), Image.fromarray(255 - other))
    answer = ask(client, encode(sheet)).json
    assert answer["text"] == "42" or answer["confidence"] <= 0.9


def test_the_explanation_tells_which_proposal_was_taken(client):
    def way(content):
        return ask(client, content, explain="preprocessing").json["explanation"]["proposal"]

    assert way(encode(draw(SEVEN)))["name"] == "drawing"
    assert way((PICTURES / "sudoku-cell-two-lines.png").read_bytes()) == {
        "name": "dark",
        "text": "What is much darker than the rest is ink.",
    }


def test_a_canvas_painted_all_over_is_ink(client):
    black = io.BytesIO(encode(Image.new("L", (SIDE, SIDE), 0)))
    strokes = '[{"width": 100, "points": [[0, 0], [280, 280]]}]'
    answer = client.post(URL, data={"image": (black, "a.png"), "strokes": strokes})
    assert answer.json["status"] == "not_a_digit"


def test_a_frame_is_left_out(client):
    picture = draw(SEVEN)
    ImageDraw.Draw(picture).rectangle((10, 10, 270, 270), outline=0, width=4)
    answer = ask(client, encode(picture)).json
    assert (answer["text"], answer["status"]) == ("7", "digit")


def test_what_an_outline_surrounds_is_no_ink(client):
    bar = draw([(120, 30), (160, 30), (160, 250), (120, 250), (120, 30)], width=14)
    assert ask(client, encode(bar)).json["status"] == "not_a_digit"


@pytest.mark.parametrize("top", [45, 60, 80, 100])
def test_a_stroke_beside_others_is_not_read_without_them(client, top):
    letter = draw([(40, 70), (110, 30), (200, 50), (200, 100), (150, 150), (230, 250)], width=10)
    ImageDraw.Draw(letter).line([(105, top), (100, 240)], fill=0, width=10)
    assert ask(client, encode(letter)).json["status"] == "not_a_digit"


def test_white_on_a_dark_field_is_read(client):
    page = Image.new("L", (600, 400), 255)
    page.paste(draw(SEVEN).point(lambda level: 255 - level), (200, 60))
    assert ask(client, encode(page)).json["text"] == "7"
