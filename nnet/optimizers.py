"""Optimizers, which turn gradients into steps, and schedules, which say how long a step is."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from nnet.layers import Parameter


class SGD:
    """Stochastic gradient descent: ``value -= learning_rate * gradient``."""

    kind: ClassVar[str] = "sgd"

    def step(self, parameter: Parameter, learning_rate: float) -> None:
        """Change a parameter by one step; its gradient is used up."""
        parameter.gradient *= learning_rate
        parameter.value -= parameter.gradient

    def config(self) -> dict[str, Any]:
        """Return what ``create_optimizer`` needs to make this optimizer again."""
        return {"type": self.kind}


class Momentum(SGD):
    """Gradient descent with a velocity (Polyak 1964; written as in Nielsen, chapter 3).

    velocity = momentum * velocity - learning_rate * gradient;  value += velocity
    """

    kind: ClassVar[str] = "momentum"

    def __init__(self, momentum: float = 0.9) -> None:
        if not 0 <= momentum < 1:
            raise ValueError(f"Momentum must be at least 0 and below 1, got {momentum!r}.")
        self.momentum = momentum
        self._velocity: np.ndarray | None = None

    def step(self, parameter: Parameter, learning_rate: float) -> None:
        if self._velocity is None:
            self._velocity = np.zeros_like(parameter.value)
        self._velocity *= self.momentum
        parameter.gradient *= learning_rate
        self._velocity -= parameter.gradient
        parameter.value += self._velocity

    def config(self) -> dict[str, Any]:
        return {"type": self.kind, "momentum": self.momentum}


OPTIMIZERS: dict[str, type[SGD]] = {kind.kind: kind for kind in (SGD, Momentum)}


def create_optimizer(config: dict[str, Any]) -> SGD:
    """Return the optimizer that a configuration such as ``{"type": "sgd"}`` describes."""
    settings = dict(config)
    kind = settings.pop("type", None)
    if kind not in OPTIMIZERS:
        raise ValueError(f"Optimizer must be one of {', '.join(OPTIMIZERS)}, got {kind!r}.")
    return OPTIMIZERS[kind](**settings)


def constant(progress: float) -> float:
    """Keep the learning rate as it is."""
    return 1.0


def cosine(progress: float) -> float:
    """Let the learning rate fall to zero along half a cosine (Loshchilov and Hutter 2017, eq. 5).

    The first twentieth of the training warms up in a straight line, since momentum on a freshly
    drawn network is easily thrown off.
    """
    warm_up = 0.05
    if progress < warm_up:
        return (progress + 1e-3) / (warm_up + 1e-3)
    return (1 + math.cos(math.pi * (progress - warm_up) / (1 - warm_up))) / 2


SCHEDULES = {"constant": constant, "cosine": cosine}
"""By name: functions from the share of the training that is done, 0 to 1, to the share of the
learning rate that a step takes."""
