"""One epoch of the article's network, 784-30-10 at batch 10, against other ways to train it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from nnet.core.data import Dataset, load_mnist, to_inputs
from nnet.jobs.trainer import create_plan
from nnet.models.recipes import recipe_config
from tests.benchmarks.epochs import pass_over
from tests.benchmarks.products import products_alone
from tests.benchmarks.timing import Row, Side, in_turn
from tests.support.per_sample import PerSampleNetwork

ROUNDS = 3


class Trainer(NamedTuple):
    """One way to train: what runs an epoch, and what reads pictures as digits afterwards."""

    epoch: Side
    read: Callable[[np.ndarray], np.ndarray]


def run() -> Iterator[Row]:
    """Measure epochs over 50,000 digits with one thread each, and what they lead to."""
    splits = load_mnist()
    digits = splits.training
    trainers = {
        "ours": _ours(digits),
        "per sample": _per_sample(digits),
        "scikit-learn": _scikit_learn(digits),
        "PyTorch": _pytorch(digits),
    }
    config = recipe_config("nielsen")
    steps = len(digits) // config.batch_size
    products = products_alone(config.layers, config.batch_size, steps)
    sides = {name: trainer.epoch for name, trainer in trainers.items()}
    seconds = in_turn({**sides, "products": products}, ROUNDS)
    yield Row("epoch of nielsen, ours", f"{seconds['ours']:.3f} s")
    for name, bar in (("per sample", 12), ("scikit-learn", 4), ("PyTorch", 8)):
        yield Row(f"epoch of nielsen, {name}", f"{seconds[name]:.3f} s")
        ratio = seconds[name] / seconds["ours"]
        yield Row(f"{name} / ours", f"{ratio:.1f} times", f"at least {bar}")
    yield Row("its matrix products alone", f"{seconds['products']:.3f} s")
    ratio = seconds["ours"] / seconds["products"]
    yield Row("ours / matrix products", f"{ratio:.2f} times", "at most 4")
    test, inputs = splits.test, to_inputs(splits.test.images)
    for name, trainer in trainers.items():
        accuracy = (trainer.read(inputs) == test.labels).mean()
        yield Row(f"test accuracy after {ROUNDS} epochs, {name}", f"{accuracy:.2%}")


def _ours(digits: Dataset) -> Trainer:
    config = recipe_config("nielsen")
    network, plan = config.create_network(), create_plan(config)
    return Trainer(
        pass_over(network, plan, digits),
        lambda inputs: network.forward(inputs).argmax(axis=1),
    )


def _per_sample(digits: Dataset) -> Trainer:
    config = recipe_config("nielsen")
    arrays = [p.value for p in config.create_network(np.float64).parameters()]
    network = PerSampleNetwork(arrays[::2], arrays[1::2])
    inputs, targets = to_inputs(digits.images, np.float64), np.eye(10)[digits.labels]
    rng = np.random.default_rng(1)

    def epoch() -> None:
        order = rng.permutation(len(inputs))
        for start in range(0, len(order), config.batch_size):
            rows = order[start : start + config.batch_size]
            network.step(inputs[rows], targets[rows], config.learning_rate)

    return Trainer(epoch, lambda inputs: network.outputs(inputs).argmax(axis=1))


def _scikit_learn(digits: Dataset) -> Trainer:
    """Softmax and cross-entropy, which is what it has, at a rate that suits them."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore", ConvergenceWarning)  # one epoch is never enough for it
    inputs = to_inputs(digits.images)
    settings = {"solver": "sgd", "momentum": 0, "batch_size": 10, "learning_rate_init": 0.1}
    network = MLPClassifier((30,), activation="logistic", max_iter=1, warm_start=True, **settings)
    return Trainer(lambda: network.fit(inputs, digits.labels), network.predict)


def _pytorch(digits: Dataset) -> Trainer:
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(1)
    inputs = torch.from_numpy(to_inputs(digits.images))
    targets = torch.from_numpy(np.eye(10, dtype=np.float32)[digits.labels])
    network = nn.Sequential(nn.Linear(784, 30), nn.Sigmoid(), nn.Linear(30, 10), nn.Sigmoid())
    # Its loss divides by 10 digits and 10 outputs, ours by 2 and the digits: five times the rate.
    optimizer, loss = torch.optim.SGD(network.parameters(), lr=15.0), nn.MSELoss()

    def epoch() -> None:
        for rows in torch.randperm(len(inputs)).split(10):
            optimizer.zero_grad()
            loss(network(inputs[rows]), targets[rows]).backward()
            optimizer.step()

    def read(pictures: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            return network(torch.from_numpy(pictures)).argmax(dim=1).numpy()

    return Trainer(epoch, read)
