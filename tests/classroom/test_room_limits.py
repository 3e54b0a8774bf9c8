"""What a room refuses: too much, what makes no sense, and strangers."""

from __future__ import annotations

import json

import pytest

from nnet.classroom import drawings
from tests.support.classroom import BEARER, ClassRoom, numbers
from tests.support.owner import TOKEN
from tests.support.problems import assert_problem
from tests.support.sketches import WIDTH, digit, sketch

PAGE = {"Accept": "text/html"}


def test_everything_is_bounded(create, monkeypatch):
    limits = {"ROOMS": 1, "ROOM_PHONES": 2, "ROOM_DRAWINGS": 1}
    client = create(OWNER_TOKEN=TOKEN, **limits).test_client()
    room = ClassRoom(client)
    assert_problem(client.post("/api/rooms", json={}, headers=BEARER), 409, "rooms_full")
    one, other = room.join(), room.join()
    joining = f"{room.path}/phones"
    assert_problem(client.post(joining, json={"consent": True}), 409, "room_full")
    one.draw(3)
    assert room.wall()["room"]["full"]
    assert_problem(other.send(digit(3), 3), 409, "room_full")
    room.ask("POST", "/reset")
    monkeypatch.setattr(drawings, "MAX_ROOM_BYTES", 3000)
    assert_problem(other.send(sketch([[(x, x) for x in range(250)]]), 1), 409, "room_full")
    assert room.change(joining=False)["joining"] is False
    assert_problem(client.post(joining, json={"consent": True}), 409, "joining_paused")


def test_rooms_can_be_switched_off(create):
    client = create(OWNER_TOKEN=TOKEN, ROOMS=0).test_client()
    assert_problem(client.post("/api/rooms", json={}, headers=BEARER), 403, "rooms_off")


POINT = [10, 10, 1, 0]
LONG = [{"width": WIDTH, "erases": False, "points": [[i % 280, 9, 1, i] for i in range(6000)]}]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"strokes": []}, 422, "validation"),
        ({"strokes": [{"width": 18, "points": [POINT]}]}, 422, "validation"),
        ({"strokes": sketch([[(5, 5), (270, 270)]], erases=True)}, 422, "blank_image"),
        ({"strokes": LONG}, 413, "too_large"),
        ({"picture": "iVBORw0KGgo="}, 422, "validation"),
        ({"name": "<script>"}, 422, "validation"),
        *(({"label": label}, 422, "validation") for label in (10, -1, "3", 3.5, True)),
        *(({"target": target}, 422, "validation") for target in (10, "9")),
        *(({"id": text}, 422, "validation") for text in ("", "short", "A" * 8, "x" * 33, 12345678)),
    ],
)
def test_what_is_no_drawing_is_refused(room, changes, status, code):
    assert_problem(room.join().send(**{"strokes": digit(3), "label": 3, **changes}), status, code)
    assert room.wall()["drawings"] == []


@pytest.mark.parametrize(
    "task",
    [
        *({"mode": mode} for mode in ("fool", "play", None)),
        *({"mode": "fool", "asks": asks, "target": 9} for asks in ("9", "any", "free", "10")),
        {"mode": "fool", "asks": "4", "target": None},
        {"mode": "teach", "asks": "free"},
        {"mode": "read", "code": "mine"},
        {"joining": "yes"},
    ],
)
def test_a_room_asks_for_what_makes_sense(room, task):
    assert_problem(room.ask("PATCH", json=task), 422, "validation")
    found = room.ask("GET").json
    assert (found["mode"], found["asks"], found["joining"]) == ("read", "any", True)


def test_codes_are_not_guessed_and_who_is_inside_stays_inside(client, room):
    phone = room.join()
    assert client.get(room.path).status_code == 200
    for code in ["A" * 10, "%00", "a" * 9, "0" * 10, "é" * 10] * 10 + ["a" * 10] * 30:
        assert client.get(f"/api/rooms/{code}").status_code == 404
    guesses = f"/api/rooms/{'b' * 10}/wall"
    assert_problem(client.get(guesses), 429, "rate_limited")
    assert client.get(room.path).status_code == 429  # a right guess is not told from a wrong one
    assert client.get(f"/room/{room.code}").status_code == 429
    assert phone.ask("GET", "/phone").status_code == 200
    phone.draw(3)
    assert room.ask("GET", "/strokes.jsonl").status_code == 200


@pytest.mark.parametrize("key", ["", "x", "k" * 22, "k" * 65])
def test_a_key_of_another_phone_is_none(client, room, key):
    other = ClassRoom(client).join()
    for wrong in (key, other.key):
        for method, path in (("GET", "/phone"), ("GET", "/ballot"), ("DELETE", "/drawings")):
            answer = client.open(room.path + path, method=method, headers={"X-Phone-Key": wrong})
            assert answer.status_code in (403, 422)
            assert answer.json["code"] in ("wrong_key", "validation")


def test_strangers_neither_steer_nor_list_nor_save(client, room):
    room.join().draw(3)
    for method, path, body in (
        ("GET", "/api/rooms", None),
        ("POST", "/api/rooms", {}),
        ("PATCH", room.path, {"joining": False}),
        ("POST", f"{room.path}/reset", None),
        ("DELETE", room.path, None),
        ("GET", f"{room.path}/strokes.jsonl", None),
        ("PATCH", f"{room.path}/drawings/1", {"hidden": True}),
    ):
        assert_problem(client.open(path, method=method, json=body), 401, "unauthorized")
    assert numbers(room.wall()) == [1]


def test_nothing_about_a_phone_is_told_but_its_number(client, room):
    phone = room.join(consent=True)
    phone.draw(3)
    told = json.dumps(room.wall()) + client.get(f"/room/{room.code}").text
    assert (
        phone.key not in told
        and "key_hash" not in told
        and "consent" not in json.dumps(room.wall())
    )


def test_pages_of_a_room(client, room):
    typed = f"{room.code[:5].upper()}-{room.code[5:]} "
    answer = client.get("/room", query_string={"code": typed})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/room/{room.code}/join")
    wrong = client.get("/room?code=<b>").text
    assert "That is no code of a room" in wrong and "<b>" not in wrong
    wall = client.get(f"/room/{room.code}", headers=PAGE)
    assert wall.headers["X-Robots-Tag"] == "noindex"
    assert f"{room.code[:5]}-{room.code[5:]}" in wall.text and 'id="steering"' not in wall.text
    assert "this computer’s own" in wall.text  # phones do not reach localhost
    code = client.get(f"/room/{room.code}/qr.svg")
    assert code.mimetype == "image/svg+xml" and code.text.startswith("<?xml")
    assert room.code in client.get(f"/room/{room.code}/join").text
    for path in ("", "/join", "/qr.svg"):
        missing = client.get(f"/room/{'a' * 10}{path}", headers=PAGE)
        assert missing.status_code == 404 and "There is no such room" in missing.text
    assert "Open a room" not in client.get("/room").text
    client.post("/sign-in", data={"token": TOKEN})
    assert "Open a room" in client.get("/room").text
    assert 'id="steering"' in client.get(f"/room/{room.code}").text


def test_the_code_leads_to_the_public_address(create):
    url = "https://class.example/inknet"
    client = create(OWNER_TOKEN=TOKEN, PUBLIC_URL=url, TRUSTED_HOSTS="localhost").test_client()
    opened = client.post("/inknet/api/rooms", json={}, headers=BEARER).json
    assert opened["join_url"] == f"{url}/room/{opened['code']}/join"
    assert "this computer’s own" not in client.get(f"/inknet/room/{opened['code']}").text
