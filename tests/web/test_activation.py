"""PUT /api/model: a finished run's network answers from now on, and the shipped one again."""

from __future__ import annotations

import threading

import pytest

from nnet.core.training import Callback
from nnet.jobs.experiment import run_experiment
from nnet.models.checkpoint import SHIPPED_MODEL, load_model, parse_model
from nnet.models.recipes import recipe_config
from nnet.store.active_model import chosen_run
from nnet.store.tables import Checkpoint
from tests.support.problems import assert_problem
from tests.support.recorded import record_run
from webapp.services import services_of

TOKEN = "a token of the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


class StopAfterOne(Callback):
    """Interrupts a training after its first epoch, as Ctrl-C does."""

    def on_epoch(self, metrics, network, state):
        raise KeyboardInterrupt


@pytest.fixture
def trained(owned, few):
    """The id of a run that has finished in the application's store."""
    store = services_of(owned).runs.get()
    config = recipe_config("mlp", [16], epochs=1, seed=3)
    return run_experiment(config, store, few, "a quick one").run_id


def choose(app, run_id, **options):
    return app.test_client().put("/api/model", json={"run_id": run_id}, headers=BEARER, **options)


def answers_with(app, seven):
    """Return the model that answers a drawing."""
    client = app.test_client()
    return client.post("/api/predictions", data=seven, content_type="image/png").json["model"]


def test_a_runs_network_answers_at_once_and_the_shipped_one_again(owned, trained, seven):
    content = services_of(owned).runs.get().checkpoint(trained)
    sha256 = parse_model(content, "it").sha256
    shipped = answers_with(owned, seven)
    model = choose(owned, trained).json
    assert (model["run_id"], model["sha256"], model["recipe"]) == (trained, sha256, "mlp")
    assert model["card"]["name"] == "a quick one" and model["card"]["seed"] == 3
    assert model == owned.test_client().get("/api/model").json
    assert answers_with(owned, seven) == sha256[:12] != shipped
    page = owned.test_client().get("/about").text
    assert "mlp" in page and sha256 in page
    assert choose(owned, None).json["run_id"] is None
    assert answers_with(owned, seven) == shipped == load_model(SHIPPED_MODEL).sha256[:12]


def test_the_choice_outlasts_a_restart(owned, create, trained, seven):
    chosen = choose(owned, trained).json["sha256"]
    assert answers_with(create(), seven) == chosen[:12]
    choose(owned, None)
    assert create().test_client().get("/api/model").json["run_id"] is None


def test_its_confidence_is_calibrated(owned, trained):
    choose(owned, trained)
    recognizer = services_of(owned).recognizer
    stored = parse_model(services_of(owned).runs.get().checkpoint(trained), "it")
    assert recognizer.model.temperature != stored.temperature == 1.0


def test_no_request_is_lost_while_it_changes(owned, trained, seven):
    choose(owned, trained)
    known = {load_model(SHIPPED_MODEL).sha256[:12], services_of(owned).recognizer.model.sha256[:12]}
    seen, going = set(), threading.Event()
    going.set()

    def draw():
        client = owned.test_client()
        while going.is_set():
            answer = client.post("/api/predictions", data=seven, content_type="image/png")
            seen.add((answer.status_code, answer.json["model"]))

    threads = [threading.Thread(target=draw) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(4):
        assert choose(owned, trained if number % 2 else None).status_code == 200
    going.clear()
    for thread in threads:
        thread.join()
    assert seen <= {(200, model) for model in known} and seen


@pytest.mark.changes_nothing
@pytest.mark.parametrize("run_id", ["nothing", "../../secret", "a" * 64, "\0", ""])
def test_an_unknown_run_is_not_found(owned, run_id):
    assert_problem(choose(owned, run_id), 404, "not_found")


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param("{", 400, "bad_json", id="no JSON"),
        pytest.param(b"\xff\xfe", 400, "bad_json", id="no UTF-8"),
        pytest.param("[" * 50_000, 400, "bad_json", id="nested without end"),
        pytest.param("[]", 422, "validation", id="no object"),
        pytest.param("{}", 422, "validation", id="nothing said"),
        pytest.param('{"run_id": 7}', 422, "validation", id="a number"),
        pytest.param('{"run_id": null, "x": 1}', 422, "validation", id="one more"),
        pytest.param('{"run_id": "%s"}' % ("a" * 65), 422, "validation", id="too long"),
    ],
)
def test_what_names_no_run_is_refused(owned, body, status, code):
    response = owned.test_client().put(
        "/api/model", data=body, content_type="application/json", headers=BEARER
    )
    assert_problem(response, status, code)


def test_a_run_without_a_network_cannot_answer_and_a_shipped_one_can(owned, seven):
    before = answers_with(owned, seven)
    runs = owned.test_client().get("/api/runs").json["runs"]
    figures = record_run(services_of(owned).runs.get(), "figures alone")
    problem = assert_problem(choose(owned, figures), 409, "conflict")
    assert "only its figures" in problem["detail"]
    assert answers_with(owned, seven) == before
    shipped = next(run["id"] for run in runs if run["recipe"] == "nielsen")
    assert choose(owned, shipped).status_code == 200
    assert answers_with(owned, seven) != before
    assert choose(owned, None).status_code == 200
    assert chosen_run(services_of(owned).runs.get()) is None


def test_an_unfinished_run_cannot_answer(owned, few):
    store = services_of(owned).runs.get()
    run_id = run_experiment(
        recipe_config("nielsen", epochs=2), store, few, "", [StopAfterOne()]
    ).run_id
    assert "stopped" in assert_problem(choose(owned, run_id), 409, "conflict")["detail"]


def test_a_chosen_network_that_is_gone_leaves_the_shipped_one(owned, create, trained, seven):
    choose(owned, trained)
    with services_of(owned).runs.get().writing() as session:
        session.get(Checkpoint, (trained, "last")).content = b"damaged"
    assert answers_with(create(), seven) == load_model(SHIPPED_MODEL).sha256[:12]


def test_the_run_page_offers_it_to_the_owner_alone(owned, trained):
    client = owned.test_client()
    assert 'id="activate"' not in client.get(f"/runs/{trained}").text
    client.post("/sign-in", data={"token": TOKEN})
    assert 'id="activate"' in client.get(f"/runs/{trained}").text
