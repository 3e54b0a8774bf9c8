"""One epoch of the article's network, 784-30-10 at batch 10, against other ways to train it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from nnet.data import Dataset, load_mnist
from nnet.experiment import create_plan
from nnet.preprocessing import to_inputs
from nnet.recipes import recipe_config
from nnet.stepping import Stepper
from nnet.training import train_epoch
from tests.benchmarks.timing import Row, in_turn
from tests.per_sample import PerSampleNetwork

ROUNDS = 3


def run() -> Iterator[Row]:
    """Measure an epoch over 50,000 digits with one thread each."""
    digits = load_mnist().training
    sides = {
        "ours": _ours(digits),
        "per sample": _per_sample(digits),
        "scikit-learn": _scikit_learn(digits),
        "PyTorch": _pytorch(digits),
    }
    seconds = in_turn(sides, ROUNDS)
    yield Row("epoch of nielsen, ours", f"{seconds['ours']:.3f} s")
    for name, bar in (("per sample", 10), ("scikit-learn", 3), ("PyTorch", 5)):
        yield Row(f"epoch of nielsen, {name}", f"{seconds[name]:.3f} s")
        ratio = seconds[name] / seconds["ours"]
        yield Row(f"{name} / ours", f"{ratio:.1f} times", f"at least {bar}")


def _ours(digits: Dataset) -> Any:
    config = recipe_config("nielsen")
    network, plan = config.create_network(), create_plan(config)
    stepper = Stepper(network, plan.loss, plan.optimizer)
    return lambda: train_epoch(network, digits, plan, 1, stepper)


def _per_sample(digits: Dataset) -> Any:
    config = recipe_config("nielsen")
    arrays = [p.value for p in config.create_network(np.float64).parameters()]
    network = PerSampleNetwork(arrays[::2], arrays[1::2])
    inputs, targets = to_inputs(digits.images, np.float64), np.eye(10)[digits.labels]

    def epoch() -> None:
        order = np.random.default_rng(1).permutation(len(inputs))
        for start in range(0, len(order), config.batch_size):
            rows = order[start : start + config.batch_size]
            network.step(inputs[rows], targets[rows], config.learning_rate)

    return epoch


def _scikit_learn(digits: Dataset) -> Any:
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore", ConvergenceWarning)  # one epoch is never enough for it
    inputs = to_inputs(digits.images)
    settings = {"solver": "sgd", "momentum": 0, "batch_size": 10, "learning_rate_init": 0.1}
    network = MLPClassifier((30,), activation="logistic", max_iter=1, **settings)
    return lambda: network.fit(inputs, digits.labels)


def _pytorch(digits: Dataset) -> Any:
    import torch
    from torch import nn

    torch.set_num_threads(1)
    inputs = torch.from_numpy(to_inputs(digits.images))
    targets = torch.from_numpy(np.eye(10, dtype=np.float32)[digits.labels])
    network = nn.Sequential(nn.Linear(784, 30), nn.Sigmoid(), nn.Linear(30, 10), nn.Sigmoid())
    optimizer, loss = torch.optim.SGD(network.parameters(), lr=3.0), nn.MSELoss()

    def epoch() -> None:
        for rows in torch.randperm(len(inputs)).split(10):
            optimizer.zero_grad()
            loss(network(inputs[rows]), targets[rows]).backward()
            optimizer.step()

    return epoch
