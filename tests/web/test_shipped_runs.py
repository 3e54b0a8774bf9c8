"""The recorded runs that ship are whole: each with its network and what was computed of it."""

from __future__ import annotations

import json

import pytest

from nnet.core.data import load_test_digits
from nnet.core.evaluation import outputs_for
from nnet.models.checkpoint import HISTORIES, parse_model, shipped_networks
from nnet.parallel.threads import map_on_cores
from tests.support.shipped import SHIPPED
from webapp.services import services_of

MAX_BYTES = 6_000_000
"""What the networks and studies beside the shipped model may add to this repository."""


@pytest.fixture(scope="module")
def runs(shared_app):
    """The shipped runs by recipe."""
    listed = shared_app.test_client().get("/api/runs?limit=200").json["runs"]
    found = {run["recipe"]: run for run in listed if run["id"] in shipped_networks()}
    assert sorted(found) == sorted(SHIPPED)
    return found


def test_they_take_little_room():
    files = [path for path in HISTORIES.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= MAX_BYTES


# That of the shipped model is measured in tests/cli/test_command_line.py.
@pytest.mark.parametrize("recipe", sorted(SHIPPED - {"cnn"}))
def test_each_network_reads_the_test_digits_as_its_history_says(shared_app, runs, recipe):
    run, digits = runs[recipe], load_test_digits()
    content = services_of(shared_app).runs.get().checkpoint(run["id"])
    outputs = outputs_for(parse_model(content, recipe).folded, digits.images, map_on_cores)
    last = json.loads((HISTORIES / f"{recipe}.json").read_text("utf-8"))["metrics"][-1]
    accuracy = (outputs.argmax(axis=1) == digits.labels).mean()
    assert accuracy == pytest.approx(last["test_accuracy"]) == run["test_accuracy"]


@pytest.mark.parametrize("recipe", sorted(SHIPPED))
def test_what_was_computed_of_each_is_there(client, runs, recipe):
    run = runs[recipe]
    found = client.get(f"/api/runs/{run['id']}/studies").json["studies"]
    assert [(study["kind"], study["status"]) for study in found] == [
        *(("map", "finished"), ("robustness", "finished"))
    ]
    digit_map, robustness = (client.get(f"/api/studies/{study['id']}").json for study in found)
    for study in (digit_map, robustness):
        assert study["result"]["epoch"] == run["epochs_done"]
    unspoilt = [p["accuracy"] for p in robustness["result"]["points"] if p["strength"] == 0]
    # A robustness curve reads the first 2,000 test digits, which people wrote more legibly or less.
    assert unspoilt == pytest.approx([run["test_accuracy"]] * len(unspoilt), abs=0.04)
    assert {one["method"] for one in digit_map["result"]["maps"]} == {"pca", "tsne"}
    assert digit_map["result"]["sprite"]


def test_a_page_has_all_that_a_network_shows(client, runs):
    run, other = runs["nielsen"], runs["article"]
    path = f"/api/runs/{run['id']}"
    assert client.get(f"{path}/weights").json["units"] == 30
    assert len(client.get(f"{path}/samples").json["samples"]) == 12
    evaluation = client.get(f"{path}/evaluation").json
    assert evaluation["accuracy"] == pytest.approx(run["test_accuracy"])
    against = client.get(f"{path}/pictures?against={other['id']}&label=4&answer=4").json
    assert against["total"] > 0
