"""Optimizers, which turn gradients into steps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from nnet.core.layers import Parameter
from nnet.core.registry import build


class Optimizer:
    """What all optimizers share; each follows one parameter, a network's ``packed``.

    l2        pulls weights towards zero: gradient += l2 * value, where ``parameter.decays``. In
              Nielsen's chapter 3 it is lambda / n, with n training digits.
    max_norm  a longer gradient is shortened to this Euclidean norm (Pascanu et al. 2013)
    """

    kind: ClassVar[str]
    """The optimizer's name in a configuration."""

    def __init__(self, l2: float = 0.0, max_norm: float | None = None) -> None:
        if not (math.isfinite(l2) and l2 >= 0):
            raise ValueError(f"l2 must be at least 0, got {l2!r}.")
        if max_norm is not None and not max_norm > 0:
            raise ValueError(f"max_norm must be above 0, got {max_norm!r}.")
        self.l2 = l2
        self.max_norm = max_norm
        self._plain = l2 == 0 and max_norm is None
        self._arrays: dict[str, np.ndarray] = {}

    def step(self, parameter: Parameter, learning_rate: float) -> None:
        """Change a parameter by one step; its gradient is used up."""
        if not self._plain:
            self._prepare(parameter)
        self._change(parameter, learning_rate)

    def state(self) -> dict[str, np.ndarray]:
        """Return what is needed to go on, to the bit."""
        return {name: array for name, array in self._arrays.items() if name != "scratch"}

    def load_state(self, state: Mapping[str, np.ndarray], parameter: Parameter) -> None:
        """Go on from a state with a parameter of the same size."""
        for name, array in state.items():
            self._arrays[name] = array.astype(array.dtype).reshape(array.shape)

    def config(self) -> dict[str, Any]:
        """Return what ``create_optimizer`` needs to make this optimizer again."""
        given = {"l2": self.l2 or None, "max_norm": self.max_norm}
        return {"type": self.kind, **{k: v for k, v in given.items() if v is not None}}

    def _change(self, parameter: Parameter, learning_rate: float) -> None:
        raise NotImplementedError

    def _prepare(self, parameter: Parameter) -> None:
        """Add the pull towards zero to the gradient, then shorten it."""
        gradient = parameter.gradient
        if self.l2:
            gradient += self._decay(parameter, self.l2)
        if self.max_norm is not None:
            norm = math.sqrt(np.vdot(gradient, gradient))
            if norm > self.max_norm:
                gradient *= self.max_norm / norm

    def _decay(self, parameter: Parameter, factor: float) -> np.ndarray:
        """Return factor * value where the parameter decays, else 0, in scratch memory."""
        scratch = self._array("scratch", parameter)
        np.multiply(parameter.value, factor, out=scratch)
        if parameter.decays is not None:
            scratch *= parameter.decays
        return scratch

    def _array(self, name: str, parameter: Parameter) -> np.ndarray:
        """Return an array like the parameter that is kept from step to step, zeros at first."""
        if name not in self._arrays:
            self._arrays[name] = np.zeros_like(parameter.value)
        return self._arrays[name]


class SGD(Optimizer):
    """Stochastic gradient descent: ``value -= learning_rate * gradient``."""

    kind = "sgd"

    def _change(self, parameter: Parameter, learning_rate: float) -> None:
        parameter.gradient *= learning_rate
        parameter.value -= parameter.gradient


class Momentum(Optimizer):
    """Gradient descent with a velocity (Polyak 1964; written as in Nielsen, chapter 3).

    velocity = momentum * velocity - learning_rate * gradient;  value += velocity

    nesterov  value += momentum * velocity - learning_rate * gradient instead: the step that the
              new velocity is about to take (Sutskever et al. 2013)
    """

    kind = "momentum"

    def __init__(self, momentum: float = 0.9, nesterov: bool = False, **shared: Any) -> None:
        super().__init__(**shared)
        if not 0 <= momentum < 1:
            raise ValueError(f"Momentum must be at least 0 and below 1, got {momentum!r}.")
        self.momentum = momentum
        self.nesterov = nesterov

    def _change(self, parameter: Parameter, learning_rate: float) -> None:
        velocity = self._array("velocity", parameter)
        velocity *= self.momentum
        parameter.gradient *= learning_rate
        velocity -= parameter.gradient
        if self.nesterov:
            parameter.value -= parameter.gradient
            np.multiply(velocity, self.momentum, out=parameter.gradient)
            parameter.value += parameter.gradient
        else:
            parameter.value += velocity

    def config(self) -> dict[str, Any]:
        nesterov = {"nesterov": True} if self.nesterov else {}
        return {**super().config(), "momentum": self.momentum, **nesterov}


