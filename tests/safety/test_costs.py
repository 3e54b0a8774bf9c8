"""What an answer costs is bounded by what was sent: what is too much for a digit is refused first.

The bar is half a second of a core and 80 MB; ``python -m tests.fuzz cost`` searches for what is
above it. Here it is wider, since others keep the cores busy: without bounds these took from 2 to 31
seconds, or gigabytes.
"""

from __future__ import annotations

import dataclasses
import io
import json
import math

import pytest

from tests.fuzz.cost import MAX_MB, MAX_S
from tests.safety.expensive import (
    DRAWINGS,
    FAR,
    NO_DIGITS,
    STROKES,
    pen_stroke,
    png,
    solid,
    stroke,
    to_and_fro,
)
from tests.support.applications import application
from tests.support.costs import measure
from tests.support.problems import assert_problem
from webapp.schemas import strokes as schemas

PREDICTIONS, SHARED = "/api/predictions", "/api/drawings"
WIDER = 3.0


def cheap(send):
    """Return an answer that has to have been cheap."""
    answer, cost = measure(send)
    assert cost.s < WIDER * MAX_S and cost.mb < WIDER * MAX_MB, cost
    return answer


@pytest.fixture(scope="module")
def client(shared_app):
    """A client whose first answer, with which much is loaded, has been given."""
    client = shared_app.test_client()
    client.post(PREDICTIONS, data=png(solid(30, 9)), content_type="image/png")
    return client


@pytest.fixture(scope="module")
def sharing(new_instance):
    """A client that may share drawings."""
    with application(new_instance()) as app:
        yield app.test_client()


@pytest.mark.parametrize("name", NO_DIGITS)
def test_what_is_too_much_for_a_digit_is_none(client, name):
    picture = png(NO_DIGITS[name]())
    answer = cheap(lambda: client.post(PREDICTIONS, data=picture, content_type="image/png"))
    assert answer.status_code == 200 and answer.json["status"] == "not_a_digit", answer.json


def send(client, strokes, ink=None):
    """Have a picture read with the strokes that it was drawn with."""
    picture = (io.BytesIO(png(solid() if ink is None else ink)), "a.png")
    fields = {"image": picture, "strokes": json.dumps(strokes)}
    return cheap(lambda: client.post(PREDICTIONS, data=fields, content_type="multipart/form-data"))


@pytest.mark.parametrize("name", STROKES)
def test_strokes_beside_a_picture_cost_no_more_than_the_picture(client, name):
    answer = send(client, [*STROKES[name], stroke([[9, 9], [99, 99]])])
    assert answer.status_code == 200, answer.json


@pytest.mark.parametrize(
    "points", [FAR, to_and_fro(2000, 0, 999)], ids=["far beyond the picture", "on the picture"]
)
def test_strokes_longer_than_any_drawing_are_refused(client, points):
    problem = assert_problem(send(client, [stroke(points)] * 2), 422, "validation")
    assert problem["errors"] == [
        {"field": "strokes", "message": "All strokes together may be 400,000 pixels long."}
    ]


BARS = [stroke([[x, 90], [x + 20, 140], [x, 200]], 9) for x in range(20, 260, 40)]


@pytest.mark.parametrize(
    "strokes",
    [*STROKES.values(), BARS, [stroke([[3 + 2 * i, 120 + 30 * (i % 2)] for i in range(138)], 2)]],
    ids=[*STROKES, "six strokes that are no digit", "a zigzag that may be cut anywhere"],
)
def test_a_change_that_matters_is_sought_for_little(client, strokes):
    answer = cheap(lambda: client.post("/api/inside/changes", json={"strokes": strokes}))
    assert answer.status_code == 200 and answer.json["tried"] <= 40


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_shared_and_shown_for_little(sharing, name):
    answer = cheap(lambda: sharing.post(SHARED, json={"strokes": DRAWINGS[name]}))
    assert answer.status_code == 201, answer.json
    for name in ("picture.png", "preview.png"):
        path = f"/d/{answer.json['id']}/{name}"
        assert cheap(lambda path=path: sharing.get(path)).status_code == 200


TO_AND_FRO = [pen_stroke(to_and_fro(10_000, -1000, 1280))]


@pytest.mark.parametrize("count", [120, 10_000])
def test_a_drawing_longer_than_any_is_refused(client, count):
    strokes = [{**TO_AND_FRO[0], "points": TO_AND_FRO[0]["points"][:count]}]
    answer = cheap(lambda: client.post(SHARED, json={"strokes": strokes}))
    problem = assert_problem(answer, 422, "validation")
    assert "140,000 long, 500 times the paper's side" in problem["errors"][0]["message"]


def test_drawings_from_before_there_was_a_limit_are_shown(sharing, monkeypatch):
    unlimited = dataclasses.replace(schemas.DRAWING_RULES, max_length=math.inf)
    monkeypatch.setattr(schemas, "DRAWING_RULES", unlimited)
    answer = cheap(lambda: sharing.post(SHARED, json={"strokes": TO_AND_FRO}))
    assert answer.status_code == 201, answer.json
    picture = cheap(lambda: sharing.get(f"/d/{answer.json['id']}/picture.png"))
    assert picture.status_code == 200
