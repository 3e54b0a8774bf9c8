"""Networks for the tests: layers in an odd order, and weights as after a training."""

from __future__ import annotations

import numpy as np

ODD_LAYERS = (
    {"type": "scale", "factor": 2.0},
    {"type": "unflatten"},
    {"type": "conv2d", "filters": 3, "kernel": 5, "stride": 2, "padding": 2},
    {"type": "tanh"},
    {"type": "batch_norm"},
    {"type": "max_pool2d", "size": 3},
    {"type": "conv2d", "filters": 4, "kernel": 3, "bias": False},
    {"type": "leaky_relu", "slope": 0.2},
    {"type": "flatten"},
    {"type": "dense", "units": 10},
)
"""Layers in an order that no recipe has: normalisation that cannot be folded, leftover pixels."""


def lived_in(config):
    """Return a network whose biases, scales and running averages are off their first values."""
    network = config.create_network()
    rng = np.random.default_rng(7)
    for array in network.named_arrays().values():
        if array.ndim == 1:
            array += rng.uniform(0.01, 0.2, array.shape).astype(np.float32)
    return network
