"""Scores: the ten numbers that a network computes of a picture, as a function that has slopes.

Training asks for the slope of the loss with respect to the weights. To explain an answer one asks
for the slope of a score with respect to the pixels, of the network as it answers: with the running
averages of a batch normalisation, without dropout, and before the last layer squeezes the scores.
"""

from __future__ import annotations

import threading
from typing import cast

import numpy as np

from nnet.core.activations import Sigmoid
from nnet.core.batch_norm import BatchNorm
from nnet.core.layers import Layer
from nnet.core.network import Network, create_layer
from nnet.models.inference import Inference


class Scores:
    """A network's scores, one for each digit; threads may share it.

    A score is what goes into the last sigmoid, or into the softmax of the loss: z in Nielsen's
    book, a logit elsewhere. Of two digits the one with the higher score is the likelier.

    network  without what only training needs, see ``models/folding.py``; its weights are shared
    """

    def __init__(self, network: Network) -> None:
        ends_in_sigmoid = isinstance(network.layers[-1], Sigmoid)
        count = len(network.layers) - ends_in_sigmoid
        self._network = share_layers(network, count)
        self._inference = Inference(self._network)
        self._training = threading.Lock()  # layers keep what backward needs

    @property
    def dtype(self) -> np.dtype:
        """In which it computes."""
        return self._network.dtype

    def of(self, inputs: np.ndarray) -> np.ndarray:
        """Return the scores of (n, 784) inputs, paper 0 and ink 1: (n, 10)."""
        return self._inference.forward(inputs)

    def slopes(self, inputs: np.ndarray, digit: int) -> np.ndarray:
        """Return d(score of a digit)/d(pixel) at one picture's inputs: (784,) for (784,).

        It is the chain rule, from the score back to the pixels: the slope of the digit's own score
        is 1 and those of the others are 0.
        """
        layers = self._network.layers
        with self._training:
            outputs = inputs[np.newaxis]
            for layer in layers:
                outputs = layer.forward(outputs, training=True)
            gradient = np.zeros_like(outputs)
            gradient[0, digit] = 1
            for layer in reversed(layers):
                gradient = cast(np.ndarray, layer.backward(gradient, need_inputs=True))
            return gradient[0].copy()


def share_layers(network: Network, count: int) -> Network:
    """Return the first layers of a network as one of their own, which shares the weights.

    It computes, in training as well, what they compute outside training; there must be no dropout.
    """
    layers = [create_layer(layer.config()) for layer in network.layers[:count]]
    rng = np.random.default_rng(0)  # its weights are replaced at once
    part = Network(layers, network.input_shape, rng, network.dtype.type)
    for position, source in enumerate(network.layers[:count]):
        if isinstance(source, BatchNorm):
            part.layers[position] = _FixedNorm(source)
            continue
        own = part.layers[position].parameters()
        for parameter, shared in zip(own, source.parameters(), strict=True):
            parameter.value = shared.value
    return part


class _FixedNorm(Layer):
    """A batch normalisation outside training: ``outputs = factor * inputs + offset``, by channel.

    Backward: d(inputs) = factor * G.
    """

    kind = "fixed_norm"

    def __init__(self, source: BatchNorm) -> None:
        super().__init__()
        self._factor, self._offset = source.as_factor_and_offset()

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        return inputs * self._factor + self._offset

    def backward(self, gradient: np.ndarray, need_inputs: bool = True) -> np.ndarray | None:
        return gradient * self._factor
