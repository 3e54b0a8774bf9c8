"""Folding batch normalisation into the layer before it, for inference."""

from __future__ import annotations

import numpy as np

from nnet.core.batch_norm import BatchNorm
from nnet.core.convolution import Conv2D
from nnet.core.layers import Dense, Dropout, Layer
from nnet.core.network import Network, create_layer


def fold(network: Network) -> Network:
    """Return a network that gives the same answers outside training, with fewer layers.

    A trained batch normalisation is ``factor * x + offset`` for each channel; after a layer that
    computes ``x = W inputs + b`` both together are that layer with the weights ``factor W`` and the
    biases ``factor b + offset`` (Jacob et al. 2018, section 3.2). Dropout does nothing outside
    training and is left out. A batch normalisation that follows no such layer stays.
    """
    pairs: list[tuple[Layer, BatchNorm | None]] = []
    for layer in network.layers:
        if isinstance(layer, Dropout):
            continue
        before = pairs[-1] if pairs else (None, None)
        if isinstance(layer, BatchNorm) and isinstance(before[0], Conv2D | Dense) and not before[1]:
            pairs[-1] = (before[0], layer)
        else:
            pairs.append((layer, None))
    layers = [create_layer(_with_biases(layer)) for layer, _ in pairs]
    folded = Network(layers, network.input_shape, np.random.default_rng(0), network.dtype.type)
    for target, (source, normalisation) in zip(layers, pairs, strict=True):
        _copy(source, normalisation, target)
    return folded


def _with_biases(layer: Layer) -> dict[str, object]:
    config = layer.config()
    return {**config, "bias": True} if isinstance(layer, Conv2D) else config


def _copy(source: Layer, normalisation: BatchNorm | None, target: Layer) -> None:
    """Copy a layer's arrays, taking up the batch normalisation that followed it."""
    if isinstance(target, Conv2D | Dense) and isinstance(source, Conv2D | Dense):
        weights, biases = source.weights.value, source.biases.value
        if normalisation is not None:
            factor, offset = normalisation.as_factor_and_offset()
            # a filter is the last axis of a convolution's weights, a unit the first of a dense one
            along = factor if isinstance(source, Conv2D) else factor[:, np.newaxis]
            weights, biases = weights * along, biases * factor + offset
        np.copyto(target.weights.value, weights)
        np.copyto(target.biases.value, biases)
        return
    for parameter, copy in zip(source.parameters(), target.parameters(), strict=True):
        np.copyto(copy.value, parameter.value)
    for name, array in source.state().items():
        np.copyto(target.state()[name], array)
