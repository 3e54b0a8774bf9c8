"""GET /api/runs and below: runs and their metrics, page by page and only what is new."""

from __future__ import annotations

import dataclasses
import math

import pytest

from nnet.core.evaluation import EpochMetrics
from nnet.models.recipes import recipe_config
from nnet.store.claimed_run import ClaimedRun, claim_next
from tests.support.problems import assert_problem
from tests.support.shipped import SHIPPED
from webapp.services import services_of

RUN_MEMBERS = {
    *("id", "name", "recipe", "architecture", "parameters", "status", "epochs", "epochs_done"),
    *("best_validation_accuracy", "test_accuracy", "drawings_accuracy", "created_at"),
    *("duration_s", "config"),
}
METRIC_MEMBERS = {
    *("epoch", "train_loss", "train_accuracy", "validation_loss", "validation_accuracy"),
    *("test_loss", "test_accuracy", "learning_rate", "duration_s"),
    *("validation_top2_accuracy", "test_top2_accuracy", "validation_calibration_error"),
    *("test_calibration_error", "drawings_accuracy", "layers"),
}


@pytest.fixture
def store(app):
    """The run store of the application."""
    return services_of(app).runs.get()


@pytest.fixture
def start(store):
    """Record a run that has just started and return its id."""

    def start(name="mine"):
        return store.create_run(recipe_config("nielsen"), name, "784-30-10", 23860, {"cores": 2})

    return start


def add_epoch(store, run_id, epoch, **changed):
    """Record an epoch of a run."""
    metrics = EpochMetrics(epoch, 0.2, 0.91, 0.3, 0.9, 0.25, 0.89, 3.0, 1.5)
    row = {**dataclasses.asdict(metrics), **changed}
    ClaimedRun(store, run_id).add_epoch(row, 2.5 * epoch, {})


@pytest.mark.changes_nothing
def test_a_new_application_lists_the_shipped_runs(client):
    listed = client.get("/api/runs").json
    assert {run["recipe"] for run in listed["runs"]} == SHIPPED
    assert all(set(run) >= RUN_MEMBERS for run in listed["runs"])
    assert listed["next"] is None


@pytest.mark.changes_nothing
def test_one_run_and_its_metrics_are_found_by_its_id(client):
    for run in client.get("/api/runs").json["runs"]:
        assert client.get(f"/api/runs/{run['id']}").json == run
        metrics = client.get(f"/api/runs/{run['id']}/metrics").json["metrics"]
        assert [row["epoch"] for row in metrics] == list(range(1, run["epochs"] + 1))
        assert all(set(row) == METRIC_MEMBERS for row in metrics)
        assert metrics[-1]["test_accuracy"] == run["test_accuracy"]


def test_only_new_epochs_are_returned_after_the_last_one_known(client, store, start):
    run_id = start()
    for epoch in (1, 2, 3):
        add_epoch(store, run_id, epoch)
    url = f"/api/runs/{run_id}/metrics"
    assert [row["epoch"] for row in client.get(f"{url}?after=1").json["metrics"]] == [2, 3]
    assert client.get(f"{url}?after=3").json == {"metrics": []}


def test_a_loss_without_bounds_becomes_null(client, store, start):
    run_id = start()
    add_epoch(store, run_id, 1, train_loss=math.inf, test_loss=-math.inf)
    (row,) = client.get(f"/api/runs/{run_id}/metrics").json["metrics"]
    assert row["train_loss"] is None and row["test_loss"] is None
    assert row["validation_loss"] == 0.3


def test_accuracy_on_drawings_is_told_where_it_was_measured(client, store, start):
    measured, other = start(), start()
    add_epoch(store, measured, 1, drawings_accuracy=0.95)
    add_epoch(store, measured, 2, drawings_accuracy=0.97)
    add_epoch(store, other, 1)

    def told(run_id):
        rows = client.get(f"/api/runs/{run_id}/metrics").json["metrics"]
        run = client.get(f"/api/runs/{run_id}").json
        return run["drawings_accuracy"], [row["drawings_accuracy"] for row in rows]

    assert told(measured) == (0.97, [0.95, 0.97])
    assert told(other) == (None, [None])


def test_pages_follow_each_other_without_gap_or_repetition(client, start):
    for number in range(4):
        start(f"run {number}")
    everything = client.get("/api/runs?limit=200").json["runs"]
    pages, cursor = [], ""
    while cursor is not None:
        page = client.get("/api/runs", query_string={"limit": 3, "cursor": cursor}).json
        assert len(page["runs"]) <= 3
        pages += page["runs"]
        cursor = page["next"]
    assert pages == everything and len(pages) == 4 + len(SHIPPED)


