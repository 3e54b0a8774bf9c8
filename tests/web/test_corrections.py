"""A visitor says what a misread drawing was, and takes it back; the owner decides over it."""

from __future__ import annotations

import json

import pytest

from tests.browser.strokes import DIGITS, line
from tests.safety.expensive import DRAWINGS
from tests.store.test_sharing import BAD
from tests.support.corrections import (
    BEARER,
    BROWSER,
    OTHER_BROWSER,
    correction,
    give,
    judge,
    listed,
)
from tests.support.costs import measure
from tests.support.owner import TOKEN
from tests.support.problems import assert_problem
from tests.support.sketches import digit, sketch
from webapp.services import services_of


def key(given):
    """Return the header that takes a correction back."""
    return {"X-Correction-Key": given["key"]}


def test_a_correction_is_kept_with_what_was_read(owned):
    client = owned.test_client()
    given = give(client, 3, 8)
    assert len(given["key"]) == 32 and given["expires_at"] > "2026"
    (kept,) = listed(client)
    assert kept["strokes"] == digit(3)
    assert (kept["label"], kept["answer"], kept["status"]) == (8, 3, "digit")
    assert kept["model"] == client.get("/api/model").json["sha256"]
    assert kept["state"] == "pending"
    assert not kept["is_duplicate"] and not kept["is_nearly_blank"]
    assert 0.6 < kept["size"] < 0.8 and 0.6 < kept["pen_width"] < 1
    shown = client.get(f"/api/corrections/{given['id']}", headers=BEARER)
    assert shown.json == kept
    for private in (given["key"], BROWSER, "key_hash", "pixels"):
        assert private not in json.dumps(kept)


def test_taking_it_back_leaves_nothing_behind(owned, instance):
    client = owned.test_client()
    before = {path.name for path in instance.iterdir()}
    given, other = give(client, 3, 8), give(client, 4, 9)
    address = f"/api/corrections/{given['id']}"
    contributor = listed(client)[0]["contributor"].encode()
    trace = json.dumps(digit(3)[0]["points"][5]).encode()
    for taken in (given, other):
        path = f"/api/corrections/{taken['id']}"
        assert_problem(client.delete(path), 401, "unauthorized")
        for wrong in ("", "x", given["key"] + "x", "\u00e9"):
            response = client.delete(path, headers={"X-Correction-Key": wrong})
            assert_problem(response, 403, "wrong_key")
        assert client.delete(path, headers=key(taken)).status_code == 204
    assert_problem(client.delete(address, headers=key(given)), 404, "not_found")
    assert listed(client, state="all") == []
    assert {path.name for path in instance.iterdir()} - before <= {"runs.db-wal", "runs.db-shm"}
    services_of(owned).runs.close()
    for path in (path for path in instance.rglob("*") if path.is_file()):
        content = path.read_bytes()
        for left in (given["id"].encode(), given["key"].encode(), BROWSER.encode(), contributor):
            assert left not in content, path
        assert trace not in content, path


def test_without_consent_nothing_is_kept(owned, seven, instance):
    """Drawing and reading alone, and asking for the dialog, write nothing."""
    client = owned.test_client()
    client.post("/api/predictions", data=seven, content_type="image/png")
    dialog = client.get("/correction")
    assert dialog.status_code == 200 and "without your name or address" in dialog.text
    assert "After 365 days" in dialog.text and "Take it back" in dialog.text
    assert listed(client, state="all") == []


NUMBER = sketch(
    [
        [(x / 2 + 140 * place, y / 2 + 70) for x, y in stroke]
        for place, which in enumerate((4, 2))
        for stroke in DIGITS[which]
    ],
    width=10,
)


def test_of_a_number_one_digit_is_kept(owned):
    client = owned.test_client()
    give(client, 0, 7, strokes=NUMBER, place=1)
    (kept,) = listed(client)
    assert (kept["status"], kept["answer"], kept["label"]) == ("number", 2, 7)
    assert kept["strokes"] == NUMBER[2:]
    response = client.post("/api/corrections", json=correction(0, 7, strokes=NUMBER, place=2))
    assert assert_problem(response, 422, "validation")["errors"][0]["field"] == "place"


