"""What is computed in the background on request: estimates, range tests, robustness, maps."""

from __future__ import annotations

import base64
import io
import threading
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from PIL import Image

from nnet.core.data import load_test_digits
from nnet.jobs import studies as jobs
from nnet.jobs.experiment import run_experiment
from nnet.models.recipes import recipe_config
from nnet.store import queue, studies
from nnet.store.queue import Superseded
from nnet.store.studies import MAX_PENDING
from tests.support.problems import assert_problem
from tests.support.recorded import record_run
from webapp.services import services_of

TOKEN = "a token of the tests"
EPOCHS = 10
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def app(create):
    """An application that could compute something and, in these tests, leaves it to them."""
    return able(create(OWNER_TOKEN=TOKEN))


def able(app):
    services_of(app).study_scheduler.possible = True
    return app


@pytest.fixture
def asked(store):
    """A function that tells the ids of the studies that wait for another process."""
    return lambda: studies.waiting_studies(store)


@pytest.fixture
def store(app):
    """Its store."""
    return services_of(app).runs.get()


@pytest.fixture
def work(app, store, few, monkeypatch):
    """A function that does the other process's work on the study that waits."""
    monkeypatch.setattr(jobs, "splits", lambda: few)
    monkeypatch.setattr(jobs, "step_back", lambda: None)
    monkeypatch.setattr(jobs, "REPORT_EVERY_S", 0.02)
    monkeypatch.setattr(jobs, "DIGITS", 250)
    url = services_of(app).study_scheduler._url
    return lambda: jobs.work_on_study(studies.claim_study(store), url, None)


def ask(client, **body):
    return client.post("/api/studies", json=body, headers=BEARER)


def show(client, study):
    return client.get(f"/api/studies/{study['id']}").json


@pytest.fixture
def run_id(store, few):
    """A run with a network."""
    config = recipe_config("nielsen", hidden=[30], epochs=EPOCHS)
    return run_experiment(config, store, few).run_id


def test_the_time_that_a_training_will_take_is_estimated(client, asked, work):
    overrides = {"epochs": 7, "augmentation": {"shift": 1}, "training_digits": 400}
    answer = ask(client, kind="estimate", recipe="mlp", overrides=overrides)
    study = answer.json
    assert (answer.status_code, study["status"], study["result"]) == (201, "queued", None)
    assert answer.headers["Location"].endswith(f"/api/studies/{study['id']}")
    assert asked() == [study["id"]]
    work()
    found = show(client, study)
    assert (found["status"], found["done"]) == ("finished", 1.0)
    result = found["result"]
    assert result["total_s"] == pytest.approx(7 * result["epoch_s"])
    assert result["epoch_s"] > 400 / result["images_per_s"]


def test_a_range_test_is_drawn_while_it_goes_on_and_suggests_a_rate(client, work, monkeypatch):
    overrides = {"layers": "784-30-10", "batch_size": 10}
    study = ask(client, kind="range_test", recipe="nielsen", overrides=overrides).json
    halfway = []
    report = jobs.report_study

    def watched(*reported):
        report(*reported)
        halfway.append(show(client, study))

    monkeypatch.setattr(jobs, "report_study", watched)
    monkeypatch.setattr(jobs, "REPORT_EVERY_S", 0)  # a quick machine is ready before the second one
    work()
    counts = [len(seen["result"]["points"]) for seen in halfway]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]
    assert {seen["status"] for seen in halfway} == {"running"}
    result = show(client, study)["result"]
    rates = [point["learning_rate"] for point in result["points"]]
    assert rates == sorted(rates)
    assert rates[0] == pytest.approx(1e-5)
    assert 0.05 < result["suggested_rate"] < 20


def test_robustness_is_measured_corruption_by_corruption(client, run_id, work, monkeypatch):
    study = ask(client, kind="robustness", run_id=run_id).json
    work()
    result = show(client, study)["result"]
    assert result["epoch"] == EPOCHS
    curves = {}
    for point in result["points"]:
        curves.setdefault(point["name"], {})[point["strength"]] = point["accuracy"]
    assert list(curves) == ["rotation", "shift", "noise", "thickness", "occlusion"]
    # As they are, digits are read as the run's own figures say, which half of a point hides.
    whole = client.get(f"/api/runs/{run_id}/evaluation").json["accuracy"]
    for curve in curves.values():
        assert curve[0] == pytest.approx(whole, abs=0.03)
        worst = max(curve, key=abs)
        assert curve[worst] < curve[0] - 0.1
    listed = client.get(f"/api/runs/{run_id}/studies").json["studies"]
    assert [(one["kind"], one["status"], one["result"]) for one in listed] == [
        ("robustness", "finished", None)
    ]
    again = ask(client, kind="robustness", run_id=run_id).json
    assert client.get(f"/api/studies/{study['id']}").status_code == 404
    assert [one["id"] for one in client.get(f"/api/runs/{run_id}/studies").json["studies"]] == [
        again["id"]
    ]