def test_runs_are_filtered_by_status(client, store, start):
    running, stopped = start("running"), start("stopped")
    ClaimedRun(store, stopped).finish("stopped")

    def ids(status):
        listed = client.get("/api/runs", query_string={"status": status}).json["runs"]
        return {run["id"] for run in listed}

    assert ids("running") == {running}
    assert ids("stopped") == {stopped}
    assert ids("running,stopped") == {running, stopped}
    assert ids("failed") == set()
    assert len(ids("")) == 2 + len(SHIPPED)


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/runs?limit=0", "limit"),
        ("/api/runs?limit=201", "limit"),
        ("/api/runs?limit=-1", "limit"),
        ("/api/runs?limit=", "limit"),
        ("/api/runs?limit=NaN", "limit"),
        ("/api/runs?limit=Infinity", "limit"),
        ("/api/runs?limit=1e2", "limit"),
        ("/api/runs?limit=1_0", "limit"),
        ("/api/runs?limit=%20%31", "limit"),
        ("/api/runs?limit=%D9%A3", "limit"),
        ("/api/runs?limit=" + "9" * 5000, "limit"),
        ("/api/runs?status=done", "status"),
        ("/api/runs?status=running,", "status"),
        ("/api/runs?status=running%00", "status"),
        ("/api/runs?status=running%0A", "status"),
        ("/api/runs?status=%ED%A0%80", "status"),
        ("/api/runs?cursor=nonsense", "cursor"),
        ("/api/runs?cursor=%00", "cursor"),
        ("/api/runs?cursor=%ED%A0%80", "cursor"),
        ("/api/runs?cursor=" + "A" * 5000, "cursor"),
        ("/api/runs?sort=name", "unknown"),
        ("/api/runs?%00=1", "unknown"),
        ("/api/runs/{id}?x=1", "unknown"),
        ("/api/runs/{id}/metrics?after=-1", "after"),
        ("/api/runs/{id}/metrics?after=1.5", "after"),
        ("/api/runs/{id}/metrics?after=" + "9" * 30, "after"),
        ("/api/runs/{id}/metrics?before=1", "unknown"),
        ("/api/model?x=1", "unknown"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(client, path, field):
    run_id = client.get("/api/runs").json["runs"][0]["id"]
    problem = assert_problem(client.get(path.format(id=run_id)), 422, "validation")
    assert [error["field"] for error in problem["errors"]] == [field]


@pytest.mark.changes_nothing
@pytest.mark.parametrize("tail", ["", "/metrics"])
@pytest.mark.parametrize(
    "run_id",
    [
        *("unknown", "0", "9" * 400, "%00", "%ff", "%ED%A0%80", "..", "..%2f..%2fetc%2fpasswd"),
        *("a'--", "%3Cscript%3E", "a" * 5000, "☃"),
    ],
)
def test_an_id_that_no_run_has_is_not_found(client, run_id, tail):
    response = client.get(f"/api/runs/{run_id}{tail}")
    problem = assert_problem(response, 404, "not_found")
    assert "script" not in problem["detail"]


@pytest.mark.parametrize("path", ["/api/runs", "/api/runs/{id}", "/api/runs/{id}/metrics"])
def test_an_answer_that_is_known_already_is_not_sent_again(client, store, start, path):
    run_id = start()
    url = path.format(id=run_id)
    first = client.get(url)
    assert first.headers["Cache-Control"] == "no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get(url, headers=known)
    assert again.status_code == 304 and again.get_data() == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    add_epoch(store, run_id, 1)
    changed = client.get(url, headers=known)
    assert changed.status_code == 200 and changed.json != first.json


def test_a_long_list_is_compressed_for_who_understands_that(client, start):
    for number in range(10):
        start(f"run {number}")
    plain = client.get("/api/runs")
    packed = client.get("/api/runs", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.get_data()) < len(plain.get_data()) / 2
    known = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert client.get("/api/runs", headers=known).status_code == 304


def test_every_change_of_a_run_gives_the_list_another_tag(create):
    app = create(OWNER_TOKEN="a token of the tests")
    client, store = app.test_client(), services_of(app).runs.get()
    owner = {"Authorization": "Bearer a token of the tests"}
    body = {"recipe": "nielsen", "overrides": {"epochs": 1}}
    run = client.post("/api/runs", json=body, headers=owner).json
    path, seen = f"/api/runs/{run['id']}", set()

    def tag():
        return client.get("/api/runs").headers["ETag"]

    changes = [
        lambda: client.patch(path, json={"name": "another"}, headers=owner),
        lambda: client.patch(path, json={"notes": "noted"}, headers=owner),
        lambda: client.patch(path, json={"learning_rate": 0.5}, headers=owner),
        lambda: client.post(f"{path}/next", headers=owner),
        lambda: claim_next(store),
        lambda: client.post(f"{path}/pause", headers=owner),
        lambda: ClaimedRun(store, run["id"]).finish("stopped"),
        lambda: client.delete(path, headers=owner),
    ]
    seen.add(tag())
    for change in changes:
        change()
        assert tag() not in seen
        assert client.get("/api/runs", headers={"If-None-Match": tag()}).status_code == 304
        seen.add(tag())
