"""How a run's network reads the test digits: confusion, scores, reliability, and the pictures."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from nnet.core.data import load_test_digits
from nnet.core.metrics import expected_calibration_error
from nnet.jobs.experiment import run_experiment
from nnet.models.checkpoint import SHIPPED_MODEL, load_model, parse_model
from nnet.models.recipes import recipe_config
from tests.support.applications import application
from tests.support.problems import assert_problem
from tests.support.recorded import record_run
from webapp.services import services_of


@pytest.fixture(scope="module")
def app(new_instance):
    """An application that these tests share: each only asks it."""
    with application(new_instance()) as app:
        yield app


@pytest.fixture(scope="module")
def trained(app, few):
    """The id of a run whose network is in the application's store."""
    store = services_of(app).runs.get()
    return run_experiment(recipe_config("nielsen", epochs=2), store, few, "short").run_id


@pytest.fixture(scope="module")
def answers(app, trained):
    """What its network answers to the test digits."""
    model = parse_model(services_of(app).runs.get().checkpoint(trained), "it")
    return model.probabilities(load_test_digits().images)


def get(client, run_id, what, **query):
    response = client.get(f"/api/runs/{run_id}/{what}", query_string=query)
    assert response.status_code == 200, response.json
    return response.json


def test_the_evaluation_is_that_of_the_runs_last_network(client, trained, answers):
    evaluation = get(client, trained, "evaluation")
    labels = load_test_digits().labels
    read = answers.argmax(axis=1)
    assert evaluation["epoch"] == 2
    assert evaluation["accuracy"] == pytest.approx((read == labels).mean())
    confusion = np.array(evaluation["confusion"])
    assert confusion.sum() == 10_000 and confusion[4, 9] == ((labels == 4) & (read == 9)).sum()
    for digit, score in enumerate(evaluation["digits"]):
        assert score["digit"] == digit and score["support"] == (labels == digit).sum()
        assert score["recall"] == pytest.approx((read[labels == digit] == digit).mean())
    assert sum(found["count"] for found in evaluation["reliability"]) == 10_000


def test_it_is_computed_once_and_then_not_sent_again(client, trained):
    first = client.get(f"/api/runs/{trained}/evaluation")
    same = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"/api/runs/{trained}/evaluation", headers=same).status_code == 304


def test_a_cell_opens_the_pictures_behind_it(client, trained, answers):
    digits = load_test_digits()
    read, sure = answers.argmax(axis=1), answers.max(axis=1)
    label, answer = 4, int(np.bincount(read[(digits.labels == 4) & (read != 4)]).argmax())
    behind = np.flatnonzero((digits.labels == label) & (read == answer))
    found = get(client, trained, "pictures", label=label, answer=answer, limit=200)
    assert found["total"] == len(behind)
    assert {picture["index"] for picture in found["pictures"]} <= set(behind.tolist())
    for picture in found["pictures"]:
        assert (picture["label"], picture["answer"]) == (label, answer)
        assert picture["confidence"] == pytest.approx(sure[picture["index"]], abs=1e-5)
        assert picture["probabilities"] == pytest.approx(answers[picture["index"]], abs=1e-5)
    first = found["pictures"][0]
    with Image.open(io.BytesIO(base64.b64decode(first["picture"]))) as shown:
        assert np.array_equal(np.asarray(shown), digits.images[first["index"]])


def test_the_worst_mistakes_come_first(client, trained, answers):
    wrong = answers.argmax(axis=1) != load_test_digits().labels
    mistakes = get(client, trained, "pictures", limit=30)
    assert mistakes["total"] == wrong.sum()
    sure = [picture["confidence"] for picture in mistakes["pictures"]]
    assert sure == sorted(sure, reverse=True)
    assert sure[0] == pytest.approx(answers[wrong].max(), abs=1e-5)
    rest = get(client, trained, "pictures", limit=10, offset=20)
    assert rest["pictures"] == mistakes["pictures"][20:]


def test_of_what_was_read_right_the_least_sure_come_first(client, trained):
    right = get(client, trained, "pictures", label=1, answer=1)["pictures"]
    sure = [picture["confidence"] for picture in right]
    assert sure == sorted(sure) and all(picture["answer"] == 1 for picture in right)


@pytest.mark.parametrize(
    "query",
    [{"label": 10}, {"answer": -1}, {"limit": 0}, {"limit": 201}, {"offset": 10**9}, {"x": 1}],
)
def test_pictures_that_cannot_be_are_refused(client, trained, query):
    response = client.get(f"/api/runs/{trained}/pictures", query_string=query)
    assert_problem(response, 422, "validation")


@pytest.mark.parametrize("what", ["evaluation", "pictures"])
def test_there_is_nothing_of_an_unknown_run_or_one_without_its_network(app, client, what):
    assert_problem(client.get(f"/api/runs/none/{what}"), 404, "not_found")
    figures = record_run(services_of(app).runs.get(), "figures alone")
    problem = assert_problem(client.get(f"/api/runs/{figures}/{what}"), 409, "conflict")
    assert "only its figures are here" in problem["detail"]


def test_the_run_of_the_shipped_model_has_its_network(create, monkeypatch):
    """On a thousand digits: on all of them ``evaluate`` measures it, in tests/cli."""
    digits = load_test_digits()[:1000]
    monkeypatch.setattr("webapp.inference.evaluations.load_test_digits", lambda: digits)
    client = create().test_client()
    run_id = client.get("/api/model").json["card"]["run_id"]
    evaluation = get(client, run_id, "evaluation")
    read = load_model(SHIPPED_MODEL).probabilities(digits.images)
    assert evaluation["accuracy"] == pytest.approx((read.argmax(axis=1) == digits.labels).mean())
    error = expected_calibration_error(read, digits.labels)
    assert evaluation["calibration_error"] == pytest.approx(error, abs=1e-5)


@pytest.fixture(scope="module")
def other(app, few):
    """The id of a run whose network reads some digits otherwise."""
    store = services_of(app).runs.get()
    return run_experiment(recipe_config("nielsen", epochs=1, seed=2), store, few, "other").run_id


def test_two_runs_are_told_apart_picture_by_picture(client, app, trained, other, answers):
    model = parse_model(services_of(app).runs.get().checkpoint(other), "it")
    read, read_there = (
        found.argmax(axis=1) for found in (answers, model.probabilities(load_test_digits().images))
    )
    labels = load_test_digits().labels
    confusion = np.array(get(client, trained, "evaluation")["confusion"])
    label, answer = divmod(int(np.argmax(confusion - np.diag(np.diag(confusion)))), 10)
    cell = {"label": label, "answer": answer, "limit": 200}
    found = get(client, trained, "pictures", against=other, **cell)
    ours, theirs = (labels == label) & (read == answer), (labels == label) & (read_there == answer)
    assert found["total"] == (ours | theirs).sum()
    assert found["differing"] == (ours ^ theirs).sum() > 0
    for place, picture in enumerate(found["pictures"]):
        assert picture["answer"] == read[picture["index"]]
        assert picture["against"]["answer"] == read_there[picture["index"]]
        both = picture["answer"] == picture["against"]["answer"]
        assert both == (place >= found["differing"])
    # Without a cell: what either reads wrong.
    wrong = (read != labels) | (read_there != labels)
    assert get(client, trained, "pictures", against=other)["total"] == wrong.sum()
    assert "differing" not in get(client, trained, "pictures", **cell)


def test_an_unknown_run_cannot_be_compared_with(client, trained):
    for unknown in ("none", "../x"):
        response = client.get(f"/api/runs/{trained}/pictures", query_string={"against": unknown})
        assert_problem(response, 404, "not_found")
