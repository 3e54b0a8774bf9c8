"""A class together over HTTP: a room, its phones, its wall."""

from __future__ import annotations

import base64
import io
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from PIL import Image

from nnet.classroom import drawings
from nnet.classroom.tables import Phone, Room, RoomDrawing, Vote
from nnet.strokes.files import read_strokes
from tests.support.applications import application
from tests.support.classroom import BEARER, ClassRoom
from tests.support.owner import TOKEN
from tests.support.problems import assert_problem
from tests.support.sketches import WIDTH, digit, sketch
from webapp.services import services_of

PAGE = {"Accept": "text/html"}


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch):
    """Phones of tests draw as quickly as they can."""
    monkeypatch.setattr(drawings, "PAUSE", timedelta(0))


@pytest.fixture
def client(owned):
    """A client of an application with an owner."""
    return owned.test_client()


@pytest.fixture
def room(client):
    """A room that was opened just now."""
    return ClassRoom(client)


@pytest.fixture
def everywhere(create, prepared_url):
    """A room in a store of each kind."""
    return ClassRoom(create(OWNER_TOKEN=TOKEN, DATABASE_URL=prepared_url).test_client())


def numbers(wall):
    """Return the numbers of the drawings on a wall."""
    return [drawing["number"] for drawing in wall["drawings"]]


def picture_of(drawing):
    """Return the picture of a drawing."""
    return Image.open(io.BytesIO(base64.b64decode(drawing["picture"])))


def rows(app):
    """Return how many rows the tables of rooms have."""
    with services_of(app).runs.get().reading() as session:
        count = sa.func.count()
        tables = (Room, Phone, RoomDrawing, Vote)
        return [session.scalar(sa.select(count).select_from(table)) for table in tables]


def test_a_class_draws_and_the_wall_counts(everywhere):
    room = everywhere
    assert re.fullmatch("[a-hjkmnp-z1-9]{10}", room.code)
    ana, ben = room.join(), room.join()
    assert (ana.number, ben.number) == (1, 2)
    told = ana.draw(3)
    assert (told["answer"], told["label"], told["status"]) == (3, 3, "digit")
    assert told["truth"] == told["confidence"] > 0.9 and "picture" not in told
    ben.draw(7)
    ana.draw(4, label=9)
    ben.send(digit(1), None)

    wall = room.wall()
    assert numbers(wall) == [4, 3, 2, 1]
    assert (wall["labelled"], wall["right"], wall["refused"]) == (3, 2, 0)
    counted = {(i, j): n for i, row in enumerate(wall["confusion"]) for j, n in enumerate(row) if n}
    assert counted == {(3, 3): 1, (7, 7): 1, (9, 4): 1}
    assert wall["digits"][3]["recall"] == 1 and wall["digits"][9]["recall"] == 0
    assert wall["hardest"]["number"] == 3 and wall["hardest"]["truth"] < 0.1
    assert wall["drawings"][0]["label"] is None
    # The server drew it: black on white, of a size of its own.
    picture = picture_of(wall["drawings"][-1])
    assert picture.size == (112, 112) and picture.getextrema() == (0, 255)
    assert wall["room"]["phones"] == 2 and wall["room"]["stored"] == 4


def test_a_wall_that_is_followed_gets_what_is_new(client, room):
    phone = room.join()
    phone.draw(1)
    path = f"{room.path}/wall?after=1"
    first = client.get(path)
    assert "picture" not in first.json["drawings"][0]
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(path, headers=known).status_code == 304
    phone.draw(4)
    new = client.get(path, headers=known).json
    assert [("picture" in drawing) for drawing in new["drawings"]] == [True, False]


def test_what_is_sent_twice_is_kept_once(room):
    phone = room.join()
    first = phone.draw(4, id="sent0twice")
    assert phone.draw(4, id="sent0twice") == first
    assert room.join().draw(4, id="sent0twice")["number"] == 2
    assert numbers(room.wall()) == [2, 1]


