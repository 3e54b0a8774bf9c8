"""Several servers on one store, as behind a balancer: they give the same answers."""

from __future__ import annotations

import json
import threading
from contextlib import ExitStack

import pytest

from nnet.jobs.experiment import run_experiment
from nnet.models.recipes import recipe_config
from nnet.store.runs import RunStore
from tests.support.owner import TOKEN, call, predict
from tests.support.patience import eventually
from tests.support.problems import assert_problem
from tests.support.servers import serving
from tests.web.test_server import ask


@pytest.fixture(scope="module")
def database(prepared_database):
    """The address of a PostgreSQL database with the shipped histories."""
    return prepared_database


@pytest.fixture(scope="module")
def servers(tmp_path_factory, database):
    """Two servers with folders of their own on that database."""
    with ExitStack() as stack:
        folders = [tmp_path_factory.mktemp(name) for name in ("first", "second")]
        settings = {"DATABASE_URL": database, "OWNER_TOKEN": TOKEN, "TRAINING_WORKERS": "0"}
        yield [stack.enter_context(serving(folder, **settings)) for folder in folders]


@pytest.fixture(scope="module")
def store(database):
    """Their store."""
    store = RunStore(database)
    yield store
    store.close()


def train(store, few, seed):
    """Return the id of a run that has finished."""
    config = recipe_config("mlp", [16], epochs=1, seed=seed)
    return run_experiment(config, store, few, "a quick one").run_id


@pytest.fixture(scope="module")
def trained(store, few):
    """The id of a run that has finished, which tests share."""
    return train(store, few, 1)


def model(server, picture):
    """Return the model that a server answers with."""
    return predict(server, picture)["model"]


def test_all_switch_to_another_network_and_lose_nothing(servers, trained, seven):
    first, second = servers
    shipped = model(first, seven)
    answers, going = [], threading.Event()
    going.set()

    def draw():
        while going.is_set():
            answers.append(predict(second, seven))  # raises for anything but an answer

    thread = threading.Thread(target=draw)
    thread.start()
    try:
        chosen = call(first, "PUT", "/model", {"run_id": trained})["sha256"][:12]
        eventually(lambda: model(second, seven), lambda found: found == chosen)
        assert call(second, "GET", "/model") == call(first, "GET", "/model")
        call(second, "PUT", "/model", {"run_id": None})
        eventually(lambda: model(first, seven), lambda found: found == shipped)
    finally:
        going.clear()
        thread.join()
    assert {answer["model"] for answer in answers} == {shipped, chosen}


def test_all_give_the_same_confidence(servers, trained, seven):
    first, second = servers
    call(first, "PUT", "/model", {"run_id": trained})
    here = predict(first, seven)
    there = eventually(
        lambda: predict(second, seven), lambda found: found["model"] == here["model"]
    )
    assert there["probabilities"] == here["probabilities"]
    call(first, "PUT", "/model", {"run_id": None})


def test_a_run_that_is_gone_leaves_the_shipped_network(servers, store, few, seven):
    first, second = servers
    trained = train(store, few, 2)
    shipped = model(first, seven)
    chosen = call(first, "PUT", "/model", {"run_id": trained})["sha256"][:12]
    eventually(lambda: model(second, seven), lambda found: found == chosen)
    answer = ask(second, "DELETE", f"/api/runs/{trained}", headers=bearer())
    assert_problem(answer, 409, "conflict")  # a server does not let go of what answers
    with store.writing() as session:
        session.connection().exec_driver_sql(f"DELETE FROM runs WHERE id = '{trained}'")
    for server in servers:
        eventually(lambda server=server: model(server, seven), lambda found: found == shipped)


def test_whoever_signed_in_at_one_is_signed_in_at_all(servers):
    first, second = servers
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = ask(first, "POST", "/sign-in", f"token={TOKEN.replace(' ', '+')}", form)
    cookie = {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}
    nothing = json.dumps({"run_id": None})
    body = {**cookie, "Content-Type": "application/json"}
    assert ask(second, "PUT", "/api/model", nothing, body).status == 200
    assert ask(second, "PUT", "/api/model", nothing, {**body, "Cookie": ""}).status == 401
    # And whoever signs out at one is signed out at all.
    assert ask(second, "POST", "/sign-out", headers=cookie).status == 303
    for server in servers:
        assert ask(server, "PUT", "/api/model", nothing, body).status == 401


def bearer():
    return {"Authorization": f"Bearer {TOKEN}"}
