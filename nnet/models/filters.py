"""Filters: the weights of a network's first layer, arranged as pictures of what it looks for."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnet.core.convolution import Conv2D
from nnet.core.layers import Dense
from nnet.core.network import Network


@dataclass(frozen=True)
class FirstLayer:
    """The weights of a layer, as they lie over what it sees.

    layer     its place among the layers, from 1
    type      its kind
    pictures  (units or filters, height, width): for pixels their own places, for a convolution its
              kernel, with several channels side by side
    """

    layer: int
    type: str
    pictures: np.ndarray


def first_layer(network: Network) -> FirstLayer | None:
    """Return the weights of the first layer that has any, or None where none has."""
    for position, layer in enumerate(network.layers, 1):
        if isinstance(layer, Dense):
            inputs = layer.weights.value.shape[1]
            side = math.isqrt(inputs)
            height = side if side * side == inputs else 1
            pictures = layer.weights.value.reshape(layer.units, height, -1)
            return FirstLayer(position, layer.kind, pictures)
        if isinstance(layer, Conv2D):
            rows = layer.weights.value.transpose(3, 0, 2, 1)  # filter, row, channel, column
            return FirstLayer(position, layer.kind, rows.reshape(layer.filters, layer.kernel, -1))
    return None
