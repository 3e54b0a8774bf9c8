"""Why an answer is what it is, over HTTP: against naive versions of what is computed."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnet.core.data import load_first_digits, load_test_digits, to_inputs
from nnet.imaging.png import base64_png
from nnet.models.checkpoint import HISTORIES
from nnet.strokes.drawing import draw_sketch
from nnet.strokes.validation import strokes_of
from tests.browser.strokes import DIGITS, arc
from tests.support.applications import application
from tests.support.problems import assert_problem
from tests.support.writing import png
from webapp.inference.cache import Cache
from webapp.interpretation import neighbours
from webapp.interpretation.neighbours import SEARCHED, SHOWN
from webapp.services import services_of

REASONS, CONTRASTS, NEIGHBOURS, CHANGES = (
    f"/api/inside/{topic}" for topic in ("reasons", "contrasts", "neighbours", "changes")
)
FIGURES = 2e-3
"""What rounding to four figures of the largest number may take from it, as a share of that."""


@pytest.fixture(scope="module")
def digits():
    """Some training digits."""
    return load_first_digits(SEARCHED)


@pytest.fixture(scope="module")
def dense(new_instance):
    """An application whose network is small: 784-30-10, with sigmoids."""
    with application(new_instance(), MODEL_PATH=HISTORIES / "nielsen.npz") as app:
        yield app


@pytest.fixture(scope="module")
def convolutional(new_instance):
    """An application whose network is quick, with a normalisation that cannot be folded."""
    with application(new_instance(), MODEL_PATH=HISTORIES / "cnn-small.npz") as app:
        yield app


@pytest.fixture(params=["dense", "convolutional"])
def small(request):
    """Either of them."""
    return request.getfixturevalue(request.param)


def answer(client, path, **question):
    """Return what is answered."""
    response = client.post(path, json=question)
    assert response.status_code == 200, response.json
    return response.json


def scores_one_by_one(app, pictures):
    """Return the scores of (n, 28, 28) pictures, each read by itself by the network's layers."""
    network = services_of(app).recognizer.model.network
    layers = network.layers[:-1] if network.layers[-1].kind == "sigmoid" else network.layers
    rows = []
    for picture in pictures:
        outputs = picture.reshape(1, 784).astype(np.float32)
        for layer in layers:
            outputs = layer.forward(outputs)
        rows.append(outputs[0].astype(np.float64))
    return np.array(rows)


def naive_effects(app, picture, value, is_tried):
    """Return what filling each square of 4x4 pixels adds to each score, pixel by pixel."""
    (whole,) = scores_one_by_one(app, [picture])
    effects = np.zeros((10, 28, 28))
    for top in range(-2, 28, 2):
        for left in range(-2, 28, 2):
            square = slice(max(top, 0), top + 4), slice(max(left, 0), left + 4)
            if not is_tried(picture, square):
                continue
            covered = picture.copy()
            covered[square] = value
            (read,) = scores_one_by_one(app, [covered])
            effects[:, square[0], square[1]] += (read - whole)[:, np.newaxis, np.newaxis] / 4
    return effects


def has_ink(picture, square):
    return bool((picture[square] > 0).any())


def is_blank_and_near(picture, square):
    rows, columns = np.nonzero(picture)
    near = np.zeros((28, 28), bool)
    near[max(rows.min() - 4, 0) : rows.max() + 5, max(columns.min() - 4, 0) : columns.max() + 5] = 1
    return not has_ink(picture, square) and bool(near[square].all())


def assert_alike(found, expected):
    assert np.abs(np.array(found) - expected).max() <= FIGURES * np.abs(expected).max()


