"""Convolutional networks against PyTorch's eager mode on the same cores: training and answering."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nnet.core.data import load_test_digits, to_inputs
from nnet.core.evaluation import outputs_for
from nnet.core.losses import create_loss
from nnet.core.network import Network
from nnet.core.optimizers import create_optimizer
from nnet.models.checkpoint import SHIPPED_MODEL, load_model
from nnet.models.recipes import recipe_config
from nnet.parallel.data_parallel import DataParallelStepper
from nnet.parallel.threads import map_on_cores
from tests.benchmarks.products import products_alone
from tests.benchmarks.timing import Row, Side, in_turn, own_process

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
        seconds = _compared(_our_steps, _pytorch_steps, layers, batch)
        products = in_turn({"alone": products_alone(layers, batch, STEPS, CORES)}, ROUNDS)
        epoch = 50_000 / (batch * STEPS)
        yield Row(f"{name}: epoch, ours", f"{seconds['ours'] * epoch:.2f} s")
        yield Row(f"{name}: epoch, PyTorch", f"{seconds['PyTorch'] * epoch:.2f} s")
        yield Row("ours / PyTorch", f"{seconds['ours'] / seconds['PyTorch']:.2f}", "at most 1.0")
        yield Row(f"{name}: its matrix products", f"{products['alone'] * epoch:.2f} s")
        ratio = seconds["ours"] / products["alone"]
        yield Row("ours / matrix products", f"{ratio:.2f}", "at most 3.5")
    recipe = load_model(SHIPPED_MODEL).recipe
    answers = {
        "one picture": (1, 100, 10, "ms", 1.0),
        "10,000 digits": (10_000, 1, 1, "s", 1.2),
    }
    for name, (digits, times, factor, unit, bar) in answers.items():
        seconds = _compared(_our_answers, _pytorch_answers, digits, times)
        yield Row(f"{name} through {recipe}", f"{seconds['ours'] * factor:.3f} {unit}")
        ratio = seconds["ours"] / seconds["PyTorch"]
        yield Row("ours / PyTorch", f"{ratio:.2f}", f"at most {bar}")


def _compared(
    ours: Callable[..., Side], pytorch: Callable[..., Side], *arguments: Any
) -> dict[str, float]:
    """Return the seconds of a round of each, either in a process of its own."""
    with own_process(ours, *arguments) as our_side, own_process(pytorch, *arguments) as their_side:
        return in_turn({"ours": our_side, "PyTorch": their_side}, ROUNDS)


def _our_answers(count: int, times: int) -> Side:
    model, digits = load_model(SHIPPED_MODEL), load_test_digits().images[:count]
    inputs = to_inputs(digits)

    def answer() -> None:
        for _ in range(times):
            if count == 1:
                model.folded.forward(inputs)
            else:
                outputs_for(model.folded, digits, map_on_cores)

    return answer


def _pytorch_answers(count: int, times: int) -> Side:
    import torch

    network = _torch_network(load_model(SHIPPED_MODEL).config.layers).eval()
    inputs = torch.from_numpy(to_inputs(load_test_digits().images[:count]))

    def answer() -> None:
        with torch.inference_mode():
            for _ in range(times):
                for part in inputs.split(250):
                    network(part)

    return answer


def _our_steps(layers: Any, batch: int) -> Side:
    network = Network.from_config(layers, np.random.default_rng(1))
    loss, optimizer = create_loss("softmax_cross_entropy"), create_optimizer({"type": "momentum"})
    inputs, targets = _minibatch(batch)

    # Made once, as for a whole training.
    stepper = DataParallelStepper(network, loss, optimizer, batch, CORES)
    stepper.start_epoch(np.random.default_rng(1))

    def steps() -> None:
        for _ in range(STEPS):
            stepper.step(inputs, targets, 0.01)

    return steps


def _pytorch_steps(layers: Any, batch: int) -> Side:
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
                    stride=settings["stride"], padding=settings["padding"], bias=settings["bias"],
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
