"""Neighbours: the training digits that look most alike to the last hidden layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnet.core.data import Dataset, to_inputs
from nnet.core.evaluation import MapParts, apply_in_batches
from nnet.core.network import Network
from nnet.interpretation.scores import share_layers
from nnet.models.inference import Inference

MAX_FEATURES_BYTES = 16 * 1024 * 1024
"""What the activations of all digits may take; of 10,000 digits a layer of 128 units takes 5 MB."""


class LastHiddenLayer:
    """What goes into the last layer with weights: all that a network makes its scores of.

    network  without what only training needs, see ``models/folding.py``; its weights are shared
    """

    def __init__(self, network: Network) -> None:
        last = max(i for i, layer in enumerate(network.layers) if layer.parameters())
        part = share_layers(network, last)
        self._inference, self._dtype = Inference(part), part.dtype
        self.units = int(np.prod(part.output_shape))

    def of(self, images: np.ndarray) -> np.ndarray:
        """Return the activations for (n, 28, 28) uint8 images: (n, units)."""
        inputs = to_inputs(images, self._dtype.type)
        return self._inference.forward(inputs).reshape(len(images), -1)


@dataclass(frozen=True)
class Neighbours:
    """Training digits and what the last hidden layer makes of each; threads may share it.

    layer       that layer
    digits      those that are searched
    features    (n, units), the activations
    halved_squares  (n,), half the squared length of each row
    """

    layer: LastHiddenLayer
    digits: Dataset
    features: np.ndarray
    halved_squares: np.ndarray

    def nearest(self, image: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the places of the digits that are most alike, and how far they are, by distance.

        The distance is Euclidean, |f - q|; since |f - q|^2 = |f|^2 - 2 f q + |q|^2, the nearest one
        has the smallest |f|^2 / 2 - f q, which is one product for all digits.

        image  (28, 28) uint8
        count  how many are sought
        """
        (query,) = self.layer.of(image[np.newaxis])
        rank = self.halved_squares - self.features @ query
        found = np.argpartition(rank, count - 1)[:count]
        distances = np.linalg.norm(self.features[found] - query, axis=1)
        order = np.lexsort((found, distances))
        return found[order], distances[order]


def index_digits(
    network: Network,
    digits: Dataset,
    map_parts: MapParts = map,
    known: np.ndarray | None = None,
) -> Neighbours:
    """Return an index of as many of the digits as fit: ``MAX_FEATURES_BYTES`` of activations.

    map_parts  applies a function to parts of the digits, perhaps on several cores
    known      the ``features`` of an earlier index of this network; others are not used
    """
    layer = LastHiddenLayer(network)
    fitting = digits[: MAX_FEATURES_BYTES // (layer.units * network.dtype.itemsize)]
    if known is not None and (known.shape, known.dtype) == (
        (len(fitting), layer.units),
        network.dtype,
    ):
        features = known
    else:
        features = apply_in_batches(layer.of, fitting.images, map_parts)
    halved_squares = np.einsum("nu,nu->n", features, features) / 2
    return Neighbours(layer, fitting, features, halved_squares)
