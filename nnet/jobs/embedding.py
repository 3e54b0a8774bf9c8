"""Maps of test digits: those that a layer sees as alike lie side by side."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nnet.core.data import to_inputs
from nnet.core.network import Network

DIGITS = 1_000
"""How many test digits are on a map: as many as can be told apart, and quickly placed."""

BATCH = 50
PERPLEXITY = 30
"""How many neighbours t-SNE tries to keep near each digit: its authors' range is 5 to 50."""


@dataclass(frozen=True)
class Place:
    """Where in a network the digits are looked at: before a layer with weights, or at the end.

    layer  the layer that they come out of, from 1; 0 for the pixels
    type   that layer's type, or ``pixels``
    """

    layer: int
    type: str


@dataclass(frozen=True)
class DigitMap:
    """The test digits as one layer sees them, on a plane.

    method  ``pca``, or ``tsne`` where scikit-learn is installed
    points  (n, 2), each direction from -1 to 1
    """

    place: Place
    method: str
    points: np.ndarray


def places(network: Network) -> list[Place]:
    """Return what there is a map of: the pixels, what each trained layer gets, and the outputs."""
    trained = [i for i, layer in enumerate(network.layers) if layer.parameters()]
    found = [Place(0, "pixels")]
    ends = [*trained[1:], len(network.layers)]
    return found + [Place(end, network.layers[end - 1].kind) for end in ends]


def methods() -> list[str]:
    """Return the ways to draw a map that this installation has."""
    return ["pca", "tsne"] if importlib.util.find_spec("sklearn") else ["pca"]


def digit_maps(
    network: Network,
    images: np.ndarray,
    watch: Callable[[float], None] = lambda done: None,
) -> list[DigitMap]:
    """Return a map for each place and method; ``watch`` is called with the share that is done.

    images  (n, 28, 28) uint8
    """
    maps: list[DigitMap] = []
    found, ways = places(network), methods()
    for place in found:
        # One layer at a time: together they would take hundreds of megabytes.
        vectors = _vectors(network, images, place)
        plane = principal_components(vectors, 50)
        for method in ways:
            if method == "tsne" and len(images) <= PERPLEXITY:
                continue  # fewer than it takes for neighbours
            points = plane[:, :2] if method == "pca" else _tsne(plane)
            maps.append(DigitMap(place, method, points / np.abs(points).max(initial=1e-12)))
            watch(len(maps) / (len(found) * len(ways)))
    return maps


def principal_components(vectors: np.ndarray, count: int) -> np.ndarray:
    """Return the vectors' first principal components: (n, count) from (n, d), fewer if d is less.

    With more dimensions than vectors the inner products of the centred vectors, (n, n), say the
    same as their covariances, (d, d): their eigenvectors, times the roots of their eigenvalues, are
    the coordinates (Bishop, Pattern Recognition and Machine Learning, section 12.1.4).
    """
    centred = vectors - vectors.mean(axis=0)
    values, eigenvectors = np.linalg.eigh((centred @ centred.T).astype(np.float64))
    order = np.argsort(values)[::-1][: min(count, vectors.shape[1])]
    return eigenvectors[:, order] * np.sqrt(np.maximum(values[order], 0))


def _vectors(network: Network, images: np.ndarray, place: Place) -> np.ndarray:
    """Return what comes out of a layer, or the pixels: (n, d) float32."""
    rows = []
    for start in range(0, len(images), BATCH):
        values = to_inputs(images[start : start + BATCH], network.dtype.type)
        for layer in network.layers[: place.layer]:
            values = layer.forward(values)
        # Pictures are kept as (height, batch, width, channels).
        values = values if values.ndim == 2 else values.swapaxes(0, 1)
        rows.append(values.reshape(len(values), -1))
    return np.concatenate(rows)


def _tsne(plane: np.ndarray) -> np.ndarray:
    """Return the digits placed by t-SNE (van der Maaten and Hinton 2008), starting from PCA."""
    from sklearn.manifold import TSNE

    # Its threads, which come with this import, wait for each other where other work keeps cores.
    with threadpool_limits(1):
        return TSNE(perplexity=PERPLEXITY, init="pca", random_state=1).fit_transform(plane)


def describe_map(digit_map: DigitMap) -> dict[str, Any]:
    """Return a map as plain values for JSON, with as many decimals as a screen can show."""
    return {
        "layer": digit_map.place.layer,
        "type": digit_map.place.type,
        "method": digit_map.method,
        "points": digit_map.points.astype(np.float64).round(3).tolist(),
    }