def test_heatmaps_are_those_of_a_naive_loop(small, digits):
    client = small.test_client()
    image = digits.images[7]  # a three
    picture = to_inputs(image[np.newaxis])[0].reshape(28, 28).astype(np.float64)
    found = answer(client, REASONS, input=base64_png(image))
    (scores,) = scores_one_by_one(small, [picture])
    order = np.argsort(-scores).tolist()
    assert_alike(found["scores"], scores)
    owed = -naive_effects(small, picture, 0.0, has_ink)
    added = naive_effects(small, picture, 1.0, is_blank_and_near)
    assert found["digit"] == order[0]
    assert_alike(found["occlusion"], owed[order[0]])
    contrast = answer(client, CONTRASTS, input=base64_png(image))
    assert (contrast["first"], contrast["second"]) == tuple(order[:2])
    assert_alike(contrast["drawn"], owed[order[0]] - owed[order[1]])
    assert_alike(contrast["missing"], added[order[0]] - added[order[1]])
    # A slope is what a small step makes of a score; each pixel's is tried by itself.
    steps = np.eye(784).reshape(784, 28, 28)[np.flatnonzero(picture)] * 0.02
    above, below = (scores_one_by_one(small, picture + way * steps) for way in (1, -1))
    slopes = ((above - below) / 0.04)[:, order[0]]
    gradient = np.array(found["gradient"])
    assert (gradient[picture == 0] == 0).all()
    naive = slopes * picture[picture > 0]
    assert np.corrcoef(gradient[picture > 0], naive)[0, 1] > 0.98  # steps cross some rectifiers


def test_any_two_digits_are_held_against_each_other(dense, digits):
    client, picture = dense.test_client(), base64_png(digits.images[7])
    one = answer(client, CONTRASTS, input=picture, first=2, second=8)
    other = answer(client, CONTRASTS, input=picture, first=8, second=2)
    assert (one["first"], one["second"], other["first"]) == (2, 8, 8)
    np.testing.assert_array_equal(one["drawn"], -np.array(other["drawn"]))
    half = answer(client, CONTRASTS, input=picture, second=3)
    assert half["second"] == 3 != half["first"]
    problem = assert_problem(
        client.post(CONTRASTS, json={"input": picture, "first": 4, "second": 4}), 422, "validation"
    )
    assert problem["errors"][0]["field"] == "second"


def test_a_blank_picture_has_no_reasons_in_its_ink(dense):
    blank, client = base64_png(np.zeros((28, 28), np.uint8)), dense.test_client()
    reasons, contrast = (answer(client, path, input=blank) for path in (REASONS, CONTRASTS))
    maps = reasons["occlusion"], reasons["gradient"], contrast["drawn"], contrast["missing"]
    assert not np.any(maps)


def test_neighbours_are_those_of_a_search_one_by_one(dense, digits):
    network = services_of(dense).recognizer.model.network
    last = max(i for i, layer in enumerate(network.layers) if layer.parameters())

    def features(images):
        outputs = to_inputs(images)
        for layer in network.layers[:last]:
            outputs = layer.forward(outputs)
        return outputs.reshape(len(images), -1).astype(np.float64)

    image = load_test_digits().images[4]
    found = answer(dense.test_client(), NEIGHBOURS, input=base64_png(image))
    known = np.concatenate([features(digits.images[i : i + 500]) for i in range(0, SEARCHED, 500)])
    distances = np.linalg.norm(known - features(image[np.newaxis]), axis=1)
    nearest = np.argsort(distances)[:SHOWN]
    assert (found["searched"], found["units"]) == (SEARCHED, known.shape[1])
    assert [each["index"] for each in found["neighbours"]] == nearest.tolist()
    for each in found["neighbours"]:
        index = each["index"]
        assert each["label"] == digits.labels[index]
        assert each["distance"] == pytest.approx(distances[index], abs=1e-3)
        shown = Image.open(io.BytesIO(base64.b64decode(each["picture"])))
        np.testing.assert_array_equal(np.asarray(shown), digits.images[index])


def test_what_was_made_once_is_kept_over_a_restart_unless_it_is_damaged(dense, monkeypatch):
    client, question = dense.test_client(), {"input": base64_png(load_test_digits().images[4])}
    found = answer(client, NEIGHBOURS, **question)
    with monkeypatch.context() as restarted:
        restarted.setattr(neighbours, "INDICES", Cache(2))
        restarted.setattr(neighbours, "map_on_cores", None)  # nothing can be made without it
        assert answer(client, NEIGHBOURS, **question) == found
    (kept,) = (Path(dense.instance_path) / neighbours.FOLDER).iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:1000])
    monkeypatch.setattr(neighbours, "INDICES", Cache(2))
    assert answer(client, NEIGHBOURS, **question) == found
    assert kept.read_bytes() == whole


