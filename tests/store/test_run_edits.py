"""PATCH and DELETE /api/runs/<id>: the owner names, annotates and deletes runs."""

from __future__ import annotations

import pytest

from nnet.jobs.experiment import run_experiment
from nnet.models.recipes import recipe_config
from tests.support.problems import assert_problem
from webapp.services import services_of

TOKEN = "a token of the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def app(owned):
    """An application whose owner has a token."""
    return owned


@pytest.fixture
def store(app):
    """Its store."""
    return services_of(app).runs.get()


@pytest.fixture
def run_id(store, few):
    """The id of a run that has finished."""
    return run_experiment(recipe_config("nielsen", epochs=1), store, few, "first name").run_id


@pytest.fixture
def recorded(client):
    """The id of a run that ships."""
    return client.get("/api/runs").json["runs"][0]["id"]


def edit(client, run_id, **changes):
    return client.patch(f"/api/runs/{run_id}", json=changes, headers=BEARER)


def test_a_run_gets_a_name_and_notes(client, run_id):
    before = client.get(f"/api/runs/{run_id}").json
    assert (before["name"], before["notes"]) == ("first name", "")
    answer = edit(client, run_id, name="Übung <b>1</b>", notes="two\nlines")
    assert answer.json == {**before, "name": "Übung <b>1</b>", "notes": "two\nlines"}
    assert edit(client, run_id, notes="").json["name"] == "Übung <b>1</b>"
    assert edit(client, run_id).json == client.get(f"/api/runs/{run_id}").json
    page = client.get(f"/runs/{run_id}").text
    assert "Übung &lt;b&gt;1&lt;/b&gt;" in page and "<b>1</b>" not in page


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"name": ""}, id="empty"),
        pytest.param({"name": " \u3000"}, id="blank"),
        pytest.param({"name": "a" * 201}, id="too long"),
        pytest.param({"name": "a\nb"}, id="two lines"),
        pytest.param({"name": "a\0b"}, id="NUL"),
        pytest.param({"name": 7}, id="a number"),
        pytest.param({"name": None}, id="null"),
        pytest.param({"notes": "a" * 4001}, id="long notes"),
        pytest.param({"notes": "\x1b[31m"}, id="escape"),
        pytest.param({"status": "finished"}, id="what nobody edits"),
    ],
)
def test_what_cannot_be_a_name_or_notes_is_refused(client, recorded, changes):
    before = client.get(f"/api/runs/{recorded}").json
    assert_problem(edit(client, recorded, **changes), 422, "validation")
    assert client.get(f"/api/runs/{recorded}").json == before


@pytest.mark.changes_nothing
def test_half_a_surrogate_pair_is_refused(client, recorded):
    response = client.patch(
        f"/api/runs/{recorded}",
        data='{"name": "\\ud800"}',
        content_type="application/json",
        headers=BEARER,
    )
    assert_problem(response, 422, "validation")


def test_a_deleted_run_is_gone_with_all_that_belongs_to_it(client, store, run_id):
    assert client.delete(f"/api/runs/{run_id}", headers=BEARER).status_code == 204
    assert_problem(client.get(f"/api/runs/{run_id}"), 404, "not_found")
    assert store.metrics(run_id) is None and store.checkpoint(run_id) is None
    assert_problem(client.delete(f"/api/runs/{run_id}", headers=BEARER), 404, "not_found")


def test_a_run_that_is_being_trained_is_not_deleted(client, store):
    config = recipe_config("nielsen")
    running = store.create_run(config, "going", "784-30-10", 23860, {})
    response = client.delete(f"/api/runs/{running}", headers=BEARER)
    assert "Stop it first" in assert_problem(response, 409, "conflict")["detail"]
    assert store.run(running)["status"] == "running"


def test_the_run_whose_network_answers_is_not_deleted(client, run_id):
    client.put("/api/model", json={"run_id": run_id}, headers=BEARER)
    response = client.delete(f"/api/runs/{run_id}", headers=BEARER)
    assert "Choose another one" in assert_problem(response, 409, "conflict")["detail"]
    client.put("/api/model", json={"run_id": None}, headers=BEARER)
    assert client.delete(f"/api/runs/{run_id}", headers=BEARER).status_code == 204


@pytest.mark.changes_nothing
@pytest.mark.parametrize("run_id", ["nothing", "a" * 65, "..", "%2e%2e"])
def test_unknown_runs_are_not_found(client, run_id):
    assert_problem(edit(client, run_id, name="x"), 404, "not_found")
    assert_problem(client.delete(f"/api/runs/{run_id}", headers=BEARER), 404, "not_found")