class Adam(Optimizer):
    """Steps of about the learning rate in every direction, however long the gradient is.

    mean = beta1 * mean + (1 - beta1) * gradient
    square = beta2 * square + (1 - beta2) * gradient^2
    value -= learning_rate * (mean / (1 - beta1^t) / (sqrt(square / (1 - beta2^t)) + epsilon))

    at step t (Kingma and Ba 2015, algorithm 1).

    weight_decay  besides, value -= learning_rate * weight_decay * value where it decays: not
                  through the gradient, which Adam would rescale (Loshchilov and Hutter 2019)
    """

    kind = "adam"

    def __init__(
        self,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
        **shared: Any,
    ) -> None:
        super().__init__(**shared)
        if not (0 <= beta1 < 1 and 0 <= beta2 < 1):
            raise ValueError(f"Betas must be at least 0 and below 1, got {beta1!r} and {beta2!r}.")
        if not (epsilon > 0 and math.isfinite(weight_decay) and weight_decay >= 0):
            raise ValueError("epsilon must be above 0, and weight_decay at least 0.")
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.weight_decay = weight_decay
        self._arrays["steps"] = np.zeros((), np.int64)

    def _change(self, parameter: Parameter, learning_rate: float) -> None:
        self._arrays["steps"] += 1
        steps = int(self._arrays["steps"])
        gradient = parameter.gradient
        mean, square = self._array("mean", parameter), self._array("square", parameter)
        scratch = self._array("scratch", parameter)
        if self.weight_decay:
            parameter.value -= self._decay(parameter, learning_rate * self.weight_decay)
        np.multiply(gradient, gradient, out=scratch)
        scratch -= square
        scratch *= 1 - self.beta2
        square += scratch
        gradient -= mean
        gradient *= 1 - self.beta1
        mean += gradient
        np.sqrt(square, out=scratch)
        scratch /= math.sqrt(1 - self.beta2**steps)
        scratch += self.epsilon
        np.divide(mean, scratch, out=gradient)
        gradient *= learning_rate / (1 - self.beta1**steps)
        parameter.value -= gradient

    def config(self) -> dict[str, Any]:
        names = ("beta1", "beta2", "epsilon", "weight_decay")
        return {**super().config(), **{name: getattr(self, name) for name in names}}


OPTIMIZERS: dict[str, type[Optimizer]] = {kind.kind: kind for kind in (SGD, Momentum, Adam)}
"""Every optimizer by its name in a configuration."""


def create_optimizer(config: dict[str, Any]) -> Optimizer:
    """Return the optimizer that a configuration such as ``{"type": "sgd"}`` describes.

    Raises ``ValueError`` for an unknown name or a setting that does not fit.
    """
    return build("Optimizer", OPTIMIZERS, config)


class ExponentialAverage:
    """Follows weights from step to step; their average is steadier than the last step's weights.

    values = d * values + (1 - d) * weights, with d = min(decay, (1 + t) / (10 + t)) at step t, so
    that the random weights at the start are soon forgotten (Polyak and Juditsky 1992 for the idea).

    decay   0.999 averages over about the last 1,000 steps
    values  the average, an array like the weights
    """

    def __init__(self, decay: float, weights: np.ndarray) -> None:
        if not 0 < decay < 1:
            raise ValueError(f"The decay of an average must be above 0 and below 1, got {decay!r}.")
        self.decay = decay
        self.values = weights.copy()
        self._scratch = np.empty_like(weights)
        self._steps = 0

    def update(self, weights: np.ndarray) -> None:
        """Take up the weights after a step."""
        self._steps += 1
        decay = min(self.decay, (1 + self._steps) / (10 + self._steps))
        np.subtract(weights, self.values, out=self._scratch)
        self._scratch *= 1 - decay
        self.values += self._scratch

    def state(self) -> dict[str, np.ndarray]:
        """Return what is needed to go on, to the bit."""
        return {"values": self.values, "steps": np.array(self._steps)}

    def load_state(self, state: Mapping[str, np.ndarray]) -> None:
        """Go on from a state."""
        np.copyto(self.values, state["values"])
        self._steps = int(state["steps"])
