"""The matrix products of a training step and nothing else: what no implementation can do without.

A convolution counts as one product of its patches, taken as given, with its weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from nnet.core.convolution import Conv2D
from nnet.core.layers import Dense
from nnet.core.network import Network
from tests.benchmarks.timing import Side

Product = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Two factors and where their product goes."""


def products_alone(layers: Any, batch: int, steps: int, slices: int = 1) -> Side:
    """Return what runs the products of some steps, each slice of a minibatch in its own thread."""
    parts = [list(_products(layers, batch // slices)) for _ in range(slices)]
    pool = ThreadPoolExecutor(slices)

    def multiply(part: list[Product]) -> None:
        for _ in range(steps):
            for left, right, out in part:
                np.dot(left, right, out=out)

    return lambda: list(pool.map(multiply, parts))


def _products(layers: Any, batch: int) -> Iterator[Product]:
    """Yield the products of one step, forward and then backward, laid out as ``nnet`` does."""
    network = Network.from_config(layers, np.random.default_rng(1))
    backward: list[Product] = []
    shape = network.input_shape
    for layer in network.layers:
        after = layer.shapes(shape)[0]
        if isinstance(layer, Dense):
            inputs, weights, outputs = _filled((batch, *shape), (*after, *shape), (*after, batch))
            yield weights, inputs.T, outputs
            into_weights = (outputs, inputs, np.empty_like(weights))
            into_inputs = (weights.T, outputs, np.empty_like(inputs.T, order="C"))
        elif isinstance(layer, Conv2D):
            pixels, seen = after[0] * after[1] * batch, layer.kernel**2 * shape[2]
            inputs, weights, outputs = _filled(
                (pixels, seen), (seen, layer.filters), (pixels, layer.filters)
            )
            yield inputs, weights, outputs
            into_weights = (inputs.T, outputs, np.empty_like(weights))
            into_inputs = (outputs, weights.T, np.empty_like(inputs))
        else:
            shape = after
            continue
        # Nobody asks for the gradient of the pictures.
        backward = [into_weights, *([into_inputs] if backward else []), *backward]
        shape = after
    yield from backward


def _filled(*shapes: tuple[int, ...]) -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    return [rng.standard_normal(shape, np.float32) for shape in shapes]
