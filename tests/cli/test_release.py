"""``python -m nnet release``: a run becomes the shipped model, and a card says how it reads."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import numpy as np
import pytest
from click.testing import CliRunner

from nnet.commands import main
from nnet.core.data import load_test_digits
from nnet.core.evaluation import outputs_for
from nnet.core.metrics import expected_calibration_error, wilson_interval
from nnet.jobs.experiment import run_experiment
from nnet.models.checkpoint import load_model, parse_model
from nnet.models.recipes import recipe_config
from nnet.models.temperature import fit_temperature
from nnet.reports import release
from nnet.store.runs import RunStore
from nnet.store.studies import ask_study, claim_study, finish_study, studies_of_run
from nnet.synthesis.synthetic_digits import DrawnDigits
from nnet.synthesis.training_strokes import describe_strokes, load_strokes


@pytest.fixture
def shipped(tmp_path, monkeypatch, few, store):
    """Where the model goes, away from the one that ships; MNIST has a few digits only."""
    path = tmp_path / "models" / "cnn.npz"
    path.parent.mkdir()
    monkeypatch.setattr(release, "SHIPPED_MODEL", path)
    monkeypatch.setattr(release, "HISTORIES", tmp_path / "histories")
    monkeypatch.setattr(release, "load_mnist", lambda: few)
    store.prepare()
    return path


@pytest.fixture
def run_release(environment, monkeypatch):
    """A function that runs the command in this process, where the shipped files are others."""
    monkeypatch.setenv("INSTANCE_PATH", environment["INSTANCE_PATH"])
    for name in ("DATABASE_URL", "STROKES_FILE"):
        monkeypatch.delenv(name, raising=False)
    return lambda *arguments: CliRunner().invoke(main, ["release", *arguments])


def train(store, few, strokes=None, **changed):
    """Return the id of a run that is quickly trained, and its configuration."""
    config = recipe_config("mlp", [16], epochs=1)
    if strokes is not None:
        changed["strokes"] = describe_strokes([strokes], copies=1)
    config = dataclasses.replace(config, **changed)
    return run_experiment(config, store, few, strokes=[strokes] if strokes else []).run_id, config


def test_the_card_tells_both_accuracies(shipped, run_release, store, few, strokes):
    run_id, config = train(store, few, strokes)
    result = run_release(run_id, "--model", "--strokes", str(strokes))
    assert result.exit_code == 0, result.output
    run, model = store.run(run_id), load_model(shipped)
    card = model.card
    assert card["sha256"] == hashlib.sha256(shipped.read_bytes()).hexdigest()
    assert card["test_accuracy"] == run["test_accuracy"]
    assert card["drawings_accuracy"] == run["drawings_accuracy"]
    assert (card["drawings"], card["drawings_writers"]) == (10, 1)
    assert card["drawings_learned_from_writers"] == 1
    expected = wilson_interval(round(card["drawings_accuracy"] * 10), 10)
    assert card["drawings_accuracy_interval"] == pytest.approx(expected, abs=1e-4)
    _, drawings = load_strokes([strokes], config.strokes)
    error = expected_calibration_error(model.probabilities(drawings.images), drawings.labels)
    assert card["drawings_calibration_error"] == pytest.approx(error, abs=1e-4)
    # No option sets how often each person's digit comes in an epoch.
    assert card["command"] == "python -m nnet train --config config.json --strokes FILE"
    assert config.strokes["sha256"] in card["data"]
    history = json.loads((shipped.parent.parent / "histories" / "mlp.json").read_text())
    assert history["run"]["drawings_accuracy"] == run["drawings_accuracy"]


def test_the_environment_names_the_stroke_file_as_well(
    shipped, run_release, store, few, strokes, monkeypatch
):
    run_id, _ = train(store, few, strokes)
    monkeypatch.setenv("STROKES_FILE", str(strokes))
    assert run_release(run_id, "--model").exit_code == 0
    assert load_model(shipped).card["drawings"] == 10


def test_without_its_stroke_file_nothing_is_released(shipped, run_release, store, few, strokes):
    run_id, _ = train(store, few, strokes)
    missing = run_release(run_id, "--model")
    assert missing.exit_code == 2
    assert "uses a file of pen strokes. Say where it is with --strokes" in missing.output
    strokes.write_text(strokes.read_text() * 2)
    other = run_release(run_id, "--model", "--strokes", str(strokes))
    assert other.exit_code == 2 and "is not the file that this training began with" in other.output
    assert not shipped.exists() and not (shipped.parent.parent / "histories").exists()


def test_a_run_without_strokes_has_one_accuracy(shipped, run_release, store, few):
    run_id, _ = train(store, few)
    assert run_release(run_id, "--model").exit_code == 0
    card = load_model(shipped).card
    assert not any(key.startswith("drawings") for key in card)
    options = "--recipe mlp --layers 784-16-10 --epochs 1 --seed 1"
    assert card["command"] == f"python -m nnet train {options}"


def test_a_run_ships_with_its_network_and_what_was_computed_of_it(
    shipped, run_release, store, few, tmp_path
):
    before, _ = train(store, few)
    run_id, _ = train(store, few)
    for run in (before, run_id):
        study = ask_study(store, "robustness", {"epoch": 1}, run)["id"]
        assert claim_study(store) == study
        finish_study(store, study, {"epoch": 1, "points": []})
        assert run_release(run).exit_code == 0
    histories = tmp_path / "histories"
    trained, small = (
        parse_model(content, "it")
        for content in (store.checkpoint(run_id), (histories / "mlp.npz").read_bytes())
    )
    images = load_test_digits().images
    answers, found = (outputs_for(each.folded, images).argmax(axis=1) for each in (trained, small))
    assert (answers == found).all()
    assert not shipped.exists()
    new = RunStore(f"sqlite:///{tmp_path / 'new.db'}")
    new.prepare(histories)
    assert [run["id"] for run in new.runs()[0]] == [run_id]
    assert [found["kind"] for found in studies_of_run(new, run_id)] == ["robustness"]
    new.close()
    assert json.loads((histories / "mlp.json").read_text())["replaces"] == [before]


def test_a_network_that_learns_from_generated_digits_is_calibrated_on_new_ones(
    shipped, run_release, store, few, monkeypatch
):
    monkeypatch.setattr(release, "DRAWN_TO_CALIBRATE", 60)
    run_id, config = train(store, few, drawn=60)
    validation, drawn = release.calibration_digits(config, few)
    assert validation is few.validation
    assert sorted(drawn.labels) == sorted(list(range(10)) * 6)
    for epoch in range(1, 4):
        learned = DrawnDigits(60).images(np.random.default_rng((config.seed, epoch, 2)))
        assert not (drawn.images == learned).all(axis=(1, 2)).any()
    assert release.calibration_digits(dataclasses.replace(config, drawn=0), few) == [validation]
    assert run_release(run_id, "--model").exit_code == 0
    trained = parse_model(store.checkpoint(run_id), "it")
    both = [outputs_for(trained.folded, part.images) for part in (validation, drawn)]
    labels = np.concatenate([validation.labels, drawn.labels])
    expected = fit_temperature(np.concatenate(both), labels)
    assert load_model(shipped).temperature == pytest.approx(expected, abs=1e-4)
    alone = fit_temperature(both[0], validation.labels)
    assert expected != pytest.approx(alone, abs=1e-3)
