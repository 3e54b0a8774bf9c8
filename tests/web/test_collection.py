"""The owner's collection: its page, its card, and the files that it is saved to and read from."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import numpy as np
import pytest
from PIL import Image

from nnet.collection import card
from nnet.collection.ink import prepare_ink
from nnet.models.checkpoint import SHIPPED_MODEL, load_model
from tests.support.applications import application
from tests.support.corrections import BEARER, OTHER_BROWSER, give, judge, listed
from tests.support.owner import TOKEN
from tests.support.problems import assert_problem
from tests.support.sketches import digit, sketch

FILES = ("strokes.jsonl", "pictures.zip")


@pytest.fixture
def client(owned):
    """A client of an application whose collection has accepted, rejected and new ones."""
    client = owned.test_client()
    for which, label, state in ((3, 3, "accepted"), (4, 4, "accepted"), (5, 5, "rejected")):
        judge(client, give(client, which, label), state)
    judge(client, give(client, 7, None, contributor=OTHER_BROWSER), "accepted")
    judge(client, give(client, 0, 6, contributor=OTHER_BROWSER), "accepted")
    give(client, 9, 9)
    return client


def save(client, name, **query):
    """Return the content of a file of the collection."""
    path = f"/api/collection/{name}"
    response = client.get(path, query_string=query, headers=BEARER)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Disposition"].startswith("attachment")
    return response.data


def take(client, content):
    """Add a file to the collection."""
    return client.post("/api/collection", data=content, headers=BEARER)


def test_the_card_tells_what_is_there(client):
    told = client.get("/api/collection", headers=BEARER).json
    assert told["states"] == {"pending": 1, "accepted": 4, "rejected": 1}
    assert told["digits"] == [0, 0, 0, 1, 1, 0, 1, 0, 0, 0] and told["none"] == 1
    assert told["contributors"] == 2
    low, middle, high = told["pen_width"]
    assert 0.5 < low <= middle <= high < 1
    assert 0.6 < told["size"][1] < 0.8 and told["mnist_size"] == pytest.approx(20 / 28)
    read = told["read_right"]
    assert (read["right"], read["count"]) == (2, 3)  # a 0 is no 6
    assert 0 <= read["low"] < 2 / 3 < read["high"] <= 1
    assert read["not_one"] == 0
    assert told["model"] == client.get("/api/model").json["sha256"]


def test_the_card_counts_answers_as_visitors_get_them(client):
    cross = sketch([[(80, 60), (200, 220)], [(200, 60), (80, 220)]])
    seen = prepare_ink(cross).pixels[np.newaxis]
    # The network by itself takes a cross for a 4; whoever draws one hears that it is no digit.
    assert load_model(SHIPPED_MODEL).probabilities(seen).argmax() == 4
    judge(client, give(client, 4, 4, strokes=cross), "accepted")
    read = client.get("/api/collection", headers=BEARER).json["read_right"]
    assert (read["right"], read["not_one"], read["count"]) == (2, 1, 4)


def test_of_very_many_some_are_read(client, monkeypatch):
    monkeypatch.setattr(card, "MAX_ASKED", 2)
    told = client.get("/api/collection", headers=BEARER).json
    assert sum(told["digits"]) == 3 and told["read_right"]["count"] == 2


@pytest.mark.changes_nothing
def test_an_empty_collection_has_a_card_and_no_files(owned):
    client = owned.test_client()
    told = client.get("/api/collection", headers=BEARER).json
    assert told["read_right"] is None and told["size"] is None
    for name in FILES:
        answer = client.get(f"/api/collection/{name}", headers=BEARER)
        assert_problem(answer, 409, "conflict")
    assert "No digit yet." in client.get("/collection", headers=BEARER).text


def test_the_strokes_are_a_stroke_file(client, nnet_here, tmp_path):
    content = save(client, "strokes.jsonl")
    lines = [json.loads(line) for line in content.splitlines()]
    assert sorted(str(line["label"]) for line in lines) == ["3", "4", "6", "none"]
    three = next(line for line in lines if line["label"] == 3)
    assert three["strokes"] == [[[x, y] for x, y, *_ in s["points"]] for s in digit(3)]
    assert three["width"] == 18 and three["answer"] == 3
    assert len({line["writer"] for line in lines}) == 2
    (tmp_path / "collection.jsonl").write_bytes(content)
    done = nnet_here("evaluate", "--drawings", "collection.jsonl")
    assert done.returncode == 0 and "of 3;" in done.stdout
    assert len(save(client, "strokes.jsonl", state="all").splitlines()) == 6


def test_the_pictures_are_as_a_network_sees_them_in_folders_by_label(client):
    with zipfile.ZipFile(io.BytesIO(save(client, "pictures.zip"))) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("labels.csv").decode())))
        assert sorted(row["label"] for row in rows) == ["3", "4", "6", "none"]
        for row in rows:
            assert row["picture"].startswith(f"pictures/{row['label']}/")
            with Image.open(io.BytesIO(archive.read(row["picture"]))) as picture:
                assert picture.size == (28, 28) and picture.getpixel((0, 0)) == 0
                assert picture.getextrema()[1] > 200
        assert len(archive.read("strokes.jsonl").splitlines()) == 4


@pytest.mark.parametrize("name", FILES)
def test_what_was_saved_can_be_added_elsewhere_once(client, name, new_instance):
    content = save(client, name)
    assert take(client, content).json == {"added": 0, "known": 4}
    with application(new_instance(), OWNER_TOKEN=TOKEN) as elsewhere:
        other = elsewhere.test_client()
        assert take(other, content).json == {"added": 4, "known": 0}
        assert take(other, content).json == {"added": 0, "known": 4}
        kept = {one["label"]: one for one in listed(other, state="accepted")}
        assert set(kept) == {3, 4, 6, None}
        assert kept[3]["strokes"][0]["width"] == 18
        assert kept[3]["status"] is None and kept[3]["answer"] is None
        before = {one["label"]: one for one in listed(client, state="accepted")}
        assert kept[3]["contributor"] == before[3]["contributor"]
        assert kept[3]["pen_width"] == before[3]["pen_width"]
        page = other.get("/collection?state=accepted", headers=BEARER).text
        assert "It is 3." in page and "It is none of these." in page


LINE = {"label": 7, "writer": "=a", "strokes": [[[0, 0], [900, 0], [400, 900]]]}


def zipped(content, name="strokes.jsonl"):
    """Return an archive with a file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def test_strokes_of_other_paper_are_put_on_ours(owned):
    client = owned.test_client()
    number = {**LINE, "label": "42"}
    content = "\n".join(json.dumps(one) for one in (LINE, number)).encode()
    assert take(client, content).json == {"added": 1, "known": 0}
    (kept,) = listed(client, state="accepted")
    assert kept["size"] == pytest.approx(0.76, abs=0.03)
    with zipfile.ZipFile(io.BytesIO(save(client, "pictures.zip"))) as archive:
        assert ',"\'=a"' in archive.read("labels.csv").decode()  # no spreadsheet computes it


