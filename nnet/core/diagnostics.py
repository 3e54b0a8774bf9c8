"""The state of a network's layers: the size of weights and gradients, and which units are dead."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnet.core.activations import ReLU
from nnet.core.losses import Loss
from nnet.core.network import Network


def layer_states(
    network: Network, loss: Loss, inputs: np.ndarray, targets: np.ndarray
) -> list[dict[str, Any]]:
    """Return one entry for each layer with weights, in order; the network stays as it is.

    layer          its place among the layers, from 1
    type           its kind
    weight_norm    the Euclidean norm of its weights
    gradient_norm  the same of their gradient, for the given minibatch
    dead_share     of its units or filters, how many the rectifier after it silences for every
                   input; None where no rectifier comes before the next weights

    inputs  (n, 784); targets (n, 10), one-hot rows
    """
    replica = network.replica()
    replica.start_epoch(np.random.default_rng(0))
    states: list[dict[str, Any]] = []
    outputs = inputs
    for position, layer in enumerate(replica.layers, 1):
        outputs = layer.forward(outputs, training=True)
        if hasattr(layer, "weights"):
            states.append({"layer": position, "type": layer.kind, "dead_share": None})
        elif isinstance(layer, ReLU) and states:
            silent = outputs.max(axis=tuple(range(outputs.ndim - 1))) <= 0
            states[-1]["dead_share"] = float(silent.mean())
    replica.backward(loss.gradient(outputs, targets))
    for state in states:
        weights = replica.layers[state["layer"] - 1].parameters()[0]
        state["weight_norm"] = float(np.linalg.norm(weights.value))
        state["gradient_norm"] = float(np.linalg.norm(weights.gradient))
    return states
