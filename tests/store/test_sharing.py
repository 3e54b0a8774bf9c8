"""Shared drawings over HTTP: read by the server, and pinned to its model."""

from __future__ import annotations

import dataclasses
import re
import sqlite3

import pytest
import sqlalchemy as sa

from nnet.jobs.experiment import run_experiment
from nnet.models.recipes import recipe_config
from nnet.store.tables import Drawing
from tests.browser.strokes import DIGITS
from tests.support.problems import assert_problem
from tests.support.sketches import digit, share, sketch
from webapp.services import services_of

TOKEN = "a token of the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def test_a_drawing_is_kept_with_what_was_read_while_it_grew(client):
    response = client.post("/api/drawings", json={"strokes": digit(3)})
    made = response.json
    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/drawings/{made['id']}"
    assert made["url"] == f"http://localhost/d/{made['id']}"
    assert re.fullmatch(r"[\w-]{12}", made["id"]) and len(made["key"]) == 32
    kept = client.get(f"/api/drawings/{made['id']}").json
    assert kept == {name: value for name, value in made.items() if name != "key"}
    assert kept["strokes"] == digit(3) and kept["today"] is None
    assert (kept["prediction"]["status"], kept["prediction"]["digit"]) == ("digit", 3)
    active = client.get("/api/model").json
    assert kept["model"]["sha256"] == active["sha256"]
    assert kept["prediction"]["model"] == active["sha256"][:12]
    counts = [moment["points"] for moment in kept["moments"]]
    # Fewer than 24 where other work makes each of them take longer.
    assert counts == sorted(set(counts)) and 5 <= len(counts) <= 24
    assert counts[-1] == sum(len(stroke["points"]) for stroke in digit(3))
    last = kept["moments"][-1]
    assert last["probabilities"] == kept["prediction"]["probabilities"]
    assert {moment["text"] for moment in kept["moments"]} != {"3"}
    # What the network saw grows with the drawing.
    seen = [moment["digits"][0]["input"] for moment in kept["moments"] if moment["digits"]]
    assert len(set(seen)) >= 5 and seen[-1] == kept["prediction"]["digits"][0]["input"]


def test_every_end_of_a_stroke_is_a_moment(client):
    counts = [moment["points"] for moment in share(client, digit(4))["moments"]]
    first, second = (len(stroke["points"]) for stroke in digit(4))
    assert {first, first + second} <= set(counts)


def test_what_is_rubbed_out_is_not_there(client):
    erased = sketch(DIGITS[1], width=90, erases=True)
    made = share(client, digit(1) + erased + digit(7))
    assert made["prediction"]["text"] == "7"
    texts = [moment["text"] for moment in made["moments"]]
    assert "1" in texts and texts[-1] == "7"
    assert "blank" in [moment["status"] for moment in made["moments"]]


def test_a_number_is_read_with_its_boxes(client):
    small = [
        [(x / 2 + 140 * place, y / 2 + 70) for x, y in stroke]
        for place, which in enumerate((4, 2))
        for stroke in DIGITS[which]
    ]
    made = share(client, sketch(small, width=10))
    assert (made["prediction"]["status"], made["prediction"]["text"]) == ("number", "42")
    assert len(made["prediction"]["digits"]) == 2


def test_a_drawing_stays_with_the_model_that_read_it(create, few):
    app = create(OWNER_TOKEN=TOKEN)
    client = app.test_client()
    drawing = share(client, digit(5))
    known = client.get(f"/api/drawings/{drawing['id']}").headers["ETag"]
    again = client.get(f"/api/drawings/{drawing['id']}", headers={"If-None-Match": known})
    assert again.status_code == 304
    config = dataclasses.replace(recipe_config("mlp", epochs=1), seed=3)
    run_id = run_experiment(config, services_of(app).runs.get(), few).run_id
    client.put("/api/model", json={"run_id": run_id}, headers=BEARER)
    later = client.get(f"/api/drawings/{drawing['id']}", headers={"If-None-Match": known})
    assert later.status_code == 200
    assert later.json["prediction"] == drawing["prediction"]
    assert later.json["model"] == drawing["model"]
    today = client.get("/api/model").json["sha256"][:12]
    assert later.json["today"]["model"] == today != drawing["prediction"]["model"]
    assert 'id="today"' in client.get(f"/d/{drawing['id']}").text
    client.put("/api/model", json={"run_id": None}, headers=BEARER)
    assert 'id="today"' not in client.get(f"/d/{drawing['id']}").text