BAD_FILES = {
    "nothing": (b"", "holds no digit"),
    "no JSON": (b"hello", "line 1"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "line 1"),
    "a list": (b"[]", "line 1: a drawing is an object"),
    "no writer": (json.dumps({**LINE, "writer": ""}).encode(), "line 1: writer"),
    "no strokes": (json.dumps({**LINE, "strokes": []}).encode(), "line 1: strokes"),
    "far away": (json.dumps({**LINE, "strokes": [[[1e9, 1]]]}).encode(), "line 1"),
    "nested": (b"[" * 100_000, "line 1"),
    "a long line": (b" " * 1_100_000, "line 1: longer than"),
    "too many": (b"\n".join([json.dumps(LINE).encode()] * 2001), "line 2001: at most 2,000"),
    "an archive of something else": (zipped(b"x", "x.txt"), "has no strokes.jsonl"),
    "a cut archive": (zipped(b"x" * 1000)[:60], "cannot be unpacked"),
    "a bomb": (zipped(b"\n" * 40_000_000), "at most 2,000 drawings"),
    "an archive of many files": (b"PK\x03\x04" + b"PK\x01\x02" * 30_001, "more than 30,000"),
}


@pytest.mark.changes_nothing
@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_none_is_refused_by_its_line(owned, name):
    content, expected = BAD_FILES[name]
    problem = assert_problem(take(owned.test_client(), content), 422, "validation")
    (error,) = problem["errors"]
    assert error["field"] == "file" and expected in error["message"]


def test_the_page_shows_what_is_asked_for(client):
    page = client.get("/collection", headers=BEARER).text
    assert page.count("data-correction=") == 1 and "It was 9, read as 9." in page
    page = client.get("/collection?state=all&label=6", headers=BEARER).text
    assert page.count("data-correction=") == 1 and "It was 6, read as 0." in page
    page = client.get("/collection?state=all&limit=2", headers=BEARER).text
    assert page.count("data-correction=") == 2 and 'rel="next"' in page
    (one,) = listed(client, state="all", label=6)
    picture = client.get(f"/collection/{one['id']}.png", headers=BEARER)
    with Image.open(io.BytesIO(picture.data)) as drawn:
        assert drawn.size == (140, 140)
    client.post("/sign-in", data={"token": TOKEN})
    assert 'href="/collection"' in client.get("/").text
