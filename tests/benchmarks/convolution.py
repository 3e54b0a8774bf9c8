"""Convolutional networks against PyTorch's eager mode on the same cores: training and answering."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nnet.checkpoint import SHIPPED_MODEL, Model, load_model
from nnet.data import load_test_digits
from nnet.losses import create_loss
from nnet.network import Network
from nnet.optimizers import create_optimizer
from nnet.preprocessing import to_inputs
from nnet.recipes import recipe_config
from nnet.stepping import Stepper
from nnet.training import outputs_for
from tests.benchmarks.timing import Row, in_turn

ROUNDS = 5
STEPS = 40
CORES = 2

REFERENCE = [
    {"type": "unflatten"},
    *({"type": "conv2d", "filters": 16, "kernel": 5}, {"type": "relu"}, {"type": "max_pool2d"}),
    *({"type": "conv2d", "filters": 32, "kernel": 5}, {"type": "relu"}, {"type": "max_pool2d"}),
    *({"type": "flatten"}, {"type": "dense", "units": 128}, {"type": "relu"}),
    {"type": "dense", "units": 10},
]
"""Two convolutions of 16 and 32 5x5 filters and a dense layer of 128 units."""


def run() -> Iterator[Row]:
    """Measure training steps and answers, with two threads a side."""
    small = recipe_config("cnn-small")
    nets = {
        "16-32-128 net, batch 64": (REFERENCE, 64),
        f"cnn-small, batch {small.batch_size}": (small.layers, small.batch_size),
    }
    for name, (layers, batch) in nets.items():
        sides = {"ours": _our_steps(layers, batch), "PyTorch": _pytorch_steps(layers, batch)}
        seconds = in_turn(sides, ROUNDS)
        epoch = 50_000 / (batch * STEPS)
        yield Row(f"{name}: epoch, ours", f"{seconds['ours'] * epoch:.2f} s")
        yield Row(f"{name}: epoch, PyTorch", f"{seconds['PyTorch'] * epoch:.2f} s")
        yield Row("ours / PyTorch", f"{seconds['ours'] / seconds['PyTorch']:.2f}", "at most 1.0")
    model = load_model(SHIPPED_MODEL)
    yield from _answers(model)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Row("peak memory of all of this, both sides together", f"{peak:.0f} MB")


def _answers(model: Model) -> Iterator[Row]:
    import torch

    digits = load_test_digits().images
    one, inputs = to_inputs(digits[:1]), torch.from_numpy(to_inputs(digits))
    theirs = _torch_network(model.config.layers).eval()

    def answer_one() -> None:
        for _ in range(100):
            model.folded.forward(one)

    def answer_one_in_pytorch() -> None:
        with torch.inference_mode():
            for _ in range(100):
                theirs(inputs[:1])

    def answer_all_in_pytorch() -> None:
        with torch.inference_mode():
            for part in inputs.split(250):
                theirs(part)

    pairs = {
        "one picture": (answer_one, answer_one_in_pytorch, 10, "ms", 1.0),
        "10,000 digits": (
            lambda: outputs_for(model.folded, digits), answer_all_in_pytorch, 1, "s", 1.2,
        ),
    }  # fmt: skip
    for name, (ours, pytorch, factor, unit, bar) in pairs.items():
        seconds = in_turn({"ours": ours, "PyTorch": pytorch}, ROUNDS)
        yield Row(f"{name} through {model.recipe}", f"{seconds['ours'] * factor:.3f} {unit}")
        ratio = seconds["ours"] / seconds["PyTorch"]
        yield Row("ours / PyTorch", f"{ratio:.2f}", f"at most {bar}")


def _our_steps(layers: Any, batch: int) -> Callable[[], None]:
    network = Network.from_config(layers, np.random.default_rng(1))
    loss, optimizer = create_loss("softmax_cross_entropy"), create_optimizer({"type": "momentum"})
    inputs, targets = _minibatch(batch)

    def steps() -> None:
        with Stepper(network, loss, optimizer, CORES) as stepper:
            stepper.start_epoch(np.random.default_rng(1))
            for _ in range(STEPS):
                stepper.step(inputs, targets, 0.01)

    return steps


def _pytorch_steps(layers: Any, batch: int) -> Callable[[], None]:
    import torch

    network = _torch_network(layers)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9)
    loss = torch.nn.CrossEntropyLoss()
    inputs, targets = (torch.from_numpy(array) for array in _minibatch(batch))

    def steps() -> None:
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss(network(inputs), targets).backward()
            optimizer.step()

    return steps


def _minibatch(batch: int) -> tuple[np.ndarray, np.ndarray]:
    inputs = to_inputs(load_test_digits().images[:batch])
    return inputs, np.eye(10, dtype=np.float32)[np.arange(batch) % 10]


def _torch_network(layers: Any) -> Any:
    """Return a network of the same layers and sizes in PyTorch."""
    import torch
    from torch import nn

    torch.set_num_threads(CORES)
    ours = Network.from_config(layers, np.random.default_rng(1))
    shape: tuple[int, ...] = (784,)
    made: list[Any] = []
    for layer in ours.layers:
        kind, settings = layer.kind, layer.config()
        after = layer.shapes(shape)[0]
        if kind == "unflatten":
            made.append(nn.Unflatten(1, (1, 28, 28)))
        elif kind == "conv2d":
            made.append(
                nn.Conv2d(
                    *(shape[2], settings["filters"], settings["kernel"]),
                    padding=settings["padding"], bias=settings["bias"],
                )
            )  # fmt: skip
        elif kind == "batch_norm":
            made.append((nn.BatchNorm2d if len(shape) == 3 else nn.BatchNorm1d)(shape[-1]))
        elif kind == "dense":
            made.append(nn.Linear(shape[0], after[0]))
        elif kind == "dropout":
            made.append(nn.Dropout(settings["rate"]))
        else:
            simple = {"relu": nn.ReLU, "flatten": nn.Flatten, "max_pool2d": lambda: nn.MaxPool2d(2)}
            made.append(simple[kind]())
        shape = after
    return nn.Sequential(*made)
