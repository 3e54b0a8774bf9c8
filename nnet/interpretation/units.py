"""The arithmetic of a single unit: what it takes, times its weights, summed, and what follows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnet.core.activations import LeakyReLU, Scale
from nnet.core.batch_norm import BatchNorm
from nnet.core.convolution import Conv2D
from nnet.core.layers import Layer
from nnet.core.pooling import MaxPool2D
from nnet.interpretation.stages import Passage, Place


@dataclass(frozen=True)
class Step:
    """One thing that happens to a unit's sum.

    kind      the layer's
    constants what it computes with: those of a batch normalisation, a slope, a factor, a size
    window    the numbers of which a pooling keeps the largest, else None
    value     what comes out
    """

    kind: str
    constants: dict[str, float]
    window: np.ndarray | None
    value: float


@dataclass(frozen=True)
class Arithmetic:
    """How one number of a stage comes about.

    place     of its map: row and column; None for a unit without a map
    origin    row and column, in the inputs' maps, of the first number that it takes; they are
              below 0 where it takes padding
    inputs    (height, width, channels): what it takes, padding being 0
    weights   (height, width, channels): what it gives each
    products  their products, in float64
    bias      0 for a layer without
    value     the sum of both, as the layer computed it
    steps     what follows
    """

    place: Place | None
    origin: Place
    inputs: np.ndarray
    weights: np.ndarray
    products: np.ndarray
    bias: float
    value: float
    steps: tuple[Step, ...]

    @property
    def output(self) -> float:
        """What the unit hands on."""
        return self.steps[-1].value if self.steps else self.value


def find_strongest_place(passage: Passage, unit: int) -> Place:
    """Return where a unit's map is the largest for the first digit; of equal places the first."""
    picture = passage.outputs[0, :, :, unit]
    row, column = np.unravel_index(int(picture.argmax()), picture.shape)
    return int(row), int(column)


def explain_number(passage: Passage, unit: int, place: Place | None = None) -> Arithmetic:
    """Return how a unit's number comes about for the first digit of a passage.

    place  of the unit's map; the strongest unless given, and ignored for a unit without a map

    Raises ``IndexError`` for a unit or place that there is not.
    """
    stage = passage.stage
    if not 0 <= unit < stage.units:
        raise IndexError(f"There are units from 0 to {stage.units - 1}, no {unit}.")
    if not stage.is_map:
        return _of_dense(passage, unit)
    place = find_strongest_place(passage, unit) if place is None else place
    height, width, _ = stage.shape
    if not (0 <= place[0] < height and 0 <= place[1] < width):
        raise IndexError(f"The map has {height} rows and {width} columns, and no place {place}.")
    return _of_map(passage, unit, place)


def _of_dense(passage: Passage, unit: int) -> Arithmetic:
    stage, layer = passage.stage, passage.stage.weighted
    inputs = passage.inputs[0].reshape(stage.field)
    weights = layer.weights.value[unit].reshape(stage.field)
    steps = tuple(
        Step(after.kind, _constants(after, unit), None, float(values[0, unit]))
        for after, values in zip(stage.after, passage.values[1:], strict=True)
    )
    bias, value = float(layer.biases.value[unit]), float(passage.values[0][0, unit])
    return Arithmetic(None, (0, 0), inputs, weights, _products(inputs, weights), bias, value, steps)


def _of_map(passage: Passage, unit: int, place: Place) -> Arithmetic:
    stage, layer = passage.stage, passage.stage.weighted
    assert isinstance(layer, Conv2D)
    # Backwards through the poolings, to the one place of the convolution that is handed on.
    here, steps = place, []
    for number in range(len(stage.after), 0, -1):
        after, values = stage.after[number - 1], passage.values[number]
        value, window = float(values[here[0], 0, here[1], unit]), None
        if isinstance(after, MaxPool2D):
            here, window = _largest(passage.values[number - 1][:, 0, :, unit], here, after.size)
        steps.append(Step(after.kind, _constants(after, unit), window, value))
    top, left = (at * layer.stride - layer.padding for at in here)
    inputs = _patch(passage.inputs[:, 0], top, left, layer.kernel)
    weights = layer.weights.value[..., unit]
    bias = float(layer.biases.value[unit]) if layer.bias else 0.0
    value = float(passage.values[0][here[0], 0, here[1], unit])
    products = _products(inputs, weights)
    return Arithmetic(
        place, (top, left), inputs, weights, products, bias, value, tuple(reversed(steps))
    )


def _largest(picture: np.ndarray, place: Place, size: int) -> tuple[Place, np.ndarray]:
    """Return the place of a picture that a pooling keeps for one of its own, and all it sees."""
    top, left = place[0] * size, place[1] * size
    window = picture[top : top + size, left : left + size]
    row, column = np.unravel_index(int(window.argmax()), window.shape)
    return (top + int(row), left + int(column)), window


def _patch(pictures: np.ndarray, top: int, left: int, kernel: int) -> np.ndarray:
    """Return (kernel, kernel, channels) of (height, width, channels), 0 outside of them."""
    height, width, channels = pictures.shape
    patch = np.zeros((kernel, kernel, channels), pictures.dtype)
    rows = slice(max(top, 0), min(top + kernel, height))
    columns = slice(max(left, 0), min(left + kernel, width))
    inside = pictures[rows, columns]
    down, right = rows.start - top, columns.start - left
    patch[down : down + len(inside), right : right + inside.shape[1]] = inside
    return patch


def _products(inputs: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return inputs.astype(np.float64) * weights.astype(np.float64)


def _constants(layer: Layer, unit: int) -> dict[str, float]:
    """Return what a layer computes with for one unit."""
    if isinstance(layer, BatchNorm):
        factor, offset = layer.as_factor_and_offset()
        return {
            "factor": float(factor[unit]),
            "offset": float(offset[unit]),
            "scale": float(layer.scale.value[unit]),
            "shift": float(layer.shift.value[unit]),
            "mean": float(layer.mean[unit]),
            "variance": float(layer.variance[unit]),
        }
    if isinstance(layer, LeakyReLU):
        return {"slope": layer.slope}
    if isinstance(layer, Scale):
        return {"factor": layer.factor}
    if isinstance(layer, MaxPool2D):
        return {"size": layer.size}
    return {}
