"""The training loop: minibatches, forward, loss, backward, update; and what watches it."""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nnet.data import Dataset, Splits, minibatches
from nnet.losses import Loss
from nnet.metrics import CLASSES, accuracy
from nnet.network import Network
from nnet.optimizers import SGD
from nnet.preprocessing import to_inputs

EVALUATION_BATCH = 1000
"""Pictures evaluated at once: enough to keep BLAS busy, few enough to stay in the cache."""

TRAINING_SAMPLE = 10_000
"""How many training digits are evaluated after an epoch; as many as there are of the others."""


class DivergedError(ValueError):
    """The loss became infinite or NaN: the steps were too long."""


@dataclass(frozen=True)
class Plan:
    """How a network is to be trained.

    loss, optimizer  what is made small, and how
    schedule         from the share of the training done, 0 to 1, to the share of learning_rate
    epochs           passes over the training digits
    batch_size       digits in a minibatch, one step each
    seed             decides the order of the digits and whatever else is random
    """

    loss: Loss
    optimizer: SGD
    schedule: Callable[[float], float]
    learning_rate: float
    epochs: int
    batch_size: int
    seed: int


@dataclass(frozen=True)
class EpochMetrics:
    """What is measured after an epoch: losses, accuracies from 0 to 1, and seconds.

    learning_rate  the rate of the epoch's last step
    duration_s     the time that the training steps took, without the evaluation
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    validation_loss: float
    validation_accuracy: float
    test_loss: float
    test_accuracy: float
    learning_rate: float
    duration_s: float


@dataclass
class Progress:
    """Where a training is: filled anew after each step, and only valid until the next.

    epoch and step are counted from 1, images from the start of the epoch.
    """

    epoch: int
    step: int = 0
    images: int = 0
    measure_loss: Callable[[], float] = lambda: float("nan")
    """Computes the loss of the step's minibatch, which costs time when it is asked for."""


class Callback:
    """What watches a training; every method may be left as it is."""

    def on_step(self, progress: Progress) -> None:
        """Be told of each minibatch; it is called often and has to be quick."""

    def on_epoch(self, metrics: EpochMetrics, network: Network) -> None:
        """Be told of each finished epoch."""


def fit(network: Network, splits: Splits, plan: Plan, callbacks: Sequence[Callback] = ()) -> None:
    """Train a network in place, reporting every step and every epoch to the callbacks.

    The randomness of an epoch depends on the seed and the epoch's number alone, so that the same
    seed gives the same weights.
    """
    for epoch in range(1, plan.epochs + 1):
        rng = np.random.default_rng((plan.seed, epoch))
        network.start_epoch(rng)
        started = time.perf_counter()
        # What overflows is found, and named, by its result.
        with np.errstate(over="ignore", invalid="ignore"):
            rate = train_epoch(network, splits.training, plan, epoch, rng, callbacks)
        duration = time.perf_counter() - started
        metrics = EpochMetrics(
            epoch,
            *evaluate(network, plan.loss, splits.training[:TRAINING_SAMPLE]),
            *evaluate(network, plan.loss, splits.validation),
            *evaluate(network, plan.loss, splits.test),
            learning_rate=rate,
            duration_s=duration,
        )
        for callback in callbacks:
            callback.on_epoch(metrics, network)


def train_epoch(
    network: Network,
    training: Dataset,
    plan: Plan,
    epoch: int,
    rng: np.random.Generator,
    callbacks: Sequence[Callback] = (),
) -> float:
    """Pass over the training digits once and return the last step's learning rate.

    Raises ``DivergedError``, naming the step, as soon as the loss is no longer finite.
    """
    one_hot = np.eye(CLASSES, dtype=network.dtype)
    steps = -(-len(training) // plan.batch_size)
    progress = Progress(epoch)
    rate = plan.learning_rate
    prepare = functools.partial(to_inputs, dtype=network.dtype.type)
    for inputs, labels in minibatches(training, plan.batch_size, rng, prepare):
        targets = one_hot.take(labels, axis=0)
        outputs = network.forward(inputs, training=True)
        gradient = plan.loss.gradient(outputs, targets)
        if not math.isfinite(np.vdot(gradient, gradient)):
            raise DivergedError(
                f"The loss was no longer a finite number at step {progress.step + 1} of epoch "
                f"{epoch}. Try a learning rate below {plan.learning_rate!r}, "
                f"for example {plan.learning_rate / 10:g}."
            )
        network.backward(gradient)
        done = (epoch - 1 + progress.step / steps) / plan.epochs
        rate = plan.learning_rate * plan.schedule(done)
        plan.optimizer.step(network.packed, rate)
        progress.step += 1
        progress.images += len(inputs)
        progress.measure_loss = lambda: plan.loss.value(outputs, targets)  # noqa: B023
        for callback in callbacks:
            callback.on_step(progress)
    return rate


def evaluate(network: Network, loss: Loss, dataset: Dataset) -> tuple[float, float]:
    """Return the mean loss and the accuracy (0 to 1) on a dataset."""
    outputs = outputs_for(network, dataset.images)
    targets = np.eye(CLASSES, dtype=network.dtype)[dataset.labels]
    return loss.value(outputs, targets), accuracy(outputs, dataset.labels)


def outputs_for(network: Network, images: np.ndarray) -> np.ndarray:
    """Return the network's outputs for (n, 28, 28) uint8 images: (n, 10), outside training."""
    return np.concatenate(
        [
            network.forward(to_inputs(images[start : start + EVALUATION_BATCH]))
            for start in range(0, len(images), EVALUATION_BATCH)
        ]
    )
