"""A store and a checkpoint that the previous version wrote are read, and worked on, by this one."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from nnet.core.data import Splits, load_mnist, load_test_digits
from nnet.core.evaluation import outputs_for
from nnet.jobs.experiment import resume_experiment, run_experiment
from nnet.models.checkpoint import load_model
from nnet.models.recipes import recipe_config
from nnet.store.range_tests import recorded_range_test
from tests.browser.strokes import arc
from tests.support.sketches import sketch
from webapp.services import services_of

DATA = Path(__file__).resolve().parent.parent / "data" / "revision-0011"

FINISHED, STOPPED, SILENT = "a5af02dcf610", "ef3e33a4b39e", "f46a0b800468"
THREE = [arc((132, 96), (50, 44), -150, 90, 24) + arc((132, 186), (58, 48), -90, 150, 24)]
DRAWING, KEY = "uF5PhePNtVmO", "BU9mrtcYkG-fw1BoM_IJ8rEnW36zBkVa"
ESTIMATE, RANGE_TEST = "53fc91c8e9f0", "84c92354daa4"

TOKEN = "a token of the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def app(create, tmp_path):
    """An application on that store."""
    path = tmp_path / "previous.db"
    path.write_bytes(gzip.decompress((DATA / "runs.db.gz").read_bytes()))
    return create(OWNER_TOKEN=TOKEN, DATABASE_URL=f"sqlite:///{path}")


@pytest.fixture
def store(app):
    """That store."""
    return services_of(app).runs.get()


def test_its_runs_are_listed(client):
    runs = client.get("/api/runs").json["runs"]
    assert [(run["name"].partition(",")[0], run["status"]) for run in runs[:-1]] == [
        *(("queued second", "queued"), ("queued first", "queued"), ("silent", "interrupted")),
        *(("failed", "failed"), ("stopped", "stopped"), ("finished", "finished")),
    ]
    assert runs[-1]["recipe"] == "nielsen"
    silent, finished = runs[2], runs[5]
    assert (silent["losses"], silent["wanted"], silent["rate"]) == (1, "pause", 0.25)
    (change,) = silent["rate_changes"]
    assert (change["old"], change["new"]) == (3.0, 0.25)
    assert silent["progress"]["step"] == 7
    assert [run["place"] for run in runs[:2]] == [0.0, 1.0]
    assert finished["notes"] == "Kept from an earlier version."
    assert [run["error"] for run in runs if run["error"]] == ["It diverged."]
    metrics = client.get(f"/api/runs/{FINISHED}/metrics").json["metrics"]
    assert [row["epoch"] for row in metrics] == [1, 2]
    assert metrics[-1]["test_accuracy"] == finished["test_accuracy"]


def test_its_queue_is_steered(client):
    def post(path):
        return client.post(f"/api/runs/{path}", headers=BEARER)

    assert post(f"{SILENT}/resume").json["status"] == "queued"
    assert post(f"{SILENT}/next").json["place"] == -1
    assert post(f"{FINISHED}/pause").status_code == 409


def test_a_run_in_it_goes_on_where_it_stopped(client, store):
    splits = load_mnist()
    few = Splits(splits.training[:300], splits.validation[:100], splits.test[:100])
    before = client.get(f"/api/runs/{STOPPED}/metrics").json["metrics"]
    assert [row["epoch"] for row in before] == [1]
    assert resume_experiment(STOPPED, store, few).status == "finished"
    after = client.get(f"/api/runs/{STOPPED}/metrics").json["metrics"]
    assert [row["epoch"] for row in after] == [1, 2, 3]
    assert after[0] == before[0]


def test_runs_in_it_can_keep_their_epochs_from_now_on(client, store, few):
    assert client.get("/api/inside/films").json["films"] == []
    run_id = run_experiment(recipe_config("nielsen", epochs=1, keep_epochs=True), store, few).run_id
    film = client.get(f"/api/inside/film?run={run_id}").json
    assert [frame["epoch"] for frame in film["frames"]] == [0, 1]
    assert client.delete(f"/api/runs/{run_id}", headers=BEARER).status_code == 204
    assert client.get("/api/inside/films").json["films"] == []


def test_its_chosen_network_answers(client, seven):
    assert client.get("/api/model").json["card"]["name"] == "finished"
    answer = client.post("/api/predictions", data=seven, content_type="image/png")
    assert answer.status_code == 200


def test_its_drawing_is_served_and_its_key_deletes_it(client):
    path = f"/api/drawings/{DRAWING}"
    drawing = client.get(path).json
    assert drawing["strokes"] == sketch(THREE)
    assert (drawing["prediction"]["status"], drawing["prediction"]["digit"]) == ("digit", 3)
    assert client.get(f"/d/{DRAWING}").status_code == 200
    assert client.get(f"/d/{DRAWING}/picture.png").mimetype == "image/png"
    assert client.delete(path, headers={"X-Drawing-Key": KEY}).status_code == 204


def test_its_owner_signs_in_and_out(client):
    assert client.post("/sign-in", data={"token": TOKEN}).status_code == 303
    assert "You are signed in" in client.get("/sign-in").text
    assert client.post("/sign-out").status_code == 303
    assert "You are signed in" not in client.get("/sign-in").text


def test_its_studies_and_range_tests_are_found(client, store):
    study = client.get(f"/api/studies/{ESTIMATE}").json
    assert (study["status"], study["result"]["total_s"]) == ("finished", 30.0)
    (waiting,) = client.get(f"/api/runs/{FINISHED}/studies").json["studies"]
    assert (waiting["kind"], waiting["status"]) == ("robustness", "interrupted")
    assert len(recorded_range_test(store, RANGE_TEST)["steps"]) > 10


def test_its_checkpoint_gives_the_same_answers():
    model = load_model(DATA / "model.npz")
    expected = json.loads((DATA / "model-answers.json").read_text())
    images = load_test_digits().images[:3]
    assert model.temperature == 1.25
    assert np.allclose(outputs_for(model.folded, images), expected["outputs"], atol=1e-5)
    assert np.allclose(model.probabilities(images), expected["probabilities"], atol=1e-6)
