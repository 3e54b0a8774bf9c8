"""Training: slices, averages, and going on after an interruption."""

import dataclasses
import multiprocessing
import signal
import subprocess
import sys
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from nnet.core.data import Splits, load_mnist
from nnet.core.evaluation import outputs_for
from nnet.core.losses import SoftmaxCrossEntropy
from nnet.core.optimizers import SGD
from nnet.core.training import Callback, Stepper
from nnet.jobs.experiment import resume_experiment, run_experiment
from nnet.jobs.trainer import train
from nnet.models.checkpoint import parse_model
from nnet.models.recipes import recipe_config
from nnet.parallel.data_parallel import DataParallelStepper, LostProcessError
from nnet.store.claimed_run import ClaimedRun
from nnet.store.runs import RunStore
from nnet.store.tables import Run
from tests.core.test_picture_layers import pictures_network

ROOT = Path(__file__).resolve().parents[2]


def small(recipe, **changes):
    """Return a recipe's configuration for two epochs."""
    return dataclasses.replace(recipe_config(recipe), epochs=2, **changes)


def trained(config, splits, callbacks=()):
    """Return a network trained by a configuration."""
    network = config.create_network()
    train(config, network, splits, callbacks=callbacks)
    return network


def test_slices_add_up_to_the_gradient_of_the_whole_minibatch():
    rng = np.random.default_rng(1)
    inputs, targets = rng.random((10, 784)), np.eye(10)[rng.integers(0, 10, 10)]
    config = recipe_config("mlp", [20])
    layers = tuple(layer for layer in config.layers if layer["type"] != "dropout")
    config = dataclasses.replace(config, layers=layers)
    results = []
    for slices in (1, 3):
        network = config.create_network(np.float64)
        parts = (network, SoftmaxCrossEntropy(), SGD())
        with ExitStack() as opened:
            stepper = Stepper(*parts)
            if slices > 1:
                stepper = opened.enter_context(closing(DataParallelStepper(*parts, 10, slices)))
            stepper.start_epoch(np.random.default_rng(2))
            stepper.step(inputs, targets, 0.5)
        results.append(network.packed.value)
    assert results[1] == pytest.approx(results[0], abs=1e-12)


@pytest.fixture
def fewer(few):
    """Digits enough for three minibatches of a network that takes its time."""
    return Splits(few.training[:300], few.validation[:50], few.test[:50])


def test_a_run_that_loses_its_second_process_fails_with_advice_and_can_go_on(fewer, tmp_path):
    class Kill(Callback):
        def on_step(self, progress):
            if progress.epoch == 2 and progress.step == 1:
                for process in multiprocessing.active_children():
                    process.kill()

    store = RunStore(f"sqlite:///{tmp_path}/runs.db")
    store.prepare()
    config = small("cnn-small")
    with pytest.raises(LostProcessError):
        run_experiment(config, store, fewer, callbacks=[Kill()])
    run = store.runs()[0][0]
    assert (run["status"], run["epochs_done"]) == ("failed", 1)
    assert "The last finished epoch is kept; 'train --resume' goes on" in run["error"]
    resume_experiment(run["id"], store, fewer)
    whole = run_experiment(config, store, fewer)
    assert store.checkpoint(run["id"]) == store.checkpoint(whole.run_id)
    store.close()


def test_batch_normalisation_keeps_the_mean_of_the_slices_statistics():
    network, rng = pictures_network(), np.random.default_rng(3)
    inputs, targets = rng.random((8, 48)), np.eye(10)[rng.integers(0, 10, 8)]
    expected = []
    for part in (inputs[:4], inputs[4:]):
        replica = network.replica()
        replica.start_epoch(np.random.default_rng(4))
        replica.forward(part, training=True)
        expected.append(replica.state()["2.mean"])
    with closing(DataParallelStepper(network, SoftmaxCrossEntropy(), SGD(), 8, 2)) as stepper:
        stepper.start_epoch(np.random.default_rng(4))
        stepper.step(inputs, targets, 0.0)
        stepper.end_epoch()
    assert network.state()["2.mean"] == pytest.approx(np.mean(expected, axis=0))


