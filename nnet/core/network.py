"""A network: an ordered list of layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nnet.core.activations import LeakyReLU, ReLU, Scale, Sigmoid, Tanh
from nnet.core.batch_norm import BatchNorm
from nnet.core.convolution import Conv2D
from nnet.core.layers import Dense, Dropout, Layer, Parameter, Shape
from nnet.core.pooling import Flatten, MaxPool2D, Unflatten
from nnet.core.registry import build


class Network:
    """Layers applied one after the other.

    layers       what ``forward`` runs through, in order, but for pooling, see ``_pooled_first``
    input_shape  the shape of one example, without the batch
    rng          where the initial weights come from
    dtype        float32 to train and predict with, float64 to check gradients with
    packed       every parameter in one, for optimizers

    Raises ``ValueError`` naming the layer when two neighbours' shapes do not fit.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        input_shape: Shape,
        rng: np.random.Generator,
        dtype: type = np.float32,
    ) -> None:
        self.layers = list(layers)
        self.input_shape = input_shape
        self.dtype = np.dtype(dtype)
        shape = input_shape
        for position, layer in enumerate(self.layers, 1):
            try:
                output_shape, _ = layer.shapes(shape)
            except ValueError as error:
                raise ValueError(f"Layer {position} ({layer.kind}): {error}") from None
            layer.build(shape, rng, self.dtype)
            shape = output_shape
        self.output_shape = shape
        self.layers = _pooled_first(self.layers)
        self.packed = self._pack()
        self.bind(self.packed.value, self.packed.gradient)
        # Nobody asks for the gradient of the pictures: backward ends at the first trained layer.
        self._first_trained = next(
            (i for i, layer in enumerate(self.layers) if layer.parameters()), len(self.layers)
        )

    @classmethod
    def from_config(
        cls,
        layers: Sequence[dict[str, Any]],
        rng: np.random.Generator,
        dtype: type = np.float32,
        input_shape: Shape = (784,),
    ) -> Network:
        """Return a network from its layers' configurations, for 28x28 pictures unless told."""
        return cls([create_layer(config) for config in layers], input_shape, rng, dtype)

    def _pack(self) -> Parameter:
        """Move all parameters into one array, of which theirs become views.

        An optimizer's step is then a few operations on one array, however many layers there are.
        """
        parameters = self.parameters()
        arrays = [parameter.value.ravel() for parameter in parameters]
        packed = Parameter("all", np.concatenate([np.empty(0, self.dtype), *arrays]))
        decays = [
            np.ones_like(parameter.value) if parameter.decays is None else parameter.decays
            for parameter in parameters
        ]
        packed.decays = np.concatenate([np.empty(0, self.dtype), *map(np.ravel, decays)])
        return packed

    def bind(self, value: np.ndarray, gradient: np.ndarray) -> None:
        """Use other arrays, (parameter_count,), in place of those of ``packed``."""
        self.packed.value, self.packed.gradient = value, gradient
        start = 0
        for parameter in self.parameters():
            part, shape = slice(start, start + parameter.value.size), parameter.value.shape
            parameter.value = value[part].reshape(shape)
            parameter.gradient = gradient[part].reshape(shape)
            start = part.stop

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """Return the outputs of the last layer, one row an example."""
        for layer in self.layers:
            inputs = layer.forward(inputs, training)
        return inputs

    def backward(self, gradient: np.ndarray) -> None:
        """Let dLoss/d(outputs) flow back through the layers, filling every parameter's gradient."""
        for position in range(len(self.layers) - 1, self._first_trained - 1, -1):
            flowing = self.layers[position].backward(gradient, position > self._first_trained)
            if flowing is not None:
                gradient = flowing

    def start_epoch(self, rng: np.random.Generator) -> None:
        """Hand the epoch's source of randomness to the layers that need one."""
        for layer in self.layers:
            layer.start_epoch(rng)

    def replica(self) -> Network:
        """Return a network with this one's weights, and gradients and state of its own."""
        layers = [create_layer(layer.config()) for layer in self.layers]
        copy = Network(layers, self.input_shape, np.random.default_rng(0), self.dtype.type)
        copy.bind(self.packed.value, copy.packed.gradient)
        return copy

    def parameters(self) -> list[Parameter]:
        """Return every trained array, from the first layer to the last."""
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    def named_arrays(self) -> dict[str, np.ndarray]:
        """Return every array that training changes by its layer's position and its own name."""
        trained = {
            f"{position}.{parameter.name}": parameter.value
            for position, layer in enumerate(self.layers)
            for parameter in layer.parameters()
        }
        return {**trained, **self.state()}

    def state(self) -> dict[str, np.ndarray]:
        """Return what the layers keep without its being trained, by position and name."""
        return {
            f"{position}.{name}": array
            for position, layer in enumerate(self.layers)
            for name, array in layer.state().items()
        }

    @property
    def parameter_count(self) -> int:
        """How many numbers are trained."""
        return self.packed.value.size

    @property
    def architecture(self) -> str:
        """The sizes of the layers in short: ``784-30-10``, ``784-16c5-32c5-128-10``.

        16c5 are 16 filters of 5x5 pixels.
        """
        sizes = [str(size) for size in self.input_shape]
        for layer in self.layers:
            if isinstance(layer, Dense):
                sizes.append(str(layer.units))
            elif isinstance(layer, Conv2D):
                sizes.append(f"{layer.filters}c{layer.kernel}")
        return "-".join(sizes)


def _pooled_first(layers: Sequence[Layer]) -> list[Layer]:
    """Return the layers with each pooling before the activations that it follows.

    These functions never fall, so that the largest of their values is the value of the largest:
    outputs and gradients stay the same, to the bit, and the activation has a fraction of the work.
    """
    ordered: list[Layer] = []
    for layer in layers:
        place = len(ordered)
        if isinstance(layer, MaxPool2D):
            while place and isinstance(ordered[place - 1], ReLU | LeakyReLU | Sigmoid | Tanh):
                place -= 1
        ordered.insert(place, layer)
    return ordered


LAYERS: dict[str, type[Layer]] = {
    layer.kind: layer
    for layer in (
        BatchNorm,
        Conv2D,
        Dense,
        Dropout,
        Flatten,
        LeakyReLU,
        MaxPool2D,
        ReLU,
        Scale,
        Sigmoid,
        Tanh,
        Unflatten,
    )
}
"""Every kind of layer by its name in a configuration."""


def create_layer(config: dict[str, Any]) -> Layer:
    """Return the layer that a configuration such as ``{"type": "dense", "units": 30}`` describes.

    Raises ``ValueError`` for an unknown type or setting.
    """
    return build("Layer type", LAYERS, config)
