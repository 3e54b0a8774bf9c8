"""The table of all kinds of layer, and how a configuration becomes one."""

from __future__ import annotations

from typing import Any

from nnet.activations import LeakyReLU, ReLU, Scale, Sigmoid, Tanh
from nnet.convolution import Conv2D
from nnet.layers import Dense, Dropout, Layer
from nnet.normalisation import BatchNorm
from nnet.pictures import Flatten, MaxPool2D, Unflatten

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
    settings = dict(config)
    kind = settings.pop("type", None)
    if kind not in LAYERS:
        raise ValueError(f"Layer type must be one of {', '.join(sorted(LAYERS))}, got {kind!r}.")
    try:
        return LAYERS[kind](**settings)
    except TypeError as error:
        raise ValueError(f"The settings {settings!r} do not fit a {kind} layer: {error}.") from None
