"""POST /api/predictions with JSON: a picture in base64, or as numbers; and code that sends it."""

from __future__ import annotations

import base64
import io
import json
import re

import numpy as np
import pytest
import requests
from PIL import Image

from tests.support.pictures import SEVEN, TWO, draw, encode
from tests.support.problems import assert_problem
from tests.support.servers import ROOT
from webapp.schemas.code_samples import CODE_SAMPLES, CURL, JAVASCRIPT, PYTHON

pytestmark = pytest.mark.changes_nothing

URL = "/api/predictions"
DRAWING = draw(TWO)
PICTURE = base64.b64encode(encode(DRAWING)).decode()
LEVELS = np.asarray(DRAWING.resize((28, 28), Image.Resampling.BOX))
PIXELS = LEVELS.tolist()


def send(client, body):
    """Send JSON, or a text that may be some."""
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(URL, data=text, content_type="application/json")


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(PICTURE, id="base64"),
        pytest.param(f"data:image/png;base64,{PICTURE}", id="data URL"),
        pytest.param(f"data:;base64,{PICTURE}", id="data URL without a type"),
        pytest.param(f"data:image/jpg;charset=x;base64,{PICTURE}", id="data URL of another type"),
        pytest.param(re.sub("(.{76})", r"\1\n", PICTURE), id="in lines"),
        pytest.param(PICTURE.rstrip("="), id="without its end"),
    ],
)
def test_a_picture_in_json_is_read_like_the_picture_itself(client, image):
    plain, found = client.post(URL, data=encode(DRAWING)).json, send(client, {"image": image}).json
    assert found["digits"] == plain["digits"] and found["text"] == "2"


@pytest.mark.parametrize(
    "levels",
    [
        pytest.param(LEVELS, id="0 to 255, ink low"),
        pytest.param(255 - LEVELS, id="0 to 255, ink high"),
        pytest.param(LEVELS / 255, id="0 to 1, ink low"),
        pytest.param(1 - LEVELS / 255, id="0 to 1, ink high"),
        pytest.param((LEVELS < 128).astype(int), id="0 and 1"),
        pytest.param((LEVELS < 128).astype(float), id="0.0 and 1.0"),
    ],
)
def test_pixels_are_read(client, levels):
    answer = send(client, {"pixels": levels.tolist()})
    assert answer.status_code == 200 and answer.json["text"] == "2", answer.json
    in_a_row = send(client, {"pixels": levels.ravel().tolist()})
    assert in_a_row.json["digits"] == answer.json["digits"]


def test_strokes_do_beside_a_picture_what_they_do_in_a_form(client):
    strokes = [{"width": 20, "points": [[60, 60], [220, 60]]}, {"width": 20, "points": [[9, 9]]}]
    picture = encode(draw(SEVEN))
    form = {"image": (io.BytesIO(picture), "a.png"), "strokes": json.dumps(strokes)}
    in_json = {"image": base64.b64encode(picture).decode(), "strokes": strokes}
    assert send(client, in_json).json["digits"] == client.post(URL, data=form).json["digits"]


def test_a_picture_in_json_is_explained_too(client):
    path = f"{URL}?explain=preprocessing"
    assert "explanation" in client.post(path, json={"pixels": PIXELS}).json


