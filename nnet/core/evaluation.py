"""Evaluation: a network's outputs for many pictures, and the metrics of an epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from nnet.core.activations import ReLU
from nnet.core.data import Dataset, Splits, to_inputs
from nnet.core.losses import Loss
from nnet.core.metrics import accuracy, expected_calibration_error, top_k_accuracy
from nnet.core.network import Network

EVALUATION_BATCH = 20
"""Pictures evaluated at once: few enough for the largest layer's outputs to stay in the cache."""

DIAGNOSED = 125
"""How many training digits the layers' states are taken from after an epoch."""

TRAINING_SAMPLE = 10_000
"""How many training digits are evaluated after an epoch; as many as there are of the others."""


@dataclass(frozen=True)
class EpochMetrics:
    """What is measured after an epoch: losses, accuracies from 0 to 1, and seconds.

    top2_accuracy      the label is one of the two likeliest digits
    calibration_error  how far confidence is from accuracy, see ``metrics.py``
    drawings_accuracy  on drawings by people whom the network does not learn from
    layers             the state of each layer with weights, see ``layer_states``
    learning_rate      the rate of the epoch's last step
    duration_s         the time that the training steps took, without the evaluation
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    validation_loss: float
    validation_accuracy: float
    test_loss: float
    test_accuracy: float
    learning_rate: float
    duration_s: float
    validation_top2_accuracy: float | None = None
    validation_calibration_error: float | None = None
    test_top2_accuracy: float | None = None
    test_calibration_error: float | None = None
    drawings_accuracy: float | None = None
    layers: list[dict[str, Any]] | None = None


class MapParts(Protocol):
    """Applies a function to arrays, one after the other like ``map``, or side by side."""

    def __call__(
        self, function: Callable[[np.ndarray], np.ndarray], parts: Iterable[np.ndarray], /
    ) -> Iterable[np.ndarray]:
        """Return the function's results in the order of the parts."""


def outputs_for(network: Network, images: np.ndarray, map_parts: MapParts = map) -> np.ndarray:
    """Return the network's outputs for (n, 28, 28) uint8 images: (n, 10), outside training."""

    def forward(part: np.ndarray) -> np.ndarray:
        return network.forward(to_inputs(part, network.dtype.type))

    return apply_in_batches(forward, images, map_parts)


def apply_in_batches(
    function: Callable[[np.ndarray], np.ndarray], images: np.ndarray, map_parts: MapParts = map
) -> np.ndarray:
    """Return what a function returns for (n, 28, 28) images, called with a few at a time."""
    parts = [images[i : i + EVALUATION_BATCH] for i in range(0, len(images), EVALUATION_BATCH)]
    return np.concatenate(list(map_parts(function, parts)))


def evaluate(
    network: Network, loss: Loss, dataset: Dataset, map_parts: MapParts = map
) -> tuple[float, float, float, float]:
    """Return mean loss, accuracy, top-2 accuracy and expected calibration error on a dataset."""
    outputs = outputs_for(network, dataset.images, map_parts)
    targets = np.eye(network.output_shape[0], dtype=network.dtype)[dataset.labels]
    probabilities = loss.probabilities(outputs)
    return (
        loss.value(outputs, targets),
        accuracy(outputs, dataset.labels),
        top_k_accuracy(probabilities, dataset.labels),
        expected_calibration_error(probabilities, dataset.labels),
    )


def measure_epoch(
    network: Network,
    loss: Loss,
    splits: Splits,
    epoch: int,
    rate: float,
    duration_s: float,
    map_parts: MapParts = map,
) -> EpochMetrics:
    """Return what is measured after an epoch, on 10,000 digits of each part.

    rate, duration_s  of the epoch: its last learning rate, and its seconds
    """
    training = evaluate(network, loss, splits.training[:TRAINING_SAMPLE], map_parts)
    validation = evaluate(network, loss, splits.validation, map_parts)
    test = evaluate(network, loss, splits.test, map_parts)
    drawings = None
    if splits.drawings is not None:
        outputs = outputs_for(network, splits.drawings.images, map_parts)
        drawings = accuracy(outputs, splits.drawings.labels)
    sample = splits.training[:DIAGNOSED]
    targets = np.eye(network.output_shape[0], dtype=network.dtype)[sample.labels]
    layers = layer_states(network, loss, to_inputs(sample.images, network.dtype.type), targets)
    return EpochMetrics(
        epoch,
        *(*training[:2], *validation[:2], *test[:2]),
        rate,
        duration_s,
        *(*validation[2:], *test[2:], drawings),
        layers,
    )


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
