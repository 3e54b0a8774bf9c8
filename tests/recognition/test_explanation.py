"""``?explain=preprocessing``: how a picture was prepared, and what is odd about it."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from tests.support.pictures import SEVEN, TWO, draw, encode
from tests.support.problems import assert_problem
from tests.support.writing import png, write

pytestmark = pytest.mark.changes_nothing

URL = "/api/predictions"
EXPLAINED = {"explain": "preprocessing"}


def explain(client, picture):
    """Return the answer to an ``L`` picture, explained."""
    content = encode(picture)
    response = client.post(URL, data=content, content_type="image/png", query_string=EXPLAINED)
    assert response.status_code == 200, response.json
    return response.json


def pixels(text):
    """Return the pixels of a picture in base64."""
    with Image.open(io.BytesIO(base64.b64decode(text))) as picture:
        assert (picture.format, picture.mode) == ("PNG", "L")
        return np.asarray(picture)


def test_each_step_is_shown_and_the_last_one_is_the_input(client):
    answer = explain(client, draw(TWO))
    explanation = answer["explanation"]
    (steps,) = explanation["digits"]
    assert set(steps) == {"box", "scaled", "centred", "pen_width"}
    assert steps["centred"] == answer["digits"][0]["input"]
    ink, box, scaled = (
        pixels(text) for text in (explanation["ink"], steps["box"], steps["scaled"])
    )
    assert ink.max() == box.max() == 255 and ink[0, 0] == 0
    assert max(scaled.shape) == 20
    _, _, width, height = answer["digits"][0]["box"]
    assert box.shape[1] / box.shape[0] == pytest.approx(width / height, abs=0.03)
    assert box[:, 0].any() and box[:, -1].any() and box[0].any() and box[-1].any()


def test_each_digit_of_a_number_has_its_steps(client):
    answer = explain(client, write("407"))
    assert len(answer["explanation"]["digits"]) == 3
    seen = [digit["input"] for digit in answer["digits"]]
    assert [steps["centred"] for steps in answer["explanation"]["digits"]] == seen


def test_an_answer_says_nothing_of_it_unless_asked(client):
    answer = client.post(URL, data=encode(draw(TWO)), content_type="image/png").json
    assert "explanation" not in answer
    explained = explain(client, draw(TWO))
    del explained["explanation"]
    assert {**explained, "elapsed_ms": 0} == {**answer, "elapsed_ms": 0}


@pytest.mark.parametrize("query", ["explain=all", "explain=preprocessing&x=1", "explain=\0"])
def test_another_explanation_is_refused(client, query):
    response = client.post(f"{URL}?{query}", data=encode(draw(TWO)), content_type="image/png")
    assert_problem(response, 422, "validation")


def test_the_pen_is_measured_in_widths_of_mnist(client):
    found = [
        explain(client, draw(SEVEN, width=width))["explanation"]["pen_width"]
        for width in (12, 24, 36)
    ]
    # A pen twice as wide has strokes twice as wide, but for how the digit's box grows with it.
    assert found == sorted(found)
    assert found[2] / found[1] == pytest.approx(36 / 24 * 216 / 228, rel=0.12)
    assert found[1] == pytest.approx(24 / 204 * 20 / 2.31, rel=0.15)


@pytest.mark.parametrize(
    ("picture", "code", "words"),
    [
        pytest.param(
            draw(SEVEN, width=90, scale=0.6, offset=(40, 40)), "thick", "thick", id="thick"
        ),
        pytest.param(draw(SEVEN, width=4), "thin", "Drawn very thin: 0.", id="thin"),
        pytest.param(draw(SEVEN, scale=0.06, offset=(100, 90)), "small", "Very small", id="small"),
        pytest.param(draw(SEVEN, offset=(-60, 0)), "edge", "touches the edge", id="at the edge"),
        pytest.param(draw(SEVEN), None, None, id="nothing odd"),
    ],
)
def test_one_plain_hint_says_what_is_odd(client, picture, code, words):
    hint = explain(client, picture)["explanation"]["hint"]
    if code is None:
        assert hint is None
    else:
        assert hint["code"] == code and words in hint["text"] and hint["text"].endswith(".")


def test_a_photograph_is_explained_as_well(client):
    picture = write("42", height=400, width=40, gap=100)
    noise = np.random.default_rng(1).normal(0, 4, (picture.height, picture.width))
    paper = np.clip(np.asarray(picture) * 0.5 + 90 + noise, 0, 255).astype(np.uint8)
    answer = explain(client, Image.fromarray(paper))
    assert answer["text"] == "42" and len(answer["explanation"]["digits"]) == 2
    assert max(pixels(answer["explanation"]["ink"]).shape) <= 112


def test_png_pictures_of_an_explanation_are_small(client):
    content = png(write("123456789012"))
    response = client.post(URL, data=content, content_type="image/png", query_string=EXPLAINED)
    assert len(response.data) < 60_000
