"""Where strokes are known their reader is heard: on what is no digit always, on which digit it is
beside the model that ships alone."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from nnet.models.checkpoint import SHIPPED_MODEL, load_model
from nnet.recognition.stroke_reader import SHIPPED_STROKE_READER, load_stroke_reader
from nnet.strokes.drawing import draw_sketch
from nnet.strokes.validation import strokes_of
from tests.support.writing import png, with_strokes
from webapp.services import services_of

URL = "/api/predictions"

SLOPPY = {
    5: [
        *((162, 62), (120, 60), (110, 80), (104, 120), (130, 110), (160, 135), (155, 190)),
        *((120, 210), (98, 180), (104, 130)),
    ],
    1: [
        *((135, 104), (129, 96), (125, 88), (125, 80), (128, 73), (134, 67), (143, 61)),
        *((155, 56), (144, 224)),
    ],
}
"""Digits in one stroke with a loop too many: a 5 like a 6, a 1 like a 9."""

LETTERS = {
    "C": [[(170, 85), (145, 62), (110, 80), (95, 140), (108, 195), (140, 212), (172, 190)]],
    "c": [
        [
            *((168, 110), (150, 80), (120, 78), (96, 110), (92, 150), (105, 190), (135, 208)),
            *((165, 195),),
        ],
    ],
}
"""Letters whose ink might be a 0's, and whose way round is no digit's."""


def read(client, strokes, known=True):
    """Return the answer to what strokes draw, which are sent along where they are to be known."""
    picture = base64.b64encode(png(draw_sketch(strokes_of(strokes)))).decode()
    body = {"image": picture, **({"strokes": strokes} if known else {})}
    response = client.post(URL, json=body, query_string={"explain": "preprocessing"})
    assert response.status_code == 200, response.json
    return response.json


def stroke(points, width=16):
    """Return one stroke as it is sent."""
    return {"width": width, "points": np.asarray(points).tolist()}


@pytest.mark.changes_nothing
@pytest.mark.parametrize("label", SLOPPY)
def test_strokes_tell_what_the_picture_leaves_open(client, label):
    known, alone = (read(client, [stroke(SLOPPY[label])], known) for known in (True, False))
    assert (known["status"], known["digit"]) == ("digit", label)
    assert known["confidence"] > 0.8
    assert alone["probabilities"][label] < known["probabilities"][label]
    assert sum(known["probabilities"]) == pytest.approx(1)
    assert (alone["explanation"]["strokes_voted"], known["explanation"]["strokes_voted"]) == (0, 1)
    assert "voted" in known["explanation"]["proposal"]["text"]
    assert "voted" not in alone["explanation"]["proposal"]["text"]


@pytest.mark.parametrize("label", SLOPPY)
def test_another_network_answers_alone(client, app, label):
    strokes = [stroke(SLOPPY[label])]
    voted = read(client, strokes)
    recognizer = services_of(app).recognizer
    recognizer.activate(load_model(SHIPPED_MODEL), "0123456789ab")  # the same one, of a run
    alone = read(client, strokes)
    assert not alone["explanation"]["strokes_voted"]
    assert alone["explanation"]["proposal"]["name"] == "strokes"
    assert alone["probabilities"] != voted["probabilities"]
    assert client.get("/api/model").json["strokes_vote"] is False
    assert "Let the strokes vote" not in client.get("/about").get_data(as_text=True)
    recognizer.restore()
    assert read(client, strokes)["probabilities"] == voted["probabilities"]
    assert client.get("/api/model").json["strokes_vote"] is True
    assert "Let the strokes vote" in client.get("/about").get_data(as_text=True)


@pytest.mark.changes_nothing
@pytest.mark.parametrize("letter", LETTERS)
def test_strokes_tell_a_letter_from_the_digit_that_it_looks_like(client, letter):
    drawn = [stroke(line) for line in LETTERS[letter]]
    assert read(client, drawn, known=False)["status"] == "digit"
    assert read(client, drawn)["status"] == "not_a_digit"


def test_with_another_network_they_tell_it_as_well(client, app):
    recognizer = services_of(app).recognizer
    recognizer.activate(load_model(SHIPPED_MODEL), "0123456789ab")
    for lines in LETTERS.values():
        assert read(client, [stroke(line) for line in lines])["status"] == "not_a_digit"


def test_a_model_file_of_ones_own_answers_alone(create, tmp_path):
    path = tmp_path / "mine.npz"
    path.write_bytes(SHIPPED_MODEL.read_bytes())
    client = create(MODEL_PATH=str(path)).test_client()
    assert not read(client, [stroke(SLOPPY[5])])["explanation"]["strokes_voted"]


RETOLD = {
    "every point three times": lambda line: np.repeat(line, 3, axis=0),
    "points as a slow pen leaves them": lambda line: np.stack(
        [
            np.interp(np.linspace(0, len(line) - 1, 400), range(len(line)), line[:, i])
            for i in (0, 1)
        ],
        axis=1,
    ),
    "whole pixels": np.round,
}
"""The same line in other points."""


@pytest.mark.changes_nothing
@pytest.mark.parametrize("how", RETOLD)
@pytest.mark.parametrize("text", ["3", "4", "5"])
def test_how_many_points_tell_a_line_does_not_matter(client, how, text):
    _, strokes = with_strokes(text, height=150)
    retold = [stroke(RETOLD[how](np.array(one["points"])), one["width"]) for one in strokes]
    for sent in (strokes, retold):
        answer = read(client, sent)
        assert (answer["status"], answer["text"]) == ("digit", text)
        assert answer["explanation"]["strokes_voted"] and answer["confidence"] > 0.95


@pytest.mark.changes_nothing
@pytest.mark.parametrize("text", ["0", "2", "4", "5", "7"])
@pytest.mark.parametrize("order", [1, -1])
def test_unusual_order_and_direction_are_read_as_well(client, text, order):
    _, strokes = with_strokes(text, height=150)
    turned = [{**one, "points": one["points"][::order]} for one in strokes[::-1]]
    answer = read(client, turned)
    assert (answer["status"], answer["text"]) == ("digit", text)


@pytest.mark.changes_nothing
def test_each_digit_of_a_number_has_its_own_strokes(client):
    answer = read(client, with_strokes("4081", height=60)[1])
    assert (answer["status"], answer["text"]) == ("number", "4081")
    assert answer["explanation"]["strokes_voted"]


@pytest.mark.changes_nothing
def test_strokes_that_the_picture_does_not_show_do_not_vote(client):
    far = stroke([(10_000 * (n % 2), 90) for n in range(30)])
    many = stroke([(n % 280, n % 7) for n in range(20_000 - 11)])
    for more in ([far], [many]):
        picture = base64.b64encode(png(draw_sketch(strokes_of([stroke(SLOPPY[5])])))).decode()
        body = {"image": picture, "strokes": [stroke(SLOPPY[5]), *more]}
        answer = client.post(URL, json=body, query_string={"explain": "preprocessing"}).json
        assert answer["explanation"]["strokes_voted"] is False


@pytest.mark.changes_nothing
def test_a_dot_and_a_doodle_of_two_hundred_strokes_are_answered(client):
    dot = read(client, [stroke([(140, 140)], 20)])
    assert dot["status"] == "not_a_digit"
    rng = np.random.default_rng(2)
    doodle = read(client, [stroke(rng.uniform(20, 260, (4, 2)), 2) for _ in range(200)])
    assert doodle["status"] == "not_a_digit"


def test_it_is_trained_on_the_command_line(nnet, strokes, tmp_path):
    options = ("--digits", "60", "--epochs", "2", "--output", "reader.npz")
    result = nnet("train-stroke-reader", "--strokes", strokes, *options)
    assert result.returncode == 0, result.stderr
    assert "Epoch 2: " in result.stdout and "reader.npz" in result.stdout
    reader = load_stroke_reader(tmp_path / "reader.npz")
    opinions = reader.probabilities(np.zeros((2, 14, 14, 12), np.uint8))
    assert opinions.shape == (2, 11) and opinions.sum(axis=1) == pytest.approx(1)
    assert reader.voice != load_stroke_reader().voice
    assert not (tmp_path / "reader.npz.tmp").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (SHIPPED_STROKE_READER.read_bytes()[:-9], "bad.npz is not an undamaged reader of strokes"),
        (b"", "bad.npz is not an undamaged reader of strokes"),
        (SHIPPED_MODEL.read_bytes(), "bad.npz is not an undamaged reader of strokes"),
        (None, "There is no file bad.npz"),
    ],
)
def test_a_damaged_or_missing_file_is_named(nnet_here, strokes, tmp_path, content, message):
    if content is not None:
        (tmp_path / "bad.npz").write_bytes(content)
    result = nnet_here("figures", "--strokes", strokes, "--stroke-reader", "bad.npz")
    assert result.returncode == 2 and message in result.stderr
    assert "Traceback" not in result.stderr


def test_without_it_a_server_does_not_start(create, monkeypatch, tmp_path):
    from webapp.inference import recognizer

    monkeypatch.setattr(
        recognizer, "load_stroke_reader", lambda: load_stroke_reader(tmp_path / "none.npz")
    )
    with pytest.raises(ValueError, match=r"There is no file .*none\.npz"):
        create()
