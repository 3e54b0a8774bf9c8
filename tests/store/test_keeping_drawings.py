"""How long shared drawings are kept, who deletes them, and what makes room for others."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from nnet.store import drawings
from nnet.store.runs import RunStore
from nnet.store.tables import Drawing
from tests.support.owner import TOKEN
from tests.support.problems import assert_problem
from tests.support.sketches import digit, share
from webapp.services import services_of

BEARER = {"Authorization": f"Bearer {TOKEN}"}


def test_whoever_has_the_key_deletes_it(create):
    client = create(OWNER_TOKEN=TOKEN).test_client()
    made, other = share(client, digit(3)), share(client, digit(4))
    address = f"/api/drawings/{made['id']}"
    assert_problem(client.delete(address), 401, "unauthorized")
    for wrong in ("", "x", other["key"], made["key"] + "x", "\u00e9"):
        response = client.delete(address, headers={"X-Drawing-Key": wrong})
        assert_problem(response, 403, "wrong_key")
    assert client.get(address).status_code == 200
    assert client.delete(address, headers={"X-Drawing-Key": made["key"]}).status_code == 204
    assert_problem(client.get(address), 404, "not_found")
    again = client.delete(address, headers={"X-Drawing-Key": made["key"]})
    assert_problem(again, 404, "not_found")
    for page in ("", "/embed", "/picture.png", "/preview.png", "/qr.svg"):
        assert client.get(f"/d/{made['id']}{page}").status_code == 404
    assert client.get(f"/api/drawings/{other['id']}").status_code == 200


def test_the_owner_deletes_any(create):
    client = create(OWNER_TOKEN=TOKEN).test_client()
    address = f"/api/drawings/{share(client, digit(3))['id']}"
    wrong = {"Authorization": "Bearer a wrong one, unfortunately"}
    assert_problem(client.delete(address, headers=wrong), 401, "unauthorized")
    assert client.delete(address, headers=BEARER).status_code == 204
    assert_problem(client.delete(address, headers=BEARER), 404, "not_found")


def test_the_key_is_not_in_the_store(client, app, instance):
    made = share(client, digit(3))
    services_of(app).runs.close()
    content = b"".join(path.read_bytes() for path in instance.glob("runs.db*"))
    assert made["id"].encode() in content and made["key"].encode() not in content


def test_a_drawing_expires(create, instance):
    app = create(DRAWINGS_KEPT_DAYS=30)
    client = app.test_client()
    made, later = share(client, digit(3)), share(client, digit(4))
    expires = datetime.fromisoformat(made["expires_at"])
    assert expires - datetime.fromisoformat(made["created_at"]) == timedelta(days=30)
    with services_of(app).runs.get().writing() as session:
        session.get(Drawing, made["id"]).expires_at = datetime.now(UTC)
    assert_problem(client.get(f"/api/drawings/{made['id']}"), 404, "not_found")
    key = {"X-Drawing-Key": made["key"]}
    assert_problem(client.delete(f"/api/drawings/{made['id']}", headers=key), 404, "not_found")
    assert client.get(f"/d/{made['id']}").status_code == 404
    share(client, digit(5))  # by the way, what has expired is removed
    with sqlite3.connect(instance / "runs.db") as connection:
        ids = {row[0] for row in connection.execute("SELECT id FROM drawings")}
    assert made["id"] not in ids and later["id"] in ids and len(ids) == 2


def test_a_drawing_may_be_kept_for_good(create):
    client = create(DRAWINGS_KEPT_DAYS=0).test_client()
    made = share(client, digit(3))
    assert made["expires_at"] is None
    assert "Kept until" not in client.get(f"/d/{made['id']}").text


def test_an_address_shares_so_many_a_minute(create):
    client = create(DRAWINGS_PER_MINUTE=2).test_client()
    for _ in range(2):
        share(client, digit(1))
    response = client.post("/api/drawings", json={"strokes": digit(1)})
    assert_problem(response, 429, "rate_limited")
    assert 0 < int(response.headers["Retry-After"]) <= 60
    elsewhere = {"REMOTE_ADDR": "203.0.113.5"}
    body = {"strokes": digit(1)}
    assert client.post("/api/drawings", json=body, environ_base=elsewhere).status_code == 201


def test_an_address_shares_so_many_a_day(create):
    client = create(DRAWINGS_PER_MINUTE=3, DRAWINGS_PER_DAY=2).test_client()
    for _ in range(2):
        share(client, digit(1))
    problem = client.post("/api/drawings", json={"strokes": digit(1)})
    assert 82_800 < int(problem.headers["Retry-After"]) <= 86_400
    assert "Try again in 24 hours." in assert_problem(problem, 429, "rate_limited")["detail"]


@pytest.fixture
def shared_at(client, app):
    """A function that shares a drawing, at a moment that it is told, and returns its id."""

    def share_at(*moment):
        made = share(client, digit(1))
        with services_of(app).runs.get().writing() as session:
            session.get(Drawing, made["id"]).created_at = datetime(*moment, tzinfo=UTC)
        return made["id"]

    return share_at


def test_the_oldest_of_the_fullest_hour_makes_room(client, shared_at, monkeypatch):
    monkeypatch.setattr(drawings, "MAX_DRAWINGS", 5)
    monkeypatch.setattr(drawings, "ROOM", 1)
    old = [shared_at(2026, 1, 1, 10), shared_at(2026, 1, 1, 11)]
    crowd = [shared_at(2026, 1, 2, 10, minute) for minute in (1, 0, 59)]

    def kept():
        return {
            drawing_id
            for drawing_id in (*old, *crowd)
            if client.get(f"/api/drawings/{drawing_id}").status_code == 200
        }

    shared_at(2026, 1, 3, 10)
    assert kept() == {*old, crowd[0], crowd[2]}
    shared_at(2026, 1, 4, 10)
    assert kept() == {*old, crowd[2]}


def test_any_store_makes_room_by_the_hour(prepared_url, monkeypatch):
    store = RunStore(prepared_url)
    monkeypatch.setattr(drawings, "MAX_DRAWINGS", 3)
    monkeypatch.setattr(drawings, "ROOM", 1)
    ids = []
    for hour, minute in ((1, 0), (2, 30), (2, 10), (2, 20), (3, 0)):
        nothing = ([], {"status": "digit", "text": "1"}, [], {})
        ids.append(drawings.keep_drawing(store, *nothing, None)[0]["id"])
        with store.writing() as session:
            made = session.get(Drawing, ids[-1])
            made.created_at = datetime(2026, 1, 1, hour, minute, tzinfo=UTC)
    listed, _ = drawings.list_drawings(store, drawings.TimeRange(), 10)
    assert [one["id"] for one in listed] == [ids[4], ids[1], ids[0]]
    store.close()