POINT = [10, 10, 1, 0]
BAD = {
    "nothing": [],
    "no list": {"width": 3},
    "a number": [3],
    "no points": [{"width": 18, "erases": False, "points": []}],
    "a member too many": [{"width": 18, "erases": False, "points": [POINT], "colour": "red"}],
    "a member too few": [{"width": 18, "points": [POINT]}],
    "no width": [{"width": 0, "erases": False, "points": [POINT]}],
    "a wide pen": [{"width": 101, "erases": False, "points": [POINT]}],
    "width as text": [{"width": "18", "erases": False, "points": [POINT]}],
    "no truth": [{"width": 18, "erases": 0, "points": [POINT]}],
    "a short point": [{"width": 18, "erases": False, "points": [[1, 2, 3]]}],
    "a point of text": [{"width": 18, "erases": False, "points": [["1", 2, 1, 0]]}],
    "NaN": [{"width": 18, "erases": False, "points": [[float("nan"), 2, 1, 0]]}],
    "infinity": [{"width": float("inf"), "erases": False, "points": [POINT]}],
    "far away": [{"width": 18, "erases": False, "points": [[1e9, 2, 1, 0]]}],
    "truth as a number": [{"width": 18, "erases": False, "points": [[True, 2, 1, 0]]}],
    "of hundreds of digits": [{"width": 10**400, "erases": False, "points": [POINT]}],
    "hundreds of digits away": [{"width": 18, "erases": False, "points": [[10**400, 2, 1, 0]]}],
    "hard": [{"width": 18, "erases": False, "points": [[1, 2, 5, 0]]}],
    "before": [{"width": 18, "erases": False, "points": [[1, 2, 1, -1]]}],
    "many strokes": [{"width": 18, "erases": False, "points": [POINT]}] * 201,
    "many points": [{"width": 18, "erases": False, "points": [POINT] * 5001}] * 2,
}


@pytest.mark.changes_nothing
@pytest.mark.parametrize("strokes", BAD.values(), ids=BAD)
def test_what_is_no_drawing_is_refused_and_nothing_kept(client, app, strokes):
    response = client.post("/api/drawings", json={"strokes": strokes})
    problem = assert_problem(response, 422, "validation")
    assert [error["field"] for error in problem["errors"]] == ["strokes"]
    with services_of(app).runs.get().reading() as session:
        assert session.scalars(sa.select(Drawing)).all() == []


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    "strokes",
    [
        sketch(DIGITS[3], erases=True),
        [{"width": 18, "erases": False, "points": [[-500, -500, 1, 0]]}],
        digit(1) + sketch(DIGITS[1], width=90, erases=True),
    ],
    ids=["rubbed", "beside the paper", "rubbed out"],
)
def test_nothing_to_be_seen_is_not_shared(client, strokes):
    response = client.post("/api/drawings", json={"strokes": strokes})
    assert_problem(response, 422, "blank_image")


@pytest.mark.changes_nothing
def test_what_else_a_drawing_says_is_refused(client):
    body = {"strokes": digit(3), "title": "<script>alert(1)</script>"}
    response = client.post("/api/drawings", json=body)
    assert_problem(response, 422, "validation")
    assert "script" not in response.text
    assert_problem(client.post("/api/drawings", json=[]), 422, "validation")
    for media_type, status, code in (
        ("application/json", 400, "bad_json"),
        ("text/plain", 422, "validation"),
    ):
        response = client.post("/api/drawings", data="{", content_type=media_type)
        assert_problem(response, status, code)


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    "drawing_id", ["x", "A" * 12, "a" * 500, "..%2f..%2fsecret", "aaaaaaaaaaa%00"]
)
def test_other_ids_are_unknown(client, drawing_id):
    assert_problem(client.get(f"/api/drawings/{drawing_id}"), 404, "not_found")
    for page in ("", "/embed", "/picture.png", "/preview.png", "/qr.svg"):
        assert client.get(f"/d/{drawing_id}{page}").status_code == 404


def test_a_locked_store_is_busy_and_the_answers_go_on(client, instance, seven):
    with sqlite3.connect(instance / "runs.db", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        response = client.post("/api/drawings", json={"strokes": digit(3)})
        assert_problem(response, 503, "unavailable")
        assert int(response.headers["Retry-After"]) > 0
        answer = client.post("/api/predictions", data=seven, content_type="image/png")
        assert answer.status_code == 200
