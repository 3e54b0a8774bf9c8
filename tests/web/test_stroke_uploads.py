"""A form may tell how a picture was drawn; its strokes tell digits apart that touch."""

from __future__ import annotations

import io
import itertools
import json

import numpy as np
import pytest

from nnet.strokes.drawing import draw_sketch
from nnet.strokes.validation import strokes_of
from tests.support.problems import assert_problem
from tests.support.writing import png, with_strokes

pytestmark = pytest.mark.changes_nothing

URL = "/api/predictions"
STROKE = {"width": 9, "points": [[10, 10], [60, 90]]}


def send(client, picture, strokes):
    """Send a form with a picture and a text of strokes."""
    fields = {"image": (io.BytesIO(png(picture)), "drawing.png"), "strokes": strokes}
    return client.post(URL, data=fields, content_type="multipart/form-data")


def refused(client, strokes, status=422, code="validation"):
    """Send strokes beside a good picture and return the problem that they are answered with."""
    return assert_problem(send(client, with_strokes("7")[0], strokes), status, code)


@pytest.mark.parametrize(
    "text",
    ["25", "60", "3894", "40713", "271828"],
)
def test_digits_that_run_into_each_other_are_told_apart(client, text):
    picture, strokes = with_strokes(text, gap=-12, slope=0.05)
    answer = send(client, picture, json.dumps(strokes)).json
    assert (answer["status"], answer["text"]) == ("number", text)
    boxes = [digit["box"] for digit in answer["digits"]]
    assert boxes == sorted(boxes)
    assert any(left[0] + left[2] > right[0] for left, right in itertools.pairwise(boxes))


def test_strokes_tell_the_same_where_ink_stands_apart(client):
    picture, strokes = with_strokes("385")
    known = send(client, picture, json.dumps(strokes)).json
    plain = client.post(URL, data=png(picture), content_type="image/png").json
    assert (known["status"], known["text"]) == (plain["status"], plain["text"])
    boxes = [[digit["box"] for digit in answer["digits"]] for answer in (known, plain)]
    assert np.abs(np.subtract(*boxes)).max() <= 2


@pytest.mark.parametrize("text", ["4", "6", "8"])
@pytest.mark.parametrize("width", [3, 30])
def test_how_thick_the_pen_was_does_not_matter(client, text, width):
    _, strokes = with_strokes(text)
    drawn = [{**stroke, "width": width} for stroke in strokes]
    picture = draw_sketch(strokes_of(drawn))
    answer = send(client, picture, json.dumps(drawn)).json
    assert (answer["status"], answer["text"]) == ("digit", text)
    usual = send(client, draw_sketch(strokes_of(strokes)), json.dumps(strokes)).json
    assert answer["digits"][0]["probabilities"] == usual["digits"][0]["probabilities"]


@pytest.mark.parametrize("text", ["100", "300", "400", "500"])
def test_zeros_may_be_one_stroke_beside_another_digit(client, text):
    _, strokes = with_strokes(text, gap=-6)
    *before, first, last = strokes
    drawn = [*before, {**first, "points": first["points"] + last["points"]}]
    picture = draw_sketch(strokes_of(drawn))
    answer = send(client, picture, json.dumps(drawn)).json
    assert (answer["status"], answer["text"]) == ("number", text)


def test_the_order_of_drawing_does_not_matter(client):
    picture, strokes = with_strokes("3894", gap=-12)
    assert send(client, picture, json.dumps(strokes[::-1])).json["text"] == "3894"


@pytest.mark.parametrize(
    "strokes",
    [
        pytest.param([], id="none"),
        pytest.param([STROKE, {"width": 3, "points": [[-900, 5], [9000, 9000]]}], id="elsewhere"),
        pytest.param([{"width": 0.1, "points": [[0, 0]]}] * 200, id="two hundred dots"),
    ],
)
def test_strokes_that_did_not_draw_the_picture_do_no_harm(client, strokes):
    picture, _ = with_strokes("385", gap=-12)
    assert send(client, picture, json.dumps(strokes)).status_code == 200


@pytest.mark.parametrize("text", ["", "{", "[NaN]", "[" * 100_000, "nothing", "[1,]", "\0"])
def test_what_is_not_json_is_refused(client, text):
    problem = refused(client, text, 400, "bad_json")
    assert "Expected a list of at most 200 strokes" in problem["detail"]


@pytest.mark.parametrize(
    "strokes",
    [
        pytest.param({}, id="no list"),
        pytest.param([1], id="no stroke"),
        pytest.param([{"points": [[1, 2]]}], id="no width"),
        pytest.param([{**STROKE, "colour": "red"}], id="one more member"),
        pytest.param([{**STROKE, "width": 0}], id="no width at all"),
        pytest.param([{**STROKE, "width": 1e300}], id="huge width"),
        pytest.param([{**STROKE, "width": True}], id="width of another type"),
        pytest.param([{**STROKE, "points": []}], id="no point"),
        pytest.param([{**STROKE, "points": [[1, 2, 3]]}], id="three coordinates"),
        pytest.param([{**STROKE, "points": [[1, "2"]]}], id="a text"),
        pytest.param([{**STROKE, "points": [[1, 10**400]]}], id="far away"),
        pytest.param([STROKE] * 201, id="too many strokes"),
        pytest.param([{**STROKE, "points": [[1, 2]] * 10_001}] * 2, id="too many points"),
    ],
)
def test_strokes_that_cannot_be_used_are_refused(client, strokes):
    problem = refused(client, json.dumps(strokes))
    assert {error["field"] for error in problem["errors"]} == {"strokes"}


def test_too_much_text_is_refused(client):
    problem = refused(client, "[" + " " * 450_000 + "]")
    assert "400,000" in problem["errors"][0]["message"]


def test_strokes_may_come_once_only(client):
    picture = io.BytesIO(png(with_strokes("7")[0]))
    fields = {"image": (picture, "drawing.png"), "strokes": ["[]", "[]"]}
    response = client.post(URL, data=fields, content_type="multipart/form-data")
    problem = assert_problem(response, 422, "validation")
    assert problem["errors"][0]["field"] == "strokes"