def test_a_phone_draws_once_a_second(room, monkeypatch):
    monkeypatch.setattr(drawings, "PAUSE", timedelta(hours=1))
    phone = room.join()
    phone.draw(4)
    refused = phone.send(digit(4), 4)
    assert_problem(refused, 429, "rate_limited")
    assert refused.headers["Retry-After"] == "1"
    room.join().draw(4)


def test_the_class_votes_and_fools_the_network(everywhere):
    room = everywhere
    room.change(mode="fool", asks="4", target=9)
    ana, *others = (room.join() for _ in range(5))
    ana.draw(9, label=4, target=9)  # read as a 9, and everybody shall take it for a 4
    others[0].draw(4, target=9)  # nobody is fooled
    assert ana.ask("GET", "/ballot").json == {"drawing": None, "picture": None}
    for voter in others[:3]:
        ballot = voter.ask("GET", "/ballot").json
        assert ballot.keys() == {"drawing", "picture"} and ballot["drawing"] == 1
        assert picture_of(ballot).size == (112, 112)
        told = voter.vote(ballot["drawing"], 4 if voter is not others[2] else None)
        assert told.status_code == 201 and told.json["label"] == 4
        assert voter.ask("GET", "/ballot").json["drawing"] is None
    (best,) = room.wall()["fooling"]
    assert best["recognised"] and best["fooled"] > 0.5
    assert (best["votes"], best["right_votes"]) == (3, 2)
    # Foolery is no handwriting: neither accuracy counts it.
    wall = room.wall()
    assert (wall["labelled"], wall["votes"], wall["hardest"]) == (0, 0, None)
    assert room.change(mode="read")["target"] is None
    assert room.wall()["fooling"] == []


def test_the_class_reads_what_the_network_reads(room):
    ana, ben, cem = (room.join() for _ in range(3))
    first, second = ana.draw(3)["number"], ben.draw(7)["number"]
    assert ben.ask("GET", "/ballot").json["drawing"] == first
    assert {ballot_of(cem), ballot_of(cem)} <= {first, second}
    assert ben.vote(first, 3).json["right_votes"] == 1
    assert cem.vote(first, 8).json["votes"] == 2
    assert cem.vote(first, 3).json == cem.vote(first, None).json  # the first vote holds
    assert_problem(ana.vote(first, 3), 409, "conflict")
    assert_problem(ana.vote(99, 3), 404, "not_found")
    room.hide(second)
    assert_problem(ana.vote(second, 7), 404, "not_found")
    assert ballot_of(ana) is None
    wall = room.wall()
    assert (wall["votes"], wall["right_votes"]) == (2, 1)


def ballot_of(phone):
    """Return the number of the drawing that a phone is asked about."""
    return phone.ask("GET", "/ballot").json["drawing"]


def test_a_hidden_drawing_is_nowhere_until_it_is_shown_again(room):
    phone = room.join()
    phone.draw(3)
    phone.draw(4, label=9)
    assert room.hide(2).status_code == 200
    wall = room.wall()
    assert numbers(wall) == [1] and wall["labelled"] == 1 and wall["hardest"]["number"] == 1
    assert len(room.ask("GET", "/strokes.jsonl").text.splitlines()) == 1
    assert room.hide(2, hidden=False).status_code == 200
    assert numbers(room.wall(after=2)) == [2, 1]
    for number in (3, 10**30):
        assert_problem(room.hide(number), 404, "not_found")