def test_digits_that_a_layer_sees_as_alike_lie_side_by_side(client, run_id, work):
    study = ask(client, kind="map", run_id=run_id).json
    work()
    result = show(client, study)["result"]
    labels = np.array(result["labels"])
    assert len(labels) == len(result["indices"]) == len(result["answers"]) == 250
    found = [(one["layer"], one["type"], one["method"]) for one in result["maps"]]
    places = [(0, "pixels"), (2, "sigmoid"), (4, "sigmoid")]
    assert found == [(*place, method) for place in places for method in ("pca", "tsne")]
    sprite = Image.open(io.BytesIO(base64.b64decode(result["sprite"])))
    assert sprite.size == (40 * 28, 7 * 28)
    first = load_test_digits().images[result["indices"][41]]
    assert (np.array(sprite)[28:56, 28:56] == first).all()
    for one in result["maps"]:
        points = np.array(one["points"])
        assert points.shape == (250, 2)
        assert np.abs(points).max() == 1
    # Near each digit lie more of its kind than anywhere.
    points = np.array(result["maps"][-1]["points"])
    distances = np.linalg.norm(points[:, None] - points, axis=2)
    nearest = labels[distances.argsort(axis=1)[:, 1]]
    assert (nearest == labels).mean() > 0.5


def test_a_deleted_study_ends(client, work, monkeypatch):
    study = ask(client, kind="range_test", recipe="nielsen").json
    report = jobs.report_study

    def deleted_meanwhile(*reported):
        path = f"/api/studies/{study['id']}"
        assert client.delete(path).status_code == 401
        assert client.delete(path, headers=BEARER).status_code in (204, 404)
        report(*reported)

    monkeypatch.setattr(jobs, "report_study", deleted_meanwhile)
    steps = threading.Event()
    monkeypatch.setattr(jobs, "finish_study", lambda *_: steps.set())
    work()
    assert not steps.is_set()
    assert client.get(f"/api/studies/{study['id']}").status_code == 404
    assert client.delete(f"/api/studies/{study['id']}", headers=BEARER).status_code == 404


def test_a_study_whose_server_is_gone_is_interrupted(client, monkeypatch):
    study = ask(client, kind="estimate", recipe="nielsen").json

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(UTC) + timedelta(minutes=1)

    monkeypatch.setattr(queue, "datetime", Later)
    assert show(client, study)["status"] == "interrupted"


def test_too_many_studies_have_to_wait(client):
    for _ in range(MAX_PENDING):
        assert ask(client, kind="estimate", recipe="nielsen").status_code == 201
    problem = ask(client, kind="estimate", recipe="nielsen")
    assert_problem(problem, 429, "queue_full")
    assert problem.headers["Retry-After"]


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "horoscope"},
        {"kind": "estimate"},
        {"kind": "estimate", "recipe": "mlp", "run_id": "0" * 12},
        {"kind": "map"},
        {"kind": "map", "run_id": "0" * 12, "recipe": "mlp"},
        {"kind": "map", "run_id": "0" * 12, "overrides": {}},
        {"kind": "range_test", "recipe": "mlp", "overrides": {"layers": [{"type": "relu"}]}},
        {"kind": "range_test", "recipe": "mlp", "steps": 5},
    ],
)
def test_what_cannot_be_computed_is_refused(client, asked, body):
    assert_problem(ask(client, **body), 422, "validation")
    assert asked() == []


def test_a_run_that_is_not_there_or_has_no_network_is_not_studied(client, store, asked):
    assert_problem(ask(client, kind="map", run_id="0" * 12), 404, "not_found")
    figures = record_run(store, "figures alone")
    assert_problem(ask(client, kind="map", run_id=figures), 409, "conflict")
    assert client.get("/api/runs/nobody/studies").status_code == 404


def test_a_server_without_workers_says_so(create):
    client = create(OWNER_TOKEN=TOKEN).test_client()
    answer = ask(client, kind="estimate", recipe="nielsen")
    assert_problem(answer, 503, "no_workers")
    assert answer.headers["Retry-After"]


def test_each_kind_of_store_keeps_studies(create, database_url):
    app = able(create(OWNER_TOKEN=TOKEN, DATABASE_URL=database_url))
    services, client = services_of(app), app.test_client()
    study = ask(client, kind="range_test", recipe="nielsen").json
    store = services.runs.get()
    assert studies.claim_study(store) == study["id"]
    assert studies.claim_study(store) is None  # each is worked on once
    studies.report_study(store, study["id"], 0.5, {"points": []})
    assert show(client, study)["done"] == 0.5
    studies.fail_study(store, study["id"], "It broke.")
    found = show(client, study)
    assert (found["status"], found["error"]) == ("failed", "It broke.")
    assert found["result"] == {"points": []}
    with pytest.raises(Superseded):
        studies.finish_study(store, study["id"], {})
    assert client.delete(f"/api/studies/{study['id']}", headers=BEARER).status_code == 204
