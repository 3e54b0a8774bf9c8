"""``actions``: what can be done with a run, as the API says it and as the API keeps it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from nnet.models.recipes import recipe_config
from nnet.store.tables import Run
from tests.support.problems import assert_problem
from webapp.services import services_of

TOKEN = "a token of the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}

ACTIONS = {
    "queued": {"stop", "next", "more", "learning_rate", "delete"},
    "running": {"pause", "stop", "more", "learning_rate"},
    "paused": {"resume", "stop", "more", "learning_rate"},
    "stopped": {"resume", "more", "delete"},
    "finished": {"more", "activate", "delete"},
    "failed": {"resume", "delete"},
    "interrupted": {"resume", "stop", "delete"},
}

CALLS = {
    **{name: ("POST", f"/{name}", None) for name in ("pause", "resume", "stop", "next")},
    "more": ("POST", "/more", {"epochs": 1}),
    "learning_rate": ("PATCH", "", {"learning_rate": 0.5}),
    "delete": ("DELETE", "", None),
}


@pytest.fixture
def app(create):
    """An application whose owner has a token."""
    return create(OWNER_TOKEN=TOKEN)


@pytest.fixture
def make(app):
    """A function that records a run of a status and returns its id."""
    store = services_of(app).runs.get()

    def make(status):
        run_id = store.create_run(recipe_config("nielsen"), status, "784-30-10", 23860, {})
        with store.writing() as session:
            run = session.get(Run, run_id)
            run.status = "running" if status == "interrupted" else status
            if status == "interrupted":
                run.updated_at = datetime.now(UTC) - timedelta(minutes=1)
        return run_id

    return make


@pytest.mark.parametrize("status", ACTIONS)
def test_a_run_tells_what_can_be_done_with_it_and_that_can_be_done(client, make, status):
    for action, (method, path, body) in CALLS.items():
        run_id = make(status)
        run = client.get(f"/api/runs/{run_id}").json
        assert (run["status"], set(run["actions"])) == (status, ACTIONS[status])
        assert run in client.get("/api/runs").json["runs"]
        answer = client.open(f"/api/runs/{run_id}{path}", method=method, json=body, headers=BEARER)
        if action in run["actions"]:
            assert answer.status_code in (200, 204), action
        else:
            assert_problem(answer, 409, "conflict")
    answer = client.put("/api/model", json={"run_id": make(status)}, headers=BEARER)
    problem = assert_problem(answer, 409, "conflict")  # none of these runs has a network
    assert ("Choose one that has finished" in problem["detail"]) == (status != "finished")


def test_a_run_that_is_about_to_stop_is_asked_for_nothing_else(client, make):
    run_id = make("running")
    assert client.post(f"/api/runs/{run_id}/stop", headers=BEARER).json["wanted"] == "stop"
    for path in ("pause", "stop", "more"):
        answer = client.post(f"/api/runs/{run_id}/{path}", json={"epochs": 1}, headers=BEARER)
        assert "asked to stop" in assert_problem(answer, 409, "conflict")["detail"]


def test_the_list_has_another_tag_when_something_else_is_permitted(client, make):
    run_id = make("queued")
    before = client.get("/api/runs")
    client.post(f"/api/runs/{run_id}/stop", headers=BEARER)
    after = client.get("/api/runs", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    (run,) = [run for run in after.json["runs"] if run["id"] == run_id]
    assert set(run["actions"]) == ACTIONS["stopped"]
