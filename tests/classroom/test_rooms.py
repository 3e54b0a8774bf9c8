"""A class together over HTTP: a room, its phones, its wall."""

from __future__ import annotations

import base64
import io
import re
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from PIL import Image

from nnet.classroom import drawings
from nnet.classroom.tables import Phone, Room, RoomDrawing, Vote
from nnet.strokes.files import read_strokes
from tests.support.applications import application
from tests.support.classroom import BEARER, ClassRoom, numbers
from tests.support.owner import TOKEN
from tests.support.problems import assert_problem
from tests.support.sketches import digit, sketch
from webapp.services import services_of

PAGE = {"Accept": "text/html"}


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
    one, other = room.join(), room.join()
    assert (one.number, other.number) == (1, 2)
    told = one.draw(3)
    assert (told["answer"], told["label"], told["status"]) == (3, 3, "digit")
    assert told["truth"] == told["confidence"] > 0.9 and "picture" not in told
    other.draw(7)
    one.draw(4, label=9)
    other.send(digit(1), None)

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
    one, *others = (room.join() for _ in range(5))
    one.draw(9, label=4, target=9)  # read as a 9, and everybody shall take it for a 4
    others[0].draw(4, target=9)  # nobody is fooled
    assert one.ask("GET", "/ballot").json == {"drawing": None, "picture": None}
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
    one, other, cem = (room.join() for _ in range(3))
    first, second = one.draw(3)["number"], other.draw(7)["number"]
    assert other.ask("GET", "/ballot").json["drawing"] == first
    assert {ballot_of(cem), ballot_of(cem)} <= {first, second}
    assert other.vote(first, 3).json["right_votes"] == 1
    assert cem.vote(first, 8).json["votes"] == 2
    assert cem.vote(first, 3).json == cem.vote(first, None).json  # the first vote holds
    assert_problem(one.vote(first, 3), 409, "conflict")
    assert_problem(one.vote(99, 3), 404, "not_found")
    room.hide(second)
    assert_problem(one.vote(second, 7), 404, "not_found")
    assert ballot_of(one) is None
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


def test_a_muted_phone_is_on_no_wall_until_it_may_draw_again(everywhere):
    room = everywhere
    loud, other = room.join(), room.join()
    for which in (1, 2, 3):
        loud.draw(which)
    other.draw(7)
    room.hide(2)
    assert room.mute(loud.number).json == {"muted": [1]}
    wall = room.wall()
    assert numbers(wall) == [4] and wall["labelled"] == 1
    assert room.ask("GET", "/phones").json == {"muted": [1]}
    assert len(room.ask("GET", "/strokes.jsonl").text.splitlines()) == 1
    problem = assert_problem(loud.send(digit(3), 3), 409, "phone_muted")
    assert "You can still vote." in problem["detail"]
    phone = loud.ask("GET", "/phone").json
    assert phone["muted"] and phone["drawings"] == 3
    assert loud.vote(4, 7).status_code == 201
    other.draw(4)
    # What was hidden by itself stays so; what its owner asks to see is seen.
    room.hide(3, hidden=False)
    assert numbers(room.wall()) == [5, 4, 3]
    assert room.mute(loud.number, muted=False).json == {"muted": []}
    assert numbers(room.wall()) == [5, 4, 3, 1]
    assert loud.draw(3)["number"] == 6
    for number in (0, 3, 10**30):
        assert_problem(room.mute(number), 404, "not_found")
    for answer in (
        other.ask("PATCH", "/phones/1", json={"muted": True}),
        other.ask("GET", "/phones"),
    ):
        assert_problem(answer, 401, "unauthorized")


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
    one, other = room.join(), room.join()
    for phone in (one, other, one):
        phone.draw(3)
    other.vote(1, 3)
    assert one.ask("GET", "/phone").json["drawings"] == 2
    assert one.ask("DELETE", "/drawings").json["drawings"] == 0
    assert numbers(room.wall()) == [2] and room.wall()["room"]["stored"] == 1
    assert rows(owned) == [1, 2, 1, 0]


def test_emptying_a_room_keeps_its_phones_and_closing_leaves_nothing(owned, client, room):
    other = ClassRoom(client)
    other.join().draw(7)
    one, second = room.join(), room.join()
    one.draw(3)
    second.vote(1, 3)
    assert room.ask("POST", "/reset").json["stored"] == 0
    assert rows(owned) == [2, 3, 1, 0] and room.wall()["drawings"] == []
    assert one.draw(3)["number"] == 2  # a wall that has seen the first one asks for more
    second.vote(2, 3)
    assert room.ask("DELETE").status_code == 204
    assert rows(owned) == [1, 1, 1, 0]
    for answer in (one.send(digit(3), 3), one.ask("GET", "/phone"), client.get(room.path)):
        assert_problem(answer, 404, "not_found")
    assert_problem(room.ask("DELETE"), 404, "not_found")
    assert numbers(other.wall()) == [1]


def test_a_room_outlives_its_server(instance):
    settings = {"OWNER_TOKEN": TOKEN}
    with application(instance, **settings) as app:
        room = ClassRoom(app.test_client())
        phone = room.join()
        phone.draw(3)
        muted = room.join()
        room.mute(muted.number)
    with application(instance, **settings) as app:
        later = app.test_client()
        assert later.get(f"{room.path}/wall").json["right"] == 1
        muted._client = later
        assert_problem(muted.send(digit(1), 1), 409, "phone_muted")
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