ROWS_SHORT = [row[:27] for row in PIXELS]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({}, "image", id="nothing"),
        pytest.param({"image": PICTURE, "pixels": PIXELS}, "image", id="two pictures"),
        pytest.param({"image": PICTURE, "x": 1}, "unknown", id="another field"),
        pytest.param([], "body", id="a list"),
        pytest.param("null", "body", id="null"),
        pytest.param({"image": None}, "image", id="no text"),
        pytest.param({"image": "a b!"}, "image", id="no base64"),
        pytest.param({"image": "data:image/png,abc"}, "image", id="data URL without base64"),
        pytest.param({"image": "\ud800"}, "image", id="half a character"),
        pytest.param({"image": "\0" * 8}, "image", id="NULs"),
        pytest.param({"pixels": "1"}, "pixels", id="a text"),
        pytest.param({"pixels": PIXELS[:27]}, "pixels", id="too few rows"),
        pytest.param({"pixels": ROWS_SHORT}, "pixels", id="short rows"),
        pytest.param({"pixels": [*PIXELS[:27], 5]}, "pixels", id="a row that is none"),
        pytest.param({"pixels": [0] * 783}, "pixels", id="too few numbers"),
        pytest.param({"pixels": [0] * 783 + [256]}, "pixels", id="above 255"),
        pytest.param({"pixels": [0] * 783 + [-1]}, "pixels", id="below 0"),
        pytest.param({"pixels": [0] * 783 + [True]}, "pixels", id="a truth"),
        pytest.param({"pixels": [0] * 783 + ["1"]}, "pixels", id="a digit in a text"),
        pytest.param({"pixels": [0] * 783 + [None]}, "pixels", id="null among them"),
        pytest.param({"pixels": [0] * 783 + [float("nan")]}, "pixels", id="NaN"),
        pytest.param({"pixels": [0] * 783 + [float("inf")]}, "pixels", id="infinity"),
        pytest.param({"pixels": PIXELS, "strokes": 3}, "strokes", id="no strokes"),
        pytest.param({"pixels": PIXELS, "strokes": "[]"}, "strokes", id="strokes as a text"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(client, body, field):
    problem = assert_problem(send(client, body), 422, "validation")
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param("", 400, "bad_json", id="nothing"),
        pytest.param("{", 400, "bad_json", id="unfinished"),
        pytest.param(b"\xff\xfe\xfd", 400, "bad_json", id="no UTF-8"),
        pytest.param('{"a":' * 90_000, 400, "bad_json", id="nested"),
        pytest.param('{"pixels": ' + "9" * 5000 + "}", 400, "bad_json", id="5,000 digits"),
        pytest.param("[" * 100_001, 413, "too_large", id="nested lists"),
        pytest.param("[" + "[]," * 900_000 + "1]", 413, "too_large", id="many lists"),
        pytest.param('{"image":"' + "A" * 3_400_000 + '"}', 413, "too_large", id="a long text"),
        pytest.param({"image": ""}, 400, "bad_image", id="empty picture"),
        pytest.param({"image": PICTURE[:400]}, 400, "bad_image", id="truncated picture"),
        pytest.param({"image": "aGVsbG8="}, 415, "unsupported_image", id="no picture"),
        pytest.param({"pixels": [255] * 784}, 422, "blank_image", id="empty paper"),
        pytest.param({"image": "A" * 2_900_000}, 413, "too_large", id="more than 2 MiB"),
    ],
)
def test_what_is_no_picture_in_json_is_refused(client, body, status, code):
    assert_problem(send(client, body), status, code)


def test_json_that_is_read_as_such_has_its_content_type(client):
    body = json.dumps({"pixels": PIXELS})
    answer = client.post(URL, data=body, content_type="application/json; charset=utf-8")
    assert answer.json["text"] == "2"
    assert_problem(client.post(URL, data=body), 415, "unsupported_image")


def test_the_document_shows_each_way_in_three_languages(client):
    operation = client.get("/api/openapi.json").json["paths"][URL]["post"]
    assert operation["x-codeSamples"] == CODE_SAMPLES
    assert CURL.keys() == PYTHON.keys() == JAVASCRIPT.keys() and len(CODE_SAMPLES) == 12
    using = (ROOT / "docs" / "using.md").read_text("utf-8")
    assert [sample["label"] for sample in CODE_SAMPLES if sample["source"] not in using] == []


@pytest.mark.parametrize("way", PYTHON)
def test_the_examples_in_python_are_answered(client, monkeypatch, tmp_path, capsys, way):
    def post(self, prepared, **_):
        answer = client.post(URL, data=prepared.body, headers=dict(prepared.headers))
        response = requests.Response()
        response.status_code, response._content = answer.status_code, answer.get_data()
        return response

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", post)
    monkeypatch.chdir(tmp_path)
    DRAWING.save("digit.png")
    np.save("digit.npy", LEVELS)
    exec(compile(PYTHON[way], way, "exec"), {})
    assert capsys.readouterr().out == "2\n"
