"""The table of all kinds of layer, and how a configuration becomes one."""

from __future__ import annotations

from typing import Any

from nnet.core.activations import LeakyReLU, ReLU, Scale, Sigmoid, Tanh
from nnet.core.batch_norm import BatchNorm
from nnet.core.convolution import Conv2D
from nnet.core.layers import Dense, Dropout, Layer
from nnet.core.pooling import Flatten, MaxPool2D, Unflatten
from nnet.core.registry import create

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
    return create("Layer type", LAYERS, config)