def test_a_stroke_that_drew_two_digits_is_not_guessed_at(owned):
    client = owned.test_client()
    joined = sketch([line((20, 90), (60, 90), (30, 190), (150, 200), (190, 100), (180, 200))], 10)
    for stroke in joined:
        stroke["points"] += NUMBER[2]["points"]
    sent = correction(0, 7, strokes=[*NUMBER[:1], *joined], place=1)
    assert client.post("/api/corrections", json=sent).status_code in (201, 422)


def test_what_was_rubbed_out_is_not_kept(owned):
    client = owned.test_client()
    gone = sketch([line((20, 20), (60, 20))]) + sketch([line((10, 20), (70, 20))], 60, erases=True)
    give(client, 0, 1, strokes=[*gone, *digit(1)])
    (kept,) = listed(client)
    assert kept["strokes"] == digit(1)
    half = sketch([line((140, 40), (140, 240))]) + sketch([line((100, 60), (180, 60))], 60, True)
    give(client, 0, 1, strokes=half)
    points = listed(client)[0]["strokes"][0]["points"]
    assert min(y for _, y, *_ in points) > 85 and max(y for _, y, *_ in points) == 240


@pytest.mark.parametrize("name", DRAWINGS)
def test_what_is_kept_is_small_whatever_was_drawn(owned, name):
    client = owned.test_client()
    sent = correction(0, None, strokes=DRAWINGS[name])
    response, cost = measure(lambda: client.post("/api/corrections", json=sent))
    assert cost.s < 1.5 and cost.mb < 240, cost
    assert response.status_code == 201, response.text
    (kept,) = listed(client)
    assert sum(len(stroke["points"]) for stroke in kept["strokes"]) <= 1000
    assert len(json.dumps(kept)) < 60_000


def test_rubbing_out_without_end_costs_little(owned):
    client = owned.test_client()
    ink = sketch([line(*[((9, 270)[i % 2], 5 + 5 * i) for i in range(50)])])
    rubbers = [
        stroke
        for i in range(99)
        for stroke in sketch([line((7 + 2 * i, 0), (9 + 2 * i, 280), step=30)], 3, erases=True)
    ]
    sent = correction(0, None, strokes=[*ink, *rubbers])
    response, cost = measure(lambda: client.post("/api/corrections", json=sent))
    assert cost.s < 1.5 and cost.mb < 240, cost
    assert response.status_code == 201, response.text
    (kept,) = listed(client)
    assert len(kept["strokes"]) <= 200


@pytest.mark.changes_nothing
@pytest.mark.parametrize("strokes", BAD.values(), ids=BAD)
def test_what_is_no_drawing_is_refused(client, strokes):
    response = client.post("/api/corrections", json=correction(3, 8, strokes=strokes))
    problem = assert_problem(response, 422, "validation")
    assert [error["field"] for error in problem["errors"]] == ["strokes"]


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    "changed",
    [
        *({"label": value} for value in (-1, 10, "7", 7.0, True, [7])),
        *({"contributor": value} for value in ("", "short", "x" * 65, "\u00e9" * 30, None, 7)),
        *({"place": value} for value in (-1, 12, "1")),
        {"name": "somebody"},
    ],
)
def test_what_else_is_said_wrong_is_refused(client, changed):
    response = client.post("/api/corrections", json={**correction(3, 8), **changed})
    assert_problem(response, 422, "validation")
    assert "somebody" not in response.text


@pytest.mark.changes_nothing
def test_nothing_to_be_seen_is_not_kept(client):
    sent = correction(3, 8, strokes=sketch(DIGITS[3], erases=True))
    assert_problem(client.post("/api/corrections", json=sent), 422, "blank_image")


def test_an_address_gives_so_many(create):
    client = create(DRAWINGS_PER_MINUTE=2).test_client()
    give(client, 1, 7)
    give(client, 1, 7)
    response = client.post("/api/corrections", json=correction(1, 7))
    assert_problem(response, 429, "rate_limited")
    assert client.post("/api/drawings", json={"strokes": digit(1)}).status_code == 201


