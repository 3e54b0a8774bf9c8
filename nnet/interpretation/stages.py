"""Stages: a network as the steps that people see in it, and what each makes of a digit.

A stage is a layer with weights and what follows it up to the next one: batch normalisation,
pooling, activation. Nothing is computed here that ``core`` does not compute; its layers are asked
one by one, and their outputs are kept.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnet.core.convolution import Conv2D
from nnet.core.layers import Dense, Dropout, Layer, Shape
from nnet.core.network import Network
from nnet.core.pooling import Flatten, MaxPool2D, Unflatten

Place = tuple[int, int]
"""A row and a column."""


@dataclass(frozen=True)
class View:
    """Which pixels of the digit the places of a map see, the same along rows and columns.

    Place i sees ``size`` pixels from ``first + i * step`` on; some may lie outside the picture.
    """

    first: int = 0
    step: int = 1
    size: int = 1

    def through(self, window: int, stride: int = 1, padding: int = 0) -> View:
        """Return what places see through windows over this view's (Dumoulin and Visin 2016)."""
        first = self.first - padding * self.step
        return View(first, self.step * stride, self.size + (window - 1) * self.step)


@dataclass(frozen=True)
class Stage:
    """A layer with weights, and what belongs to it.

    before    what arranges or scales its inputs: nothing is learned there
    weighted  a convolution or a dense layer
    after     what follows it, in the order in which it is computed
    field     (height, width, channels): how the numbers lie that one unit takes
    shape     of the outputs for one digit: (height, width, units), or (units,)
    view      what each place of a map sees of the digit; None where a unit sees all of it
    """

    before: tuple[Layer, ...]
    weighted: Conv2D | Dense
    after: tuple[Layer, ...]
    field: Shape
    shape: Shape
    view: View | None

    @property
    def units(self) -> int:
        """How many units, or filters, it has."""
        return self.shape[-1]

    @property
    def is_map(self) -> bool:
        """Whether each unit has a number for each place of a picture."""
        return len(self.shape) == 3


@dataclass(frozen=True)
class Passage:
    """What a stage made of some digits.

    inputs  of its weighted layer
    values  the outputs of the weighted layer and of each layer after it: (height, batch, width,
            units) for maps, else (batch, units)
    """

    stage: Stage
    inputs: np.ndarray
    values: tuple[np.ndarray, ...]

    @property
    def outputs(self) -> np.ndarray:
        """What it hands on: maps as (batch, height, width, units), else (batch, units)."""
        last = self.values[-1]
        return last.swapaxes(0, 1) if self.stage.is_map else last


def stages_of(network: Network) -> list[Stage]:
    """Return a network's stages, in order; dropout does nothing outside training and is left out.

    Raises ``ValueError`` for a network without a layer that has weights.
    """
    groups = _group([layer for layer in network.layers if not isinstance(layer, Dropout)])
    shape, stages = network.input_shape, []
    view: View | None = View()
    for before, weighted, after in groups:
        lying = _as_picture(shape)
        for layer in before:
            lying = shape if isinstance(layer, Flatten) else lying
            shape, _ = layer.shapes(shape)
        field = lying
        if isinstance(weighted, Conv2D):
            field = (weighted.kernel, weighted.kernel, shape[-1])
            view = view and view.through(weighted.kernel, weighted.stride, weighted.padding)
        else:
            view = None
        shape, _ = weighted.shapes(shape)
        for layer in after:
            shape, _ = layer.shapes(shape)
            if isinstance(layer, MaxPool2D):
                view = view and view.through(layer.size, layer.size)
        stages.append(Stage(before, weighted, after, field, shape, view))
    if not stages:
        raise ValueError("No layer of this network has weights.")
    return stages


def walk(stages: Sequence[Stage], inputs: np.ndarray) -> list[Passage]:
    """Return what each stage makes of digits: (batch, 784) inputs, paper 0 and ink 1."""
    passages: list[Passage] = []
    for stage in stages:
        for layer in stage.before:
            inputs = layer.forward(inputs)
        values = [stage.weighted.forward(inputs)]
        for layer in stage.after:
            values.append(layer.forward(values[-1]))
        passages.append(Passage(stage, inputs, tuple(values)))
        inputs = values[-1]
    return passages


def _group(
    layers: Sequence[Layer],
) -> list[tuple[tuple[Layer, ...], Conv2D | Dense, tuple[Layer, ...]]]:
    """Return layers as (before, weighted, after); what arranges numbers anew begins a stage."""
    places = [i for i, layer in enumerate(layers) if isinstance(layer, Conv2D | Dense)]
    ends = [_first_arranging(layers, place) for place in places]
    groups = []
    for place, start, end in zip(places, [0, *ends], ends, strict=False):
        weighted = layers[place]
        assert isinstance(weighted, Conv2D | Dense)
        groups.append((tuple(layers[start:place]), weighted, tuple(layers[place + 1 : end])))
    return groups


def _first_arranging(layers: Sequence[Layer], place: int) -> int:
    """Return where the stage ends whose weighted layer stands at a place."""
    for end in range(place + 1, len(layers)):
        if isinstance(layers[end], Conv2D | Dense | Flatten | Unflatten):
            return end
    return len(layers)


def _as_picture(shape: Shape) -> Shape:
    """Return how inputs lie as (height, width, channels): pixels as a picture, units one by one."""
    if len(shape) == 3:
        return shape
    side = math.isqrt(shape[0])
    return (side, side, 1) if shape == (784,) else (1, 1, shape[0])
