"""Repeating a run: its command, its configuration as a file, and ``train --config``."""

from __future__ import annotations

import dataclasses
import json
import shlex

import numpy as np
import pytest
from click.testing import CliRunner

from nnet.commands import main
from nnet.models.checkpoint import parse_model
from nnet.models.recipes import RECIPES, recipe_config
from nnet.store.run_queue import add_epochs, choose_learning_rate, queue_run
from nnet.store.runs import RunStore
from tests.support.problems import assert_problem
from webapp.services import services_of


@pytest.fixture
def app_store(app):
    """The application's store."""
    return services_of(app).runs.get()


def queue(store, config):
    return queue_run(store, config, "")["id"]


def command(client, run_id):
    response = client.get(f"/api/runs/{run_id}/command")
    assert response.status_code == 200, response.json
    return response.json


@pytest.mark.parametrize(
    ("config", "options"),
    [
        pytest.param(recipe_config("mlp"), "--recipe mlp --seed 1", id="a recipe"),
        pytest.param(
            recipe_config("nielsen", [40, 20], epochs=3, learning_rate=0.5, seed=7),
            "--recipe nielsen --layers 784-40-20-10 --epochs 3 --learning-rate 0.5 --seed 7",
            id="a recipe with changes",
        ),
        pytest.param(
            recipe_config("nielsen", epochs=3, keep_epochs=True),
            "--recipe nielsen --epochs 3 --seed 1 --keep-epochs",
            id="every epoch kept",
        ),
        pytest.param(
            dataclasses.replace(recipe_config("cnn"), batch_size=64),
            "--recipe cnn --batch-size 64 --seed 1",
            id="convolutions",
        ),
    ],
)
def test_the_command_says_what_differs_from_the_recipe(client, app_store, config, options):
    told = command(client, queue(app_store, config))
    assert told["command"] == f"python -m nnet train {options}"
    assert not (told["needs_config"] or told["needs_strokes"] or told["rate_changed"])


@pytest.mark.parametrize(
    "changes",
    [
        {"loss": "softmax_cross_entropy"},
        {"optimizer": {"type": "adam"}},
        {"schedule": {"type": "cosine", "warm_up": 0.2}},
        {"augmentation": {"rotation": 5}},
        {"recipe": "mine"},
        {"layers": ({"type": "dense", "units": 10}, {"type": "sigmoid"})},
    ],
)
def test_what_the_command_line_cannot_say_stands_in_a_file(client, app_store, changes):
    config = dataclasses.replace(recipe_config("nielsen"), **changes)
    run_id = queue(app_store, config)
    told = command(client, run_id)
    assert told["command"] == f"python -m nnet train --config inknet-{run_id}.json"
    assert told["needs_config"]
    file = client.get(f"/api/runs/{run_id}/config")
    assert f'filename="inknet-{run_id}.json"' in file.headers["Content-Disposition"]
    assert file.json == json.loads(json.dumps(config.to_dict()))


def test_further_epochs_need_a_file_where_the_schedule_counts(client, app_store):
    for recipe, needs_config in (("nielsen", False), ("mlp", True)):
        run_id = queue(app_store, recipe_config(recipe, epochs=2))
        add_epochs(app_store, run_id, 1)
        assert command(client, run_id)["needs_config"] == needs_config


def test_what_the_command_leaves_out_is_said(client, app_store):
    described = {"sha256": "0" * 64, "training": [], "held_out": ["a"], "copies": 0}
    run_id = queue(app_store, recipe_config("nielsen", strokes=described))
    choose_learning_rate(app_store, run_id, 0.5)
    told = command(client, run_id)
    assert told["command"] == "python -m nnet train --recipe nielsen --seed 1 --strokes FILE"
    assert told["needs_strokes"] and told["rate_changed"]


def test_every_shipped_run_has_a_command(client):
    for run in client.get("/api/runs?limit=200").json["runs"]:
        assert command(client, run["id"])["command"].startswith("python -m nnet train --")
    for what in ("command", "config"):
        assert_problem(client.get(f"/api/runs/nothing/{what}"), 404, "not_found")


