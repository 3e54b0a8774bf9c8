"""Runs on other data than MNIST over HTTP: started, shown, compared, and kept from drawings."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from nnet.datasets.library import DataLibrary
from nnet.jobs import studies as jobs
from nnet.jobs import worker
from nnet.jobs.experiment import run_experiment
from nnet.jobs.worker import train_claimed
from nnet.models.recipes import recipe_config
from nnet.store.claimed_run import claim_next
from nnet.store.studies import claim_study
from tests.support.applications import application
from tests.support.data_sets import patterns, write_classes, write_idx
from tests.support.owner import TOKEN
from tests.support.problems import assert_problem
from webapp.services import services_of

BEARER = {"Authorization": f"Bearer {TOKEN}"}
NAMES = [f"letter {number}" for number in range(47)]


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    """A folder with a data set of 47 classes, one of 2, ten digits, and one that is broken."""
    folder = tmp_path_factory.mktemp("sets")
    write_classes(write_idx(folder / "many", patterns(47, 6), patterns(47, 2, seed=1)), NAMES)
    write_idx(folder / "two", patterns(2, 20), patterns(2, 6, seed=1))
    digits = write_idx(folder / "ours", patterns(10, 6), patterns(10, 2, seed=1))
    write_classes(digits, list("0123456789"))
    (folder / "broken").mkdir()
    (folder / "broken" / "all.csv").write_text("a,1\n")
    return folder


@pytest.fixture(scope="module")
def app(new_instance, directory):
    """An application that these tests share."""
    with application(new_instance(), OWNER_TOKEN=TOKEN, DATA_DIRECTORY=str(directory)) as app:
        services_of(app).study_scheduler.possible = True
        yield app


@pytest.fixture(scope="module")
def runs(app, directory):
    """The ids of a finished run on each data set, by its name."""
    library, store = DataLibrary(directory), services_of(app).runs.get()
    found = {}
    for name in ("many", "two", "ours"):
        config = recipe_config("nielsen", epochs=3, keep_epochs=True)
        config = config.with_data(library.describe(name))
        found[name] = run_experiment(config, store, None, name, library=library).run_id
    return found


def start(client, **overrides):
    body = {"recipe": "nielsen", "overrides": overrides}
    return client.post("/api/runs", json=body, headers=BEARER)


def get(client, path, **query):
    response = client.get(f"/api/{path}", query_string=query)
    assert response.status_code == 200, response.json
    return response.json


@pytest.fixture(autouse=True)
def as_a_worker_would(monkeypatch):
    """Work in this process, which steps back for nobody and needs no MNIST."""
    for module in (worker, jobs):
        monkeypatch.setattr(module, "step_back", lambda: None)
        monkeypatch.setattr(module, "splits", lambda: None)


def claim(app):
    """Return the next run that waits, and where its store is."""
    url = services_of(app).run_scheduler._url
    return claim_next(services_of(app).runs.get()), url


def test_a_run_is_started_on_a_data_set_of_the_owner_and_trained(app, client, directory):
    run = start(client, data="many", epochs=1).json
    assert run["architecture"] == "784-30-47"
    described = run["config"]["data"]
    assert described["name"] == "many" and described["classes"] == NAMES
    claimed, url = claim(app)
    assert train_claimed(claimed.run_id, claimed.attempt, url, None, str(directory)) == "finished"
    run = get(client, f"runs/{run['id']}")
    assert run["status"] == "finished" and run["test_accuracy"] is not None


def test_a_run_whose_data_is_gone_fails_and_says_so(app, client):
    start(client, data="two", epochs=1)
    claimed, url = claim(app)
    with pytest.raises(ValueError, match="which is not here"):
        train_claimed(claimed.run_id, claimed.attempt, url, None, None)
    run = get(client, f"runs/{claimed.run_id}")
    assert run["status"] == "failed" and "the data set two, which is not here" in run["error"]


@pytest.mark.parametrize("data", ["", "none", "../many", "/", "many/", ".", "x" * 101, 5, "\0"])
def test_no_other_folder_can_be_named(client, data):
    problem = assert_problem(start(client, data=data), 422, "validation")
    assert problem["errors"][0]["field"] == "overrides.data"


def test_bad_data_is_named_without_where_it_lies(client, directory):
    problem = assert_problem(start(client, data="broken"), 422, "validation")
    (error,) = problem["errors"]
    assert error["message"].startswith("broken/all.csv, line 1: expected a label and 784")
    assert str(directory) not in str(problem)


def test_without_the_setting_there_is_none(create):
    client = create(OWNER_TOKEN=TOKEN).test_client()
    assert_problem(start(client, data="many"), 422, "validation")
    assert 'name="data"' not in page(client)


def page(client):
    client.post("/sign-in", data={"token": TOKEN})
    return client.get("/dashboard").text


def test_the_form_offers_the_folders(app):
    text = page(app.test_client())
    shown = text[text.index('name="data"') :]
    assert [shown.index(f"<option>{name}</option>") for name in ("broken", "many", "two")]


def test_layers_have_to_end_with_the_classes(client):
    ask = {"recipe": "mlp", "overrides": {"data": "two"}}
    described = client.post("/api/configurations", json=ask, headers=BEARER).json
    assert described["classes"] == 2 and described["layers"][-1]["output_shape"] == [2]
    ask["overrides"]["layers"] = [{"type": "dense", "units": 10}]
    described = client.post("/api/configurations", json=ask, headers=BEARER).json
    assert described["problem"].endswith(
        "and 2 are needed, one for each class: end with a dense layer of 2 units."
    )
    assert_problem(start(client, data="two", layers="784-30-10"), 422, "validation")
    assert start(client, data="two", layers="784-20-2").json["architecture"] == "784-20-2"


def test_distortions_are_shown_on_its_pictures(client, directory):
    def shown(data):
        return client.post("/api/distortions", json={"data": data}, headers=BEARER)

    for data, labels in (("two", [0, 1] * 6), (None, [*range(10), 0, 1])):
        assert [one["label"] for one in shown(data).json["pictures"]] == labels
    found = shown("many").json
    named = {found["classes"][one["label"]] for one in found["pictures"]}
    assert len(named) == 12 and named < set(NAMES)
    test = DataLibrary(directory).splits(DataLibrary(directory).describe("many")).test
    for one in found["pictures"]:
        with Image.open(io.BytesIO(base64.b64decode(one["picture"]))) as picture:
            is_one = (test.images == np.asarray(picture)).all(axis=(1, 2))
        assert test.labels[is_one].tolist() == [one["label"]]
    for data, complaint in (("none", "no data set of that name"), ("broken", "all.csv, line 1")):
        problem = assert_problem(shown(data), 422, "validation")
        (error,) = problem["errors"]
        assert error["field"] == "data" and complaint in error["message"]


def test_its_evaluation_has_all_classes_by_their_names(client, runs):
    found = get(client, f"runs/{runs['many']}/evaluation")
    assert found["classes"] == NAMES
    assert np.array(found["confusion"]).shape == (47, 47) and len(found["digits"]) == 47
    assert np.sum(found["confusion"]) == 94
    shown = get(client, f"runs/{runs['many']}/pictures", label=46)
    assert shown["total"] == 2 and {each["label"] for each in shown["pictures"]} == {46}
    assert len(shown["pictures"][0]["probabilities"]) == 47
    beyond = client.get(f"/api/runs/{runs['many']}/pictures?answer=47")
    assert_problem(beyond, 422, "validation")
    samples = get(client, f"runs/{runs['many']}/samples")
    assert samples["classes"] == NAMES and len({s["label"] for s in samples["samples"]}) == 12
    two = get(client, f"runs/{runs['two']}/samples")["samples"]
    assert [each["label"] for each in two] == [0, 1] * 6


def test_runs_on_different_data_are_not_compared_picture_by_picture(client, runs):
    for other in (runs["two"], get(client, "runs", limit=200)["runs"][-1]["id"]):
        path = f"/api/runs/{runs['many']}/pictures?against={other}"
        problem = assert_problem(client.get(path), 409, "conflict")
        assert "learned from different data" in problem["detail"]
    same = get(client, f"runs/{runs['many']}/pictures", against=runs["many"])
    assert same["differing"] == 0


def test_curves_of_runs_on_any_data_are_drawn(client, runs):
    answer = client.get(f"/api/curves.svg?runs={runs['many']},{runs['two']}")
    assert "Mistakes per 10,000 pictures, epoch by epoch" in answer.text
    page = client.get(f"/dashboard?runs={runs['two']}").text
    assert "of its test pictures each network reads" in page and "Test digits" not in page
    page = client.get(f"/runs/{runs['two']}").text
    assert "Share of pictures read correctly" in page and "A row for each class" in page
    assert "digits read correctly" not in page and "this digit" not in page
    shipped = client.get("/dashboard").text
    assert "what each idea added" in shipped and f'data-run="{runs["ours"]}"' not in shipped


@pytest.mark.parametrize("kind", ["robustness", "map"])
def test_studies_are_about_its_own_pictures(app, client, runs, directory, kind):
    body = {"kind": kind, "run_id": runs["many"]}
    study = client.post("/api/studies", json=body, headers=BEARER).json
    store, url = services_of(app).runs.get(), services_of(app).study_scheduler._url
    jobs.work_on_study(claim_study(store), url, None, str(directory))
    found = get(client, f"studies/{study['id']}")
    assert found["status"] == "finished", found
    result = found["result"]
    if kind == "robustness":
        assert all(0 <= point["accuracy"] <= 1 for point in result["points"])
        return
    assert result["classes"] == NAMES and set(result["labels"]) == set(range(47))
    with Image.open(io.BytesIO(base64.b64decode(result["sprite"]))) as sprite:
        assert sprite.size == (40 * 28, 3 * 28)


def test_only_networks_of_the_ten_digits_can_read_drawings(app, client, runs):
    def choose(name):
        return client.put("/api/model", json={"run_id": runs[name]}, headers=BEARER)

    problem = assert_problem(choose("many"), 409, "conflict")
    assert "reads the 47 classes of the data set many" in problem["detail"]
    assert "networks of the ten digits alone" in problem["detail"]
    assert get(client, "model")["run_id"] is None
    assert "activate" not in get(client, f"runs/{runs['many']}")["actions"]
    text = client.get(f"/runs/{runs['many']}").text
    assert "It learned from the data set many: 47 classes" in text
    assert "only networks of the ten digits can" in text and "/inside/film?run=" not in text
    assert choose("ours").status_code == 200
    client.put("/api/model", json={"run_id": None}, headers=BEARER)
    text = client.get(f"/runs/{runs['ours']}").text
    assert "only networks of the ten digits can" not in text and "/inside/film?run=" in text


def test_a_run_on_other_classes_is_one_file_without_a_paper(client, runs):
    file = client.get(f"/runs/{runs['many']}.html").text
    assert "reads the 47 classes of the data set many" in file and 'id="pad"' not in file
    matrix = file[file.index('id="confusion"') :]
    assert matrix.index("letter 0") < matrix.index("letter 46")
    assert 'id="pad"' in client.get(f"/runs/{runs['ours']}.html").text


def test_films_are_of_networks_that_read_drawings(client, runs):
    assert [film["run"] for film in get(client, "inside/films")["films"]] == [runs["ours"]]
    problem = assert_problem(client.get(f"/api/inside/film?run={runs['two']}"), 409, "conflict")
    assert "reads the 2 classes of the data set two" in problem["detail"]
    assert get(client, "inside/film", run=runs["ours"])["name"] == "ours"


def test_data_that_is_gone_from_the_server_is_named(app, runs):
    with application(app.instance_path, OWNER_TOKEN=TOKEN) as without:
        other = without.test_client()
        problem = assert_problem(other.get(f"/api/runs/{runs['two']}/evaluation"), 409, "conflict")
        assert "the data set two, which is not on this server" in problem["detail"]
        assert_problem(other.get(f"/api/runs/{runs['two']}/samples"), 409, "conflict")
        assert other.get(f"/runs/{runs['two']}").status_code == 200


def test_a_model_file_of_other_classes_does_not_answer(app, runs, tmp_path, create):
    path = tmp_path / "two.npz"
    path.write_bytes(services_of(app).runs.get().checkpoint(runs["two"]))
    with pytest.raises(ValueError, match="is a network of 2 classes, and drawings are"):
        create(MODEL_PATH=str(path))
