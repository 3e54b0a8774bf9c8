"""One drawing through one step of training, with every number on the way.

The network is the textbook's: an input of 784 pixels, one hidden layer of sigmoid units, ten
outputs. All of it is computed by ``nnet.core``, which trains every other network as well; here its
layers are called one after the other, so that what flows between them can be read.

A step is described by the settings that lead to it: the network starts anew, takes the steps before
and then the one that is looked at. Nothing has to be kept between two questions.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from nnet.core.activations import Sigmoid
from nnet.core.data import to_inputs
from nnet.core.layers import Dense
from nnet.core.losses import LOSSES, Loss, QuadraticCost, SigmoidCrossEntropy
from nnet.core.metrics import CLASSES
from nnet.core.network import Network
from nnet.core.optimizers import SGD
from nnet.core.training import Stepper
from nnet.models.checkpoint import HISTORIES, load_model

COSTS = (QuadraticCost.kind, SigmoidCrossEntropy.kind)
STARTS = ("normal", "lecun", "trained")
"""Where the weights come from: how ``Dense`` draws them at random, or the shipped ``nielsen``."""

HIDDEN_UNITS = 30
LEAST_HIDDEN_UNITS = 2
MAX_STEPS = 200
"""Steps that are taken before the one that is looked at: 15 ms of a core for 30 hidden units."""


@dataclass(frozen=True)
class Exercise:
    """The settings that decide every number of a step.

    label          the digit that the drawing is to be read as
    hidden         units of the hidden layer
    cost           the name of the loss, one of ``COSTS``
    start          one of ``STARTS``
    seed           decides the weights that are drawn at random
    learning_rate  how far a step goes
    steps          how many steps are taken before the one that is looked at

    Raises ``ValueError`` for trained weights with another hidden layer than theirs.
    """

    label: int
    hidden: int = HIDDEN_UNITS
    cost: str = QuadraticCost.kind
    start: str = "normal"
    seed: int = 1
    learning_rate: float = 3.0
    steps: int = 0

    def __post_init__(self) -> None:
        if self.start == "trained" and self.hidden != HIDDEN_UNITS:
            raise ValueError(
                f"The trained network has {HIDDEN_UNITS} hidden units, not {self.hidden}."
            )

    @property
    def loss(self) -> Loss:
        """The loss of that name."""
        return LOSSES[self.cost]

    def create_network(self, dtype: type = np.float32) -> Network:
        """Return the network before its first step.

        The sigmoid of its outputs belongs to cross-entropy where that is the loss.
        """
        init = "normal" if self.start == "trained" else self.start
        layers = [Dense(self.hidden, init), Sigmoid(), Dense(CLASSES, init)]
        if self.cost == QuadraticCost.kind:
            layers.append(Sigmoid())
        network = Network(layers, (784,), np.random.default_rng((self.seed, 0)), dtype)
        if self.start == "trained":
            np.copyto(network.packed.value, _trained_weights())
        return network

    def targets(self, dtype: type = np.float32) -> np.ndarray:
        """Return what the outputs should be: (1, 10), 1 for the label and 0 elsewhere."""
        return np.eye(CLASSES, dtype=dtype)[[self.label]]


@dataclass(frozen=True)
class LayerStep:
    """A layer of sigmoid units in one step; ``units`` many, each with ``n_in`` inputs.

    inputs             (n_in,) the activations of the layer before, or the pixels
    weights, biases    (units, n_in), (units,) before the step
    terms              (units, n_in) weight times input, what is added up to the weighted input
    sums               (units,) the weighted inputs z
    activations        (units,) a = sigmoid(z)
    slopes             (units,) the derivative of the sigmoid at z
    errors             (units,) delta = dCost/dz
    weights_gradient   (units, n_in) dCost/dw
    biases_gradient    (units,) dCost/db
    new_weights, new_biases  after the step
    """

    inputs: np.ndarray
    weights: np.ndarray
    biases: np.ndarray
    terms: np.ndarray
    sums: np.ndarray
    activations: np.ndarray
    slopes: np.ndarray
    errors: np.ndarray
    weights_gradient: np.ndarray
    biases_gradient: np.ndarray
    new_weights: np.ndarray
    new_biases: np.ndarray


@dataclass(frozen=True)
class TrainingStep:
    """A step of training with one drawing.

    layers      the hidden layer, then the outputs
    targets     (10,) what the outputs should be
    cost_terms  (10,) what each output adds to the cost
    costs       the cost before each of the steps, the one that is looked at among them, and after
                that one
    """

    layers: tuple[LayerStep, ...]
    targets: np.ndarray
    cost_terms: np.ndarray
    costs: tuple[float, ...]

    @property
    def hidden_error_terms(self) -> np.ndarray:
        """What each output hands back to each hidden unit: weight times error, (hidden, 10)."""
        outputs = self.layers[-1]
        return outputs.weights.T * outputs.errors


def replay(exercise: Exercise, image: np.ndarray) -> tuple[Network, list[float]]:
    """Return the network before the step that is looked at, and the cost before each earlier one.

    image  (28, 28) uint8, 0 is paper and 255 is ink
    """
    network, loss = exercise.create_network(), exercise.loss
    inputs, targets = to_inputs(image[None]), exercise.targets()
    stepper = Stepper(network, loss, SGD())
    costs = []
    for _ in range(exercise.steps):
        step = stepper.step(inputs, targets, exercise.learning_rate)
        costs.append(loss.value(step.outputs, targets))
    return network, costs


def take_step(exercise: Exercise, image: np.ndarray) -> TrainingStep:
    """Take the step that is looked at, with a (28, 28) uint8 image, and return all its numbers."""
    network, costs = replay(exercise, image)
    loss, targets = exercise.loss, exercise.targets()
    values = _forward(network, to_inputs(image[None]))
    gradients = _backward(network, loss.gradient(values[-1], targets))
    before = [
        (parameter.value.copy(), parameter.gradient.copy()) for parameter in network.parameters()
    ]
    SGD().step(network.packed, exercise.learning_rate)
    after = [parameter.value for parameter in network.parameters()]
    layers = []
    for number, place in enumerate(_dense_places(network)):
        (weights, weights_gradient), (biases, biases_gradient) = before[2 * number : 2 * number + 2]
        inputs, sums = values[place][0], values[place + 1]
        sigmoid = Sigmoid()
        activations = sigmoid.forward(sums, training=True)[0]
        layers.append(
            LayerStep(
                inputs=inputs,
                weights=weights,
                biases=biases,
                terms=weights * inputs,
                sums=sums[0],
                activations=activations,
                slopes=sigmoid.backward(np.ones_like(sums))[0],  # type: ignore[index]
                errors=gradients[place][0],
                weights_gradient=weights_gradient,
                biases_gradient=biases_gradient,
                new_weights=after[2 * number],
                new_biases=after[2 * number + 1],
            )
        )
    costs += [
        loss.value(values[-1], targets),
        loss.value(network.forward(to_inputs(image[None])), targets),
    ]
    outputs = zip(values[-1][0], targets[0], strict=True)
    terms = [loss.value(np.array([[output]]), np.array([[target]])) for output, target in outputs]
    return TrainingStep(tuple(layers), targets[0], np.array(terms), tuple(costs))


def _forward(network: Network, inputs: np.ndarray) -> list[np.ndarray]:
    """Return the inputs of each layer in turn, and the outputs of the last."""
    values = [inputs]
    for layer in network.layers:
        values.append(layer.forward(values[-1], training=True).copy())
    return values


def _backward(network: Network, gradient: np.ndarray) -> list[np.ndarray]:
    """Fill the network's gradients, and return dLoss/d(outputs) of each layer in turn."""
    gradients = [gradient.copy()]
    for layer in reversed(network.layers):
        flowing = layer.backward(gradients[0])
        assert flowing is not None  # what the layers return unless nobody asks for it
        gradients.insert(0, flowing.copy())
    return gradients[1:]


def _dense_places(network: Network) -> list[int]:
    """Return where the layers with weights are."""
    return [place for place, layer in enumerate(network.layers) if isinstance(layer, Dense)]


@functools.cache
def _trained_weights() -> np.ndarray:
    """Return all weights of the shipped run of ``nielsen``, whose layers are the same."""
    return load_model(HISTORIES / "nielsen.npz").network.packed.value