def test_the_averaged_weights_are_what_is_kept_and_training_goes_on_from_the_others(few):
    class Keep(Callback):
        def on_epoch(self, metrics, network, state):
            self.shown, self.state = network.packed.value.copy(), state

    keep, plain = Keep(), trained(small("mlp"), few)
    averaged = trained(small("mlp", average=0.9), few, [keep])
    assert (keep.state["weights"] == plain.packed.value).all()
    assert (keep.shown == keep.state["average.values"]).all()
    assert (averaged.packed.value == keep.shown).all()
    assert not (keep.shown == plain.packed.value).all()


@pytest.mark.parametrize("recipe", ["cnn-small", "mlp", "nielsen"])
def test_a_resumed_training_ends_with_the_same_weights(fewer, recipe):
    config = small(recipe, **({"average": 0.9} if recipe == "cnn-small" else {}))
    states = {}

    class Keep(Callback):
        def on_epoch(self, metrics, network, state):
            states[metrics.epoch] = {name: array.copy() for name, array in state.items()}

    whole = trained(config, fewer, [Keep()])
    again = config.create_network()
    train(config, again, fewer, resume=(1, states[1]))
    for name, array in whole.named_arrays().items():
        assert (again.named_arrays()[name] == array).all(), name


def test_a_killed_run_resumes_to_the_same_bytes(nnet_here, environment, store):
    nnet, epochs = nnet_here, 10  # so many that it is killed before it has trained all of them
    config = recipe_config("nielsen", epochs=epochs, seed=5, training_digits=5_000)
    options = ["--recipe", "nielsen", "--epochs", str(epochs), "--seed", "5"]
    options += ["--training-digits", "5000"]
    killed = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "nnet", "train", *options],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert killed.stdout.readline().startswith("Epoch 1")
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    killed.stdout.close()
    run = store.runs(statuses=["running"])[0][0]
    assert 1 <= run["epochs_done"] < epochs

    # A sign of life from the future: it must not fall silent while the command starts.
    with store.writing() as session:
        session.get(Run, run["id"]).updated_at = datetime.now(UTC) + timedelta(hours=1)
    refused = nnet("train", "--resume", run["id"])
    assert refused.returncode == 2 and f"Run {run['id']} is running" in refused.stderr

    ClaimedRun(store, run["id"]).finish("stopped")  # a while of silence would do the same
    resumed = nnet("train", "--resume", run["id"])
    assert resumed.returncode == 0, resumed.stderr
    finished = store.run(run["id"])
    assert (finished["status"], finished["epochs_done"]) == ("finished", epochs)
    assert [row["epoch"] for row in store.metrics(run["id"])] == list(range(1, epochs + 1))

    result = run_experiment(config, store, load_mnist())
    assert store.checkpoint(result.run_id) == store.checkpoint(run["id"])
    again = nnet("train", "--resume", run["id"])
    assert again.returncode == 2 and "is finished" in again.stderr


def test_every_epoch_records_the_state_of_each_layer(fewer, tmp_path):
    store = RunStore(f"sqlite:///{tmp_path}/runs.db")
    store.prepare()
    result = run_experiment(small("cnn-small"), store, fewer)
    last = store.metrics(result.run_id)[-1]
    assert [entry["type"] for entry in last["layers"]] == ["conv2d", "conv2d", "dense", "dense"]
    assert all(entry["weight_norm"] > 0 and entry["gradient_norm"] > 0 for entry in last["layers"])
    assert [entry["dead_share"] is None for entry in last["layers"]] == [False] * 3 + [True]
    assert last["test_top2_accuracy"] >= last["test_accuracy"]
    assert 0 <= last["test_calibration_error"] <= 1
    model = parse_model(store.checkpoint(result.run_id), "it")
    digits = fewer.test.images
    assert outputs_for(model.folded, digits) == pytest.approx(
        outputs_for(model.network, digits), abs=1e-4
    )
    store.close()