def sent(strokes, width=18):
    """Return strokes as a question carries them."""
    return [{"width": width, "points": [[x, y] for x, y in stroke]} for stroke in strokes]


def read(client, strokes):
    """Return the digit that the page would be told, or None where it is not one."""
    picture = base64.b64encode(png(draw_sketch(strokes_of(strokes)))).decode()
    return answer(client, "/api/predictions", image=picture, strokes=strokes)["digit"]


@pytest.mark.changes_nothing
@pytest.mark.parametrize("digit", [0, 1, 2, 7])
def test_a_changed_drawing_really_is_read_differently(client, digit):
    strokes = sent(DIGITS[digit])
    found = answer(client, CHANGES, strokes=strokes)
    assert found["digit"] == digit == read(client, strokes) and 0 < found["tried"] <= 40
    change = found["change"]
    if digit == 1:  # nothing of a bar is another digit
        assert change is None
        return
    assert read(client, change["strokes"]) == change["digit"] != digit
    assert change["kind"] in ("stroke", "start", "end", "gap") and len(change["part"]) > 1
    length = np.hypot(*np.diff(change["part"], axis=0).T).sum()
    assert change["size"] == pytest.approx(length, abs=1)


OPEN_EIGHT = [
    arc((140, 96), (42, 42), -30, -270, 20) + arc((140, 188), (52, 50), -90, 150, 20),
]
"""An 8 of which neither bow is closed: a 5, until its end meets the middle."""


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    ("strokes", "before", "kind", "after"),
    [(OPEN_EIGHT, 5, "gap", 9), (DIGITS[4], 4, "stroke", 1), (DIGITS[9], 9, "end", 0)],
)
def test_gaps_are_closed_strokes_taken_away_and_tails_shortened(
    client, strokes, before, kind, after
):
    found = answer(client, CHANGES, strokes=sent(strokes))
    change = found["change"]
    assert (found["digit"], change["kind"], change["digit"]) == (before, kind, after)
    assert len(change["strokes"]) == len(strokes) - (kind == "stroke")
    assert read(client, change["strokes"]) == after


@pytest.mark.changes_nothing
def test_of_a_number_the_strokes_of_the_digit_that_is_meant_are_changed(client):
    def beside(strokes, left):
        return [[(left + x / 2, 70 + y / 2) for x, y in stroke] for stroke in strokes]

    strokes = sent([*beside(DIGITS[9], 0), *beside(DIGITS[1], 130)])
    boxes = [[30, 90, 80, 110], [190, 80, 40, 120]]
    nine = answer(client, CHANGES, strokes=strokes, box=boxes[0])
    assert nine["digit"] == 9 and len(nine["change"]["strokes"]) == 1
    one = answer(client, CHANGES, strokes=strokes, box=boxes[1])
    assert (one["digit"], one["change"]) == (1, None) and one["tried"] > 0
    # One stroke that draws more than what is in the box: whose it is would have to be guessed.
    joined = sent([[*beside(DIGITS[9], 0)[0], *beside(DIGITS[1], 130)[0]]])
    none = answer(client, CHANGES, strokes=joined, box=boxes[0])
    assert none == {"digit": None, "tried": 0, "change": None}


@pytest.mark.changes_nothing
def test_what_is_too_much_for_a_digit_is_not_changed(client):
    scribble = [[((37 * i) % 280, (61 * i) % 280) for i in range(400)]]
    many = [[(140 + i, 60), (140 + i, 200)] for i in range(7)]
    number = [[(x / 2 + left, y / 2) for x, y in DIGITS[1][0]] for left in (0, 80)]
    for strokes, width in ((scribble, 100), (many, 4), (number, 9)):
        found = answer(client, CHANGES, strokes=sent(strokes, width))
        assert (found["tried"], found["change"]) == (0, None)
    assert answer(client, CHANGES, strokes=[])["tried"] == 0
    wrong = [{"width": 18, "points": [[1, 2, 3]]}]
    assert_problem(client.post(CHANGES, json={"strokes": wrong}), 422, "validation")
