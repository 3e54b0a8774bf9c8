"""The gradient check: backpropagation's derivatives beside those of the definition.

    dC/dw = lim (C(w + e) - C(w - e)) / 2e

Central differences need the network's forward pass alone, twice for each weight. That is what
backpropagation saves, and what it can be trusted by. In float64, as float32 has too few digits for
the difference of two costs that are nearly the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnet.core.data import to_inputs
from nnet.core.training import forward_backward
from nnet.interpretation.training_step import Exercise, replay

EPSILON = 1e-5
"""How far a weight is moved: the rule's own error is of the order of its square, 1e-10, and that of
the rounded costs, 1e-16 / 1e-5, is below it."""

SAMPLE = 6
"""How many weights of each layer are tried, and a bias of each."""


@dataclass(frozen=True)
class CheckedDerivative:
    """The derivative of the cost by one number, computed in both ways.

    layer            1 for the hidden layer, 2 for the outputs
    unit, source     which unit's; the weight's place among its inputs, None for its bias
    backpropagation  as the backward pass has it
    numerical        by central differences
    """

    layer: int
    unit: int
    source: int | None
    backpropagation: float
    numerical: float


def check_gradient(exercise: Exercise, image: np.ndarray) -> list[CheckedDerivative]:
    """Return derivatives of the cost of a (28, 28) uint8 image, before the step looked at.

    The weights are drawn by the exercise's seed among those whose input is not 0: the derivatives
    by the others are 0, however they are computed.
    """
    trained, _ = replay(exercise, image)
    network = exercise.create_network(np.float64)
    np.copyto(network.packed.value, trained.packed.value)
    loss, targets = exercise.loss, exercise.targets(np.float64)
    inputs = to_inputs(image[None], np.float64)
    forward_backward(network, loss, inputs, targets)
    parameters = network.parameters()
    gradients = [parameter.gradient.copy() for parameter in parameters]
    rng = np.random.default_rng((exercise.seed, exercise.steps))

    def numerical(values: np.ndarray, place: tuple[int, ...]) -> float:
        kept = values[place]
        values[place] = kept + EPSILON
        above = loss.value(network.forward(inputs), targets)
        values[place] = kept - EPSILON
        below = loss.value(network.forward(inputs), targets)
        values[place] = kept
        return (above - below) / (2 * EPSILON)

    checked = []
    for number, parameter in enumerate(parameters):
        layer = number // 2 + 1
        inked = np.flatnonzero(inputs[0]) if layer == 1 else np.arange(exercise.hidden)
        for place in _sample(parameter.value.shape, inked, rng):
            checked.append(
                CheckedDerivative(
                    layer=layer,
                    unit=place[0],
                    source=place[1] if len(place) > 1 else None,
                    backpropagation=float(gradients[number][place]),
                    numerical=numerical(parameter.value, place),
                )
            )
    return checked


def _sample(
    shape: tuple[int, ...], sources: np.ndarray, rng: np.random.Generator
) -> list[tuple[int, ...]]:
    """Return some places in an array of weights, those of other sources left out, or one bias."""
    units = shape[0]
    if len(shape) == 1:
        return [(int(rng.integers(units)),)]
    chosen = rng.choice(units * len(sources), min(SAMPLE, units * len(sources)), replace=False)
    return [(int(each // len(sources)), int(sources[each % len(sources)])) for each in chosen]
