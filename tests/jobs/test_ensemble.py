"""``python -m nnet ensemble``, and commands that let several models vote."""

import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from nnet.core.data import load_test_digits
from nnet.models.checkpoint import parse_model
from nnet.models.recipes import recipe_config
from nnet.store.runs import RunStore
from nnet.store.tables import Run
from tests.support.commands import environment_of, run_nnet
from tests.support.pictures import prepare

SMALL = ("--recipe", "nielsen", "--epochs", "1", "--training-digits", "2000")


def report(result):
    """Return what an evaluation printed, from its accuracy on."""
    return result.stdout[result.stdout.index("Accuracy:") :]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the commands about the one ensemble run."""
    return tmp_path_factory.mktemp("ensemble")


@pytest.fixture(scope="module")
def shared_environment(new_instance):
    """Their environment."""
    return environment_of(new_instance())


@pytest.fixture(scope="module")
def shared_nnet(folder, shared_environment):
    """A function that runs one of them."""
    return lambda *arguments: run_nnet([*arguments], shared_environment, folder)


@pytest.fixture(scope="module")
def shared_store(shared_environment):
    """The store that they write to."""
    store = RunStore(f"sqlite:///{shared_environment['INSTANCE_PATH']}/runs.db")
    yield store
    store.close()


@pytest.fixture(scope="module")
def trained(shared_nnet, shared_store):
    """The output of an ensemble of two, and its runs' ids with the first seed first."""
    nnet, store = shared_nnet, shared_store
    result = nnet("ensemble", *SMALL, "--seeds", "2")
    assert result.returncode == 0, result.stderr
    runs = sorted(store.runs(limit=2)[0], key=lambda run: run["config"]["seed"])
    return result, [run["id"] for run in runs]


def test_the_vote_is_the_mean_of_the_networks_probabilities(trained, shared_store):
    (result, runs), store = trained, shared_store
    digits = load_test_digits()
    members = [parse_model(store.checkpoint(run), run).probabilities(digits.images) for run in runs]
    right = int((np.mean(members, axis=0).argmax(axis=1) == digits.labels).sum())
    assert report(result).startswith(f"Accuracy: {right / 10_000:.2%} ({right:,} of 10,000; ")
    assert right != int((members[0].argmax(axis=1) == digits.labels).sum())
    assert "Expected calibration error" in result.stdout


def test_the_same_ensemble_again_trains_nothing(trained, shared_nnet, shared_store):
    again = shared_nnet("ensemble", *SMALL, "--seeds", "2")
    assert report(again) == report(trained[0])
    assert (
        len([run for run in shared_store.runs(limit=200)[0] if run["name"].startswith("ens")]) == 2
    )


def test_evaluate_and_predict_take_several_models(
    trained, shared_nnet, shared_store, folder, seven
):
    (result, runs), nnet, store = trained, shared_nnet, shared_store
    assert report(nnet("evaluate", *runs)) == report(result)
    (folder / "seven.png").write_bytes(seven)

    pixels = prepare(seven).pixels[np.newaxis]
    answers = [parse_model(store.checkpoint(run), run).probabilities(pixels)[0] for run in runs]
    expected = np.mean(answers, axis=0)
    options = [part for run in runs for part in ("--model", run)]
    found = nnet("predict", "seven.png", *options).stdout
    assert found == f"seven.png: {expected.argmax()} ({expected.max():.2%})\n"


def test_a_network_that_is_missing_is_named(nnet, store):
    store.prepare()
    config = recipe_config("nielsen", epochs=1, seed=2, training_digits=2000)
    elsewhere = store.create_run(config, "elsewhere", "784-30-10", 1, {})
    with store.writing() as session:  # It is not silent, however long the others take.
        session.get(Run, elsewhere).updated_at = datetime.now(UTC) + timedelta(hours=1)
    result = nnet("ensemble", *SMALL, "--seeds", "3")
    assert result.returncode == 1
    assert re.search(r"seed 2: Run \w+ has not finished; is it training elsewhere\?", result.stdout)
    assert "The vote of 2;" in result.stdout
    alone = nnet("ensemble", *SMALL, "--seeds", "2")
    assert alone.returncode == 2
    assert "A vote needs two networks at least, 1 finished." in alone.stderr