def test_a_run_is_repeated_to_the_bit_by_its_command_and_by_its_file(
    client, app_store, nnet, store: RunStore, tmp_path
):
    config = recipe_config("nielsen", [12], epochs=1, batch_size=50, seed=3)
    run_id = queue(app_store, config)
    words = shlex.split(command(client, run_id)["command"])[3:]
    file = tmp_path / "it.json"
    file.write_bytes(client.get(f"/api/runs/{run_id}/config").data)
    for arguments in (words, ["train", "--config", str(file), "--name", "from a file"]):
        result = nnet(*arguments)
        assert result.returncode == 0, result.stderr
    second, first = store.runs(limit=2)[0]
    assert second["name"] == "from a file"
    assert first["config"] == second["config"] == config.to_dict() | {"layers": [*config.layers]}
    networks = [parse_model(store.checkpoint(run["id"]), "it").network for run in (first, second)]
    assert np.array_equal(networks[0].packed.value, networks[1].packed.value)


WHOLE = json.loads(json.dumps(RECIPES["nielsen"].config.to_dict()))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        pytest.param("", "in JSON", id="nothing"),
        pytest.param("[" * 100_000, "in JSON", id="nested without end"),
        pytest.param("\xff", "in JSON", id="bytes"),
        pytest.param("[]", "expected an object", id="a list"),
        pytest.param("{}", "layers", id="empty"),
        pytest.param(WHOLE | {"rate": 3}, "rate", id="an unknown setting"),
        pytest.param(WHOLE | {"epochs": 0}, "Epochs must be", id="no epoch"),
        pytest.param(WHOLE | {"epochs": "3"}, "Epochs must be", id="a text"),
        pytest.param(WHOLE | {"learning_rate": float("nan")}, "Learning rate", id="NaN"),
        pytest.param(WHOLE | {"layers": [5]}, "", id="no layer"),
        pytest.param(WHOLE | {"layers": 5}, "", id="no layers"),
        pytest.param(WHOLE | {"layers": []}, "The last layer returns 784", id="too many outputs"),
        pytest.param(
            WHOLE | {"layers": [{"type": "x"}]}, "Layer type must be", id="a foreign layer"
        ),
        pytest.param(WHOLE | {"loss": 5}, "", id="no loss"),
        pytest.param(WHOLE | {"optimizer": "sgd", "recipe": 5}, "recipe", id="no name"),
        pytest.param(WHOLE | {"strokes": {"sha256": "x"}}, "strokes", id="half a stroke file"),
        pytest.param(WHOLE | {"augmentation": 5}, "", id="no augmentation"),
        pytest.param(WHOLE | {"schedule_epochs": 0}, "schedule", id="no schedule"),
    ],
)
def test_a_file_that_is_no_configuration_is_answered_by_one_line(tmp_path, content, complaint):
    file = tmp_path / "bad.json"
    text = content if isinstance(content, str) else json.dumps(content)
    file.write_bytes(text.encode("latin-1"))
    line = refusal(tmp_path, "--config", str(file))
    assert f"{file} is not the configuration of a training" in line and complaint in line


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--config", "gone.json"], "No such file"),
        (["--config", "it.json", "--epochs", "3"], "takes only --name, --strokes, --data and"),
        (["--config", "it.json", "--resume", "123"], "--resume takes no other option"),
        (["--config", "it.json", "--strokes", "it.json"], "leave out --strokes"),
    ],
)
def test_options_that_do_not_go_with_a_file_are_named(tmp_path, monkeypatch, options, complaint):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "it.json").write_text(json.dumps(WHOLE))
    assert complaint in refusal(tmp_path, *options)


def refusal(folder, *options):
    """Return the one line by which a training is refused."""
    settings = {"INSTANCE_PATH": str(folder / "instance"), "STROKES_FILE": None}
    result = CliRunner().invoke(main, ["train", *options], env=settings)
    assert result.exit_code == 2, result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    return line
