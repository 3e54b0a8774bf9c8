"""Trainings on other data than MNIST: train, measure, export, repeat, on the command line."""

from __future__ import annotations

import json
import re
import shlex

import numpy as np
import onnxruntime
import pytest

from nnet.core.metrics import wilson_interval
from nnet.core.training import Callback
from nnet.datasets.library import DataLibrary
from nnet.datasets.reading import read_data
from nnet.jobs.experiment import run_experiment
from nnet.models.checkpoint import parse_model
from nnet.models.recipes import RECIPES, recipe_config
from nnet.store.range_tests import recorded_range_test
from tests.support.data_sets import patterns, write_classes, write_csv, write_idx, write_pictures


@pytest.fixture
def zoo(tmp_path):
    """A folder with three classes that have names."""
    folder = write_idx(tmp_path / "zoo", patterns(3, 30), patterns(3, 10, seed=1))
    return write_classes(folder, ["ant", "bee", "T-shirt/top"])


def train(nnet, *options):
    """Train and return what was printed."""
    done = nnet("train", "--recipe", "nielsen", *options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_run_says_which_data_it_learned_from_and_can_be_measured_and_exported(
    nnet, nnet_here, store, zoo, tmp_path, seven, monkeypatch
):
    printed = train(nnet, "--data", "zoo", "--epochs", "12", "--learning-rate", "1")
    assert printed.startswith("zoo: IDX files, 3 classes; pictures: 75 training, 15 validation, 30")
    assert "Epoch 12: 100.00 %" in printed
    (run,) = store.runs(limit=1)[0]
    assert run["architecture"] == "784-30-3" and not run["at_chance"]
    assert "activate" not in run["actions"]
    assert run["config"]["data"] == read_data(zoo).description
    monkeypatch.setenv("DATA_DIRECTORY", str(tmp_path))
    for told in (("--data", "zoo"), ()):
        report = nnet_here("evaluate", run["id"], *told)
        assert report.returncode == 0, report.stderr
        assert report.stdout.splitlines()[1].startswith("Accuracy: 100.00% (30 of 30")
        assert "class is one of the two likeliest" in report.stdout
        assert "T-shirt/top" in report.stdout
    export = nnet_here("export", run["id"], "--output", "model.onnx")
    assert export.returncode == 0, export.stderr
    session = onnxruntime.InferenceSession((tmp_path / "model.onnx").read_bytes())
    about = json.loads(session.get_modelmeta().custom_metadata_map["about"])
    assert about["classes"] == ["ant", "bee", "T-shirt/top"] and len(about["samples"]) == 10
    images = read_data(zoo).splits.test.images
    found = session.run(["probabilities"], {"images": images})[0]
    model = parse_model(store.checkpoint(run["id"]), "it")
    assert np.abs(found - model.probabilities(images)).max() < 1e-5
    (tmp_path / "seven.png").write_bytes(seven)
    monkeypatch.delenv("DATA_DIRECTORY")
    for refused, complaint in (
        (("predict", "seven.png", "--model", run["id"]), "networks of the ten digits alone"),
        (("evaluate", run["id"]), "learned from the data set zoo, which is not here"),
        (("export", run["id"]), "learned from the data set zoo, which is not here"),
        (("release", run["id"]), "learned from other data than MNIST"),
        (("evaluate", "--data", "zoo"), "leave out --data"),
    ):
        done = nnet_here(*refused)
        assert done.returncode == 2 and complaint in done.stderr, refused


def test_rates_settings_and_votes_are_tried_on_it(nnet, nnet_here, store, zoo):
    options = ("--recipe", "nielsen", "--data", "zoo")
    searched = nnet_here("find-lr", *options, "--steps", "100")
    assert searched.returncode == 0, searched.stderr
    assert searched.stdout.startswith("zoo: IDX files, 3 classes;")
    test_id = re.search(r"range test (\w+)\.", searched.stdout)[1]
    assert recorded_range_test(store, test_id)["config"]["data"] == read_data(zoo).description
    few = (*options, "--epochs", "2")
    layers = ("--set", "learning_rate=3", "--layers", "784-30-3")
    swept = nnet("sweep", *few, *layers, "--seeds", "2")
    assert swept.returncode == 0, swept.stderr
    members = store.runs(limit=2)[0]
    assert {run["architecture"] for run in members} == {"784-30-3"}
    first = min(members, key=lambda run: run["config"]["seed"])
    alone = nnet_here("sweep", *few, *layers, "--seeds", "1")  # which is trained already
    low, high = wilson_interval(round(first["test_accuracy"] * 30), 30)
    assert alone.stdout.endswith(f"{low:.2%} to {min(high, 1):.2%}\n")
    voted = nnet_here("ensemble", *few, "--seeds", "2")  # trains nothing either
    assert voted.returncode == 0, voted.stderr
    assert store.runs(limit=2)[0] == members
    assert " of 30; " in voted.stdout and "T-shirt/top" in voted.stdout
    (again,) = re.findall(r"again: python -m nnet (.*)", voted.stdout)
    measured = nnet_here(*shlex.split(again)).stdout.splitlines()
    assert measured[2:] == voted.stdout[voted.stdout.index("Accuracy") :].splitlines()
    for command in ("find-lr", "sweep", "ensemble"):
        missing = nnet_here(command, "--recipe", "nielsen", "--data", "zo")
        assert missing.returncode == 2 and "There is no folder zo" in missing.stderr
    refused = nnet_here("sweep", *options, "--layers", "784-12-10")
    assert refused.returncode == 2 and "end with 3 (the classes)" in refused.stderr


class StopAfterOne(Callback):
    """Interrupts a training after its first epoch, as Ctrl-C does."""

    def on_epoch(self, metrics, network, state):
        raise KeyboardInterrupt


def test_it_is_resumed_to_the_bit(nnet_here, store, zoo):
    data = read_data(zoo)
    config = recipe_config("nielsen", epochs=3).with_data(data.description)
    library = DataLibrary.of(data)
    whole = run_experiment(config, store, None, library=library).run_id
    begun = run_experiment(config, store, None, "", [StopAfterOne()], library=library).run_id
    refused = nnet_here("train", "--resume", begun)
    assert refused.returncode == 2 and "which is not here" in refused.stderr
    done = nnet_here("train", "--resume", begun, "--data", "zoo")
    assert done.returncode == 0 and "Epoch 3" in done.stdout, done.stderr
    assert store.checkpoint(begun) == store.checkpoint(whole)


def test_it_is_repeated_to_the_bit(nnet, nnet_here, client_of, store, zoo, tmp_path):
    train(nnet, "--data", "zoo", "--epochs", "3", "--layers", "784-12-3", "--batch-size", "7")
    (first,) = store.runs(limit=1)[0]
    client = client_of()
    told = client.get(f"/api/runs/{first['id']}/command").json
    assert told["command"] == (
        "python -m nnet train --recipe nielsen --layers 784-12-3 --epochs 3 --batch-size 7 --seed 1"
        " --data FOLDER"
    )
    assert told["needs_data"] and not told["needs_config"]
    words = shlex.split(told["command"].replace("FOLDER", "zoo"))[3:]
    file = tmp_path / "it.json"
    file.write_bytes(client.get(f"/api/runs/{first['id']}/config").data)
    for arguments in (words, ["train", "--config", "it.json", "--data", "zoo"]):
        done = nnet(*arguments)
        assert done.returncode == 0, done.stderr
    weights = {store.checkpoint(run["id"]) for run in store.runs(limit=3)[0]}
    assert len(weights) == 1
    write_idx(tmp_path / "other", patterns(3, 30, seed=5), patterns(3, 10, seed=1))
    for refused, complaint in (
        (("--config", "it.json"), "which is not here. Say where its folder is with --data"),
        (("--config", "it.json", "--data", "other"), "is not that of the data set zoo"),
        (("--resume", first["id"], "--data", "zoo"), "finished; only an unfinished run can go on"),
        (("--data", "zoo", "--layers", "784-12-10"), "end with 3 (the classes)"),
        (("--data", "zoo", "--strokes", "x"), "give either them or --data"),
    ):
        done = nnet_here("train", *refused)
        assert done.returncode == 2 and complaint in done.stderr, (refused, done.stderr)


@pytest.fixture
def client_of(create):
    """A function that makes a client of an application on the same store."""
    return lambda: create().test_client()


def test_a_file_on_mnist_takes_no_data(nnet_here, zoo, tmp_path):
    (tmp_path / "it.json").write_text(json.dumps(RECIPES["nielsen"].config.to_dict()))
    done = nnet_here("train", "--config", "it.json", "--data", "zoo")
    assert done.returncode == 2 and "leave out --data" in done.stderr


@pytest.mark.parametrize("classes", [2, 47, 62])
@pytest.mark.parametrize("recipe", ["mlp", "cnn-small"])
def test_recipes_take_any_number_of_classes(nnet, store, tmp_path, classes, recipe):
    images, labels = patterns(classes, 5)
    if classes == 47:
        write_csv(tmp_path / "set" / "all.csv", images, labels)
    else:
        write_pictures(tmp_path / "set", images, labels, [f"c{n:02}" for n in range(classes)])
    options = ("--recipe", recipe, "--data", "set", "--epochs", "1")
    done = nnet("train", *options)
    assert done.returncode == 0, done.stderr
    (run,) = store.runs(limit=1)[0]
    assert run["architecture"].endswith(f"-{classes}") and run["config"]["drawn"] == 0
    assert parse_model(store.checkpoint(run["id"]), "it").network.output_shape == (classes,)


def test_what_mnists_configurations_say_is_what_they_said():
    for name in RECIPES:
        assert "data" not in recipe_config(name).to_dict()
