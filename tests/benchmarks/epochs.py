"""One epoch of training as a function to be timed."""

from __future__ import annotations

import collections
import itertools
from collections.abc import Callable

import numpy as np

from nnet.core.data import Dataset
from nnet.core.network import Network
from nnet.core.training import Plan, Stepper, train_epoch


def pass_over(network: Network, plan: Plan, digits: Dataset) -> Callable[[], None]:
    """Return what passes over the digits once, with the plan's learning rate, at each call."""
    stepper, epochs = Stepper(network, plan.loss, plan.optimizer), itertools.count(1)

    def epoch() -> None:
        rng = np.random.default_rng((plan.seed, next(epochs)))
        steps = train_epoch(stepper, digits, plan.batch_size, rng, lambda step: plan.learning_rate)
        collections.deque(steps, maxlen=0)

    return epoch
