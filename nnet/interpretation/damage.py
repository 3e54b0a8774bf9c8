"""Damage: a copy of a network with units switched off and weights disturbed.

What a network can lose without reading worse says where its knowledge is. The changes happen in
this order: noise, pruning, rounding, switching off; each is of every layer's weights alone, and
biases stay as they are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nnet.core.convolution import Conv2D
from nnet.core.data import Dataset
from nnet.core.evaluation import MapParts, apply_in_batches
from nnet.core.layers import Dense, Layer
from nnet.core.network import Network
from nnet.interpretation.stages import stages_of
from nnet.models.checkpoint import Model
from nnet.models.folding import fold


@dataclass(frozen=True)
class Changes:
    """What is different in a copy of a network.

    off    (stage, unit) of the units that hand on 0, stages from 0
    prune  the share of each layer's weights that are set to 0, the smallest first
    noise  the deviation of what is added to weights, in deviations of their layer's
    seed   decides the noise
    bits   how many bits the weights of a unit are rounded to; None leaves them as they are
    """

    off: tuple[tuple[int, int], ...] = ()
    prune: float = 0.0
    noise: float = 0.0
    seed: int = 1
    bits: int | None = None

    def __bool__(self) -> bool:
        return bool(self.off or self.prune or self.noise or self.bits)


class Silence(Layer):
    """Units that are switched off: ``outputs = inputs * mask``, the mask being 0 for these."""

    kind = "silence"

    def __init__(self, mask: np.ndarray) -> None:
        super().__init__()
        self.mask = mask

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        return inputs * self.mask


def damage(model: Model, changes: Changes) -> Model:
    """Return a copy of a model with changes; the model itself stays as it is.

    Raises ``IndexError`` for a unit that there is not.
    """
    network = _copy(model.network)
    rng = np.random.default_rng(changes.seed)
    for layer in network.layers:
        if isinstance(layer, Conv2D | Dense):
            _disturb(layer, changes, rng)
    folded = fold(network)
    for each in (network, folded):
        _silence(each, changes.off)
    return dataclasses.replace(model, network=network, folded=folded)


def measure_accuracy(model: Model, digits: Dataset, map_parts: MapParts = map) -> float:
    """Return the share of digits that a model reads correctly."""
    answers = apply_in_batches(model.probabilities, digits.images, map_parts).argmax(axis=1)
    return float((answers == digits.labels).mean())


def prune(weights: np.ndarray, share: float) -> None:
    """Set a share of weights, below 1, to 0: those nearest to it."""
    flat = weights.reshape(-1)
    count = round(share * flat.size)
    flat[np.argpartition(np.abs(flat), count)[:count]] = 0


def round_to_bits(weights: np.ndarray, bits: int, unit_axis: int) -> None:
    """Round each unit's weights to 2^bits - 1 values, evenly from -m to m and 0 among them.

    m is the unit's largest weight in size. (Jacob et al. 2018, section 2.1, symmetric.)
    """
    others = tuple(axis for axis in range(weights.ndim) if axis != unit_axis % weights.ndim)
    largest = np.abs(weights).max(axis=others, keepdims=True)
    step = largest / (2 ** (bits - 1) - 1)
    np.divide(weights, step, out=weights, where=step > 0)
    np.rint(weights, out=weights)
    weights *= step


def _disturb(layer: Conv2D | Dense, changes: Changes, rng: np.random.Generator) -> None:
    weights = layer.weights.value
    if changes.noise:
        drawn = rng.standard_normal(weights.shape, dtype=np.float32)
        weights += (changes.noise * weights.std() * drawn).astype(weights.dtype)
    if changes.prune:
        prune(weights, changes.prune)
    if changes.bits:
        # A filter is the last axis of a convolution's weights, a unit the first of a dense one's.
        round_to_bits(weights, changes.bits, -1 if isinstance(layer, Conv2D) else 0)


def _copy(network: Network) -> Network:
    """Return a network with weights and state of its own."""
    copy = network.replica()
    copy.bind(network.packed.value.copy(), copy.packed.gradient)
    for name, array in network.state().items():
        np.copyto(copy.state()[name], array)
    return copy


def _silence(network: Network, off: Sequence[tuple[int, int]]) -> None:
    """Have a network's units hand on 0, whatever comes before."""
    stages = stages_of(network)
    for stage_number in sorted({number for number, _ in off}):
        stage = stages[stage_number]
        mask = _mask(stage.units, (unit for number, unit in off if number == stage_number))
        last = (stage.weighted, *stage.after)[-1]
        network.layers.insert(network.layers.index(last) + 1, Silence(mask.astype(network.dtype)))


def _mask(units: int, off: Iterable[int]) -> np.ndarray:
    mask = np.ones(units)
    for unit in off:
        mask[unit] = 0
    return mask
