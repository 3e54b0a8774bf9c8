"""The owner teaches the active network what was accepted, and compares both."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from nnet.collection.tables import Correction
from nnet.core.data import load_mnist
from nnet.jobs.experiment import train_claimed_run
from nnet.models.checkpoint import HISTORIES, load_model
from nnet.store.claimed_run import claim_next
from nnet.store.run_queue import add_epochs
from tests.support.corrections import BEARER, give, judge
from tests.support.owner import TOKEN
from tests.support.problems import assert_problem
from tests.support.zigzags import LABEL, READ_AS, zigzag_file
from webapp.services import services_of

SHORT = {"epochs": 1, "mnist_digits": 500, "share": 0.3}


@pytest.fixture
def app(create, tmp_path):
    """An application with a quick network, and a collection of a style that it misreads."""
    model = shutil.copy(HISTORIES / "nielsen-100.npz", tmp_path / "model.npz")
    app = create(OWNER_TOKEN=TOKEN, MODEL_PATH=str(model))
    taken = app.test_client().post("/api/collection", data=zigzag_file(6, 3), headers=BEARER)
    assert taken.json["added"] == 18
    return app


def teach(client, **asked):
    """Queue a lesson and return its answer."""
    return client.post("/api/collection/lessons", json={**SHORT, **asked}, headers=BEARER)


def train(app):
    """Train what is queued; return how that ended."""
    return train_claimed_run(claim_next(services_of(app).runs.get()), load_mnist()).status


def test_a_lesson_is_taught_and_compared(app):
    client = app.test_client()
    queued = teach(client)
    assert queued.status_code == 201, queued.text
    run_id = queued.json["id"]
    config = queued.json["config"]
    assert config["start"] == load_model(HISTORIES / "nielsen-100.npz").sha256
    assert config["strokes"]["source"] == "collection"
    assert len(config["strokes"]["training"]) == 4 and len(config["strokes"]["held_out"]) == 2
    assert_problem(client.get(f"/api/runs/{run_id}/lesson"), 401, "unauthorized")
    path = f"/api/runs/{run_id}/lesson"
    assert_problem(client.get(path, headers=BEARER), 409, "conflict")  # no epoch yet
    assert train(app) == "finished"
    told = client.get(path, headers=BEARER).json
    assert told["hands"] == {"learned": 4, "held_out": 2} and told["epoch"] == 1
    parts = {one["name"]: one for one in told["parts"]}
    assert set(parts) == {"held_out", "learned", "mnist"}
    assert parts["held_out"]["count"] == 6 and parts["held_out"]["verdict"] == "few"
    assert parts["learned"]["gained"] > 0
    assert parts["mnist"]["count"] == 10_000
    picture = parts["learned"]["now_right"][0]
    assert (picture["label"], picture["before"], picture["after"]) == (LABEL, READ_AS, LABEL)
    # The network that answers is the same until its owner chooses.
    assert client.get("/api/model").json["sha256"] == config["start"]
    client.post("/sign-in", data={"token": TOKEN})
    assert 'id="lesson"' in client.get(f"/runs/{run_id}").text
    other = client.get("/api/runs").json["runs"][-1]["id"]
    assert 'id="lesson"' not in client.get(f"/runs/{other}").text


def test_what_was_taken_back_is_not_learned(app):
    client = app.test_client()
    given = give(client, 3, 3)
    judge(client, given, "accepted")
    run_id = teach(client).json["id"]
    key = {"X-Correction-Key": given["key"]}
    client.delete(f"/api/corrections/{given['id']}", headers=key)
    assert train(app) == "finished"
    store = services_of(app).runs.get()
    assert store.run(run_id)["error"] is None
    # Once it has begun, another collection would make another run of it.
    add_epochs(store, run_id, 1)
    with store.writing() as session:
        session.execute(sa.delete(Correction).where(Correction.contributor == "hand-0"))
    with pytest.raises(ValueError, match="collection has changed"):
        train(app)
    assert "collection has changed" in store.run(run_id)["error"]


@pytest.mark.parametrize(
    "asked",
    [
        *({"share": value} for value in (0, 1, "0.2")),
        *({"epochs": value} for value in (0, 101, 1.5)),
        *({"learning_rate": value} for value in (0, -1, "x")),
        *({"frozen": value} for value in (-1, 1001)),
        {"unknown": 1},
    ],
)
def test_what_no_lesson_can_be_is_refused(app, asked):
    assert_problem(teach(app.test_client(), **asked), 422, "validation")


def test_without_accepted_digits_there_is_nothing_to_teach(owned):
    problem = assert_problem(teach(owned.test_client()), 409, "conflict")
    assert "no accepted digit" in problem["detail"]


def test_a_run_of_another_kind_has_no_lesson(owned):
    client = owned.test_client()
    run_id = client.get("/api/runs?limit=1").json["runs"][0]["id"]
    assert_problem(client.get(f"/api/runs/{run_id}/lesson", headers=BEARER), 404, "not_found")


def test_what_came_later_is_neither_learned_nor_measured(app):
    client = app.test_client()
    run_id = teach(client).json["id"]
    train(app)
    with services_of(app).runs.get().writing() as session:
        session.execute(
            sa.update(Correction)
            .where(Correction.contributor == "hand-0")
            .values(created_at=datetime.now(UTC) + timedelta(days=1))
        )
    told = client.get(f"/api/runs/{run_id}/lesson", headers=BEARER).json
    counts = {one["name"]: one["count"] for one in told["parts"]}
    assert counts["held_out"] + counts["learned"] == 15