def test_drawings_are_saved_as_strokes_and_learned_from_only_by_consent(room, tmp_path):
    willing, other = room.join(consent=True), room.join()
    willing.draw(2)  # before the room teaches
    room.change(mode="teach", asks="any")
    willing.draw(3)
    other.draw(4)
    willing.send(digit(5), None)
    willing.send(digit(1) + sketch([[(0, 0), (9, 9)]], erases=True), 1)

    def saved(query=""):
        path = tmp_path / "saved.jsonl"
        path.write_bytes(room.ask("GET", f"/strokes.jsonl{query}").get_data())
        return path

    everything = read_strokes(saved())
    assert [drawing.label for drawing in everything] == [2, 3, 4]
    assert len({drawing.writer for drawing in everything}) == 2
    assert everything[1].strokes[0].tolist() == [p[:2] for p in digit(3)[0]["points"]]
    learned = [drawing.label for drawing in read_strokes(saved("?only=consent"))]
    assert learned == [3]
    assert willing.ask("PATCH", "/phone", json={"consent": False}).json["consent"] is False
    assert saved("?only=consent").read_bytes() == b""
    answer = room.ask("GET", "/strokes.jsonl")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_phone_takes_back_what_it_drew(owned, room):
    ana, ben = room.join(), room.join()
    for phone in (ana, ben, ana):
        phone.draw(3)
    ben.vote(1, 3)
    assert ana.ask("GET", "/phone").json["drawings"] == 2
    assert ana.ask("DELETE", "/drawings").json["drawings"] == 0
    assert numbers(room.wall()) == [2] and room.wall()["room"]["stored"] == 1
    assert rows(owned) == [1, 2, 1, 0]


def test_emptying_a_room_keeps_its_phones_and_closing_leaves_nothing(owned, client, room):
    other = ClassRoom(client)
    other.join().draw(7)
    ana, ben = room.join(), room.join()
    ana.draw(3)
    ben.vote(1, 3)
    assert room.ask("POST", "/reset").json["stored"] == 0
    assert rows(owned) == [2, 3, 1, 0] and room.wall()["drawings"] == []
    assert ana.draw(3)["number"] == 2  # a wall that has seen the first one asks for more
    ben.vote(2, 3)
    assert room.ask("DELETE").status_code == 204
    assert rows(owned) == [1, 1, 1, 0]
    for answer in (ana.send(digit(3), 3), ana.ask("GET", "/phone"), client.get(room.path)):
        assert_problem(answer, 404, "not_found")
    assert_problem(room.ask("DELETE"), 404, "not_found")
    assert numbers(other.wall()) == [1]


def test_a_room_outlives_its_server(instance):
    settings = {"OWNER_TOKEN": TOKEN}
    with application(instance, **settings) as app:
        room = ClassRoom(app.test_client())
        phone = room.join()
        phone.draw(3)
    with application(instance, **settings) as app:
        later = app.test_client()
        assert later.get(f"{room.path}/wall").json["right"] == 1
        phone._client = later
        phone.draw(4)
        assert phone.ask("GET", "/phone").json["drawings"] == 2


def test_a_room_expires_with_all_that_is_in_it(owned, client, room):
    room.join().draw(3)
    with services_of(owned).runs.get().writing() as session:
        session.get(Room, room.code).expires_at = datetime.now(UTC) - timedelta(seconds=1)
    assert_problem(client.get(room.path), 404, "not_found")
    assert_problem(client.post(f"{room.path}/phones", json={"consent": False}), 404, "not_found")
    assert client.get("/api/rooms", headers=BEARER).json == {"rooms": []}
    ClassRoom(client)
    assert rows(owned) == [1, 0, 0, 0]


def test_everything_is_bounded(create, monkeypatch):
    limits = {"ROOMS": 1, "ROOM_PHONES": 2, "ROOM_DRAWINGS": 1}
    client = create(OWNER_TOKEN=TOKEN, **limits).test_client()
    room = ClassRoom(client)
    assert_problem(client.post("/api/rooms", json={}, headers=BEARER), 409, "rooms_full")
    ana, ben = room.join(), room.join()
    joining = f"{room.path}/phones"
    assert_problem(client.post(joining, json={"consent": True}), 409, "room_full")
    ana.draw(3)
    assert room.wall()["room"]["full"]
    assert_problem(ben.send(digit(3), 3), 409, "room_full")
    room.ask("POST", "/reset")
    monkeypatch.setattr(drawings, "MAX_ROOM_BYTES", 3000)
    assert_problem(ben.send(sketch([[(x, x) for x in range(250)]]), 1), 409, "room_full")
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