def test_the_owner_decides_and_finds_them_again(owned):
    client = owned.test_client()
    eight, none = give(client, 3, 8), give(client, 4, None, contributor=OTHER_BROWSER)
    again = give(client, 3, 8)
    dot = give(client, 0, None, strokes=sketch([[(140.0, 140.0), (142.0, 141.0)]]))
    by_id = {one["id"]: one for one in listed(client)}
    assert [by_id[one["id"]]["is_duplicate"] for one in (eight, none, again, dot)] == [
        *(False, False, True, False)
    ]
    assert [by_id[one["id"]]["is_nearly_blank"] for one in (eight, dot)] == [False, True]
    assert by_id[eight["id"]]["contributor"] == by_id[again["id"]]["contributor"]
    assert by_id[eight["id"]]["contributor"] != by_id[none["id"]]["contributor"]
    assert judge(client, eight, "accepted")["state"] == "accepted"
    judge(client, again, "rejected")

    def found(**query):
        return {one["id"] for one in listed(client, **query)}

    assert found() == {none["id"], dot["id"]}
    assert found(state="accepted") == {eight["id"]}
    assert found(state="all", label=8) == {eight["id"], again["id"]}
    assert found(state="all", label="none") == {none["id"], dot["id"]}
    assert found(state="all", answer=4) == {none["id"]}
    assert found(state="all", refused="true") == {dot["id"]}
    judge(client, eight, "pending")
    assert found(state="accepted") == set()
    page = client.get("/api/corrections?limit=1&state=all", headers=BEARER).json
    following = listed(client, state="all", limit=3, cursor=page["next"])
    assert len({page["corrections"][0]["id"], *(one["id"] for one in following)}) == 4
    assert client.delete(f"/api/corrections/{none['id']}", headers=BEARER).status_code == 204


@pytest.mark.changes_nothing
def test_strangers_see_none_of_it(owned):
    client = owned.test_client()
    for path in (
        *("/api/corrections", "/api/corrections/aaaaaaaaaaaa", "/api/collection", "/collection"),
        *("/api/collection/strokes.jsonl", "/api/collection/pictures.zip"),
        "/collection/aaaaaaaaaaaa.png",
    ):
        assert_problem(client.get(path), 401, "unauthorized")
    assert 'href="/collection"' not in client.get("/").text


@pytest.mark.changes_nothing
@pytest.mark.parametrize("unknown", ["x", "a" * 12, "a" * 500, "..%2f..%2fsecret"])
def test_other_ids_are_unknown(owned, unknown):
    client = owned.test_client()
    path = f"/api/corrections/{unknown}"
    assert_problem(client.get(path, headers=BEARER), 404, "not_found")
    patched = client.patch(path, json={"state": "accepted"}, headers=BEARER)
    assert_problem(patched, 404, "not_found")
    assert_problem(client.delete(path, headers={"X-Correction-Key": "x"}), 404, "not_found")


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    "query", [{"state": "new"}, {"label": "10"}, {"answer": "x"}, {"refused": "maybe"}]
)
def test_what_is_no_choice_is_refused(owned, query):
    client = owned.test_client()
    response = client.get("/api/corrections", query_string=query, headers=BEARER)
    assert_problem(response, 422, "validation")
    assert client.get("/collection", query_string=query, headers=BEARER).status_code == 422


@pytest.mark.changes_nothing
def test_the_page_asks_and_tells_what_is_kept(client):
    assert 'id="wrong"' in client.get("/").text
    assert 'id="wrong"' not in client.get("/embed").text
    page = client.get("/privacy").text
    assert "What you correct" in page and "We keep it for 365 days." in page


def test_the_page_tells_how_long_it_is_kept(create):
    client = create(CORRECTIONS_KEPT_DAYS=0, OWNER_TOKEN=TOKEN).test_client()
    assert give(client, 3, 8)["expires_at"] is None
    assert "After" not in client.get("/correction").text
    assert "until you take it back" in client.get("/privacy").text
