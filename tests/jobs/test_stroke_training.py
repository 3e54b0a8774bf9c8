"""``python -m nnet train --strokes``: some writers are learned from, the others measured on."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest

from nnet.core.training import Callback
from nnet.jobs.experiment import resume_experiment, run_experiment
from nnet.jobs.trainer import create_source
from nnet.models.checkpoint import parse_model
from nnet.models.recipes import recipe_config
from nnet.strokes.files import read_strokes
from nnet.synthesis.training_strokes import (
    SIZES,
    WIDTHS,
    describe_strokes,
    load_strokes,
    pose_digits,
)
from tests.cli.test_command_line import trained


class StopAfterOne(Callback):
    """Interrupts a training after its first epoch, as Ctrl-C does."""

    def on_epoch(self, metrics, network, state):
        raise KeyboardInterrupt


def measured_on(path, copies=0):
    """Return a quick configuration that measures on a stroke file."""
    described = describe_strokes([path], copies)
    return dataclasses.replace(recipe_config("nielsen", epochs=2), strokes=described)


def test_each_epoch_is_measured_on_drawings_by_the_held_out_writers(nnet, store, strokes):
    options = ["--recipe", "nielsen", "--epochs", "2", "--strokes", str(strokes)]
    result = nnet("train", *options)
    run_id = trained(result)
    run, metrics = store.run(run_id), store.metrics(run_id)
    assert run["config"]["strokes"]["held_out"] == ["tra-05"]
    assert run["drawings_accuracy"] == metrics[-1]["drawings_accuracy"]
    printed = re.findall(r"^Epoch \d: \d\d\.\d\d %, drawings (\d+\.\d\d) %$", result.stdout, re.M)
    assert printed == [f"{row['drawings_accuracy'] * 100:.2f}" for row in metrics]
    strangers = [digit for digit in read_strokes(strokes) if digit.writer == "tra-05"]
    pixels, _ = pose_digits(strangers, WIDTHS, SIZES, seed=1)
    answers = parse_model(store.checkpoint(run_id), "it").probabilities(pixels).argmax(axis=1)
    right = np.mean(answers == [digit.label for digit in strangers])
    assert run["drawings_accuracy"] == pytest.approx(right)


def test_the_environment_names_the_file_as_well(nnet, store, environment, strokes):
    environment["STROKES_FILE"] = str(strokes)
    run = store.run(trained(nnet("train", "--recipe", "nielsen", "--epochs", "1")))
    assert run["drawings_accuracy"] is not None
    assert run["config"]["strokes"] == describe_strokes([strokes], copies=0)


def test_only_recipes_that_learn_from_drawings_learn_from_the_other_writers(strokes):
    config = measured_on(strokes, copies=3)
    (learned,), drawings = load_strokes([strokes], config.strokes)
    assert {digit.writer for digit in learned.digits} == {"tra-01"} and len(drawings) == 10
    source = create_source(config, [learned])
    assert source.labels.tolist() == [*range(10)] * 3
    assert create_source(measured_on(strokes), [learned]) is None


def test_a_run_goes_on_with_the_same_file_alone(few, nnet, store, strokes):
    store.prepare()
    config = measured_on(strokes)
    result = run_experiment(config, store, few, "try", [StopAfterOne()], [strokes])
    assert result.status == "stopped"

    def state():
        checkpoints = [store.checkpoint(result.run_id, kind) for kind in ("last", "best")]
        return store.export_run(result.run_id), checkpoints

    before = state()
    changed = strokes.with_name("changed.jsonl")
    changed.write_text(strokes.read_text().replace('"label": 0', '"label": 1', 1))
    resume = ("train", "--resume", result.run_id)
    for options, message in (
        (["--strokes", str(changed)], "changed.jsonl is not the file that this training began"),
        (["--strokes", "gone.jsonl"], "No such file"),
        ([], "Say where it is with --strokes, or in STROKES_FILE."),
    ):
        refused = nnet(*resume, *options)
        assert refused.returncode == 2 and "Traceback" not in refused.stderr
        assert message in refused.stderr
        assert state() == before
    resume_experiment(result.run_id, store, few, strokes=[strokes])
    whole = run_experiment(config, store, few, strokes=[strokes])
    assert store.checkpoint(result.run_id) == store.checkpoint(whole.run_id)
    accuracies = [row["drawings_accuracy"] for row in store.metrics(result.run_id)]
    assert accuracies == [row["drawings_accuracy"] for row in store.metrics(whole.run_id)]
