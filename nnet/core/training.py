"""The training loop: epochs of minibatches, each of them one step of gradient descent.

``train_epoch`` is the loop itself; every network of this project learns in it. ``fit`` runs it
epoch after epoch, measures what is reached and reports it. Both compute in this process. What
spreads a step over several cores or distorts the digits is handed in: see the room ``parallel``.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from nnet.core.data import Dataset, Splits, minibatches, to_inputs
from nnet.core.evaluation import EpochMetrics, MapParts, measure_epoch
from nnet.core.losses import Loss
from nnet.core.network import Network
from nnet.core.optimizers import ExponentialAverage, Optimizer


class DivergedError(ValueError):
    """The loss became infinite or NaN: the steps were too long."""


class Step(NamedTuple):
    """What a step computed with: (batch, n) outputs before the update, their targets, its rate."""

    outputs: np.ndarray
    targets: np.ndarray
    learning_rate: float


def forward_backward(
    network: Network, loss: Loss, inputs: np.ndarray, targets: np.ndarray
) -> np.ndarray:
    """Run forward and backward, which fills the network's gradients; return the outputs.

    Raises ``DivergedError``.
    """
    outputs = network.forward(inputs, training=True)
    gradient = loss.gradient(outputs, targets)
    if not math.isfinite(np.vdot(gradient, gradient)):
        raise DivergedError("The loss was no longer a finite number")
    network.backward(gradient)
    return outputs


class Stepper:
    """Takes training steps with a network: forward, loss, backward, update."""

    def __init__(self, network: Network, loss: Loss, optimizer: Optimizer) -> None:
        self.network = network
        self.loss = loss
        self.optimizer = optimizer

    def start_epoch(self, rng: np.random.Generator) -> None:
        """Hand the epoch's source of randomness to the layers that need one."""
        self.network.start_epoch(rng)

    def step(self, inputs: np.ndarray, targets: np.ndarray, learning_rate: float) -> Step:
        """Change the network by one step; raises ``DivergedError`` and changes nothing."""
        outputs = self.compute_gradient(inputs, targets)
        self.optimizer.step(self.network.packed, learning_rate)
        return Step(outputs, targets, learning_rate)

    def compute_gradient(self, inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Fill the network's gradient and return its outputs; raises ``DivergedError``."""
        return forward_backward(self.network, self.loss, inputs, targets)

    def end_epoch(self) -> None:
        """Bring the network's state up to date."""


def train_epoch(
    stepper: Stepper,
    dataset: Dataset,
    batch_size: int,
    rng: np.random.Generator,
    rate_at: Callable[[int], float],
) -> Iterator[Step]:
    """Pass over the digits once, in random order, and yield each step after it was taken.

    rate_at  the learning rate of a step, by its place in the epoch from 0

    Raises ``DivergedError`` as soon as the loss is no longer finite.
    """
    network = stepper.network
    one_hot = np.eye(network.output_shape[0], dtype=network.dtype)
    prepare = partial(to_inputs, dtype=network.dtype.type)
    stepper.start_epoch(rng)
    batches = minibatches(dataset, batch_size, rng, prepare)
    for number, (inputs, labels) in enumerate(batches):
        yield stepper.step(inputs, one_hot.take(labels, axis=0), rate_at(number))
    stepper.end_epoch()


@dataclass(frozen=True)
class Plan:
    """How a network is to be trained.

    loss, optimizer  what is made small, and how
    schedule         from the share of the training done, 0 to 1, to the share of learning_rate
    epochs           passes over the training digits
    batch_size       digits in a minibatch, one step each
    seed             decides the order of the digits and whatever else is random
    average          decay of the weights' exponential average, which is then what is evaluated and
                     kept; None for the weights as they are
    schedule_epochs  how many the schedule is laid out over; None for all of them
    """

    loss: Loss
    optimizer: Optimizer
    schedule: Callable[[float], float]
    learning_rate: float
    epochs: int
    batch_size: int
    seed: int
    average: float | None = None
    schedule_epochs: int | None = None


@dataclass
class Progress:
    """Where a training is: filled anew after each step, and only valid until the next.

    epoch and step are counted from 1, images from the start of the epoch; epochs, steps and digits
    are how many there are to be. Before the first step, epoch is the last that was finished before.
    rate  the length of a step, before the schedule: who watches may change it
    """

    epochs: int
    rate: float
    epoch: int = 0
    step: int = 0
    steps: int = 0
    images: int = 0
    digits: int = 0
    measure_loss: Callable[[], float] = lambda: float("nan")
    """Computes the loss of the step's minibatch, which costs time when it is asked for."""


class Callback:
    """What watches a training; every method may be left as it is."""

    def on_start(self, progress: Progress) -> None:
        """Be told before the first step."""

    def on_step(self, progress: Progress) -> None:
        """Be told of each minibatch; it is called often and has to be quick."""

    def on_epoch(
        self, metrics: EpochMetrics, network: Network, state: Mapping[str, np.ndarray]
    ) -> None:
        """Be told of each finished epoch.

        network  as it was evaluated: with the averaged weights where there is an average
        state    what ``fit`` needs to go on from here as if it had never been interrupted
        """


def fit(
    network: Network,
    splits: Splits,
    plan: Plan,
    callbacks: Sequence[Callback] = (),
    resume: tuple[int, Mapping[str, np.ndarray]] | None = None,
    *,
    stepper: Stepper | None = None,
    digits_of: Callable[[int], Dataset] | None = None,
    map_parts: MapParts = map,
) -> None:
    """Train a network in place, reporting every step and every epoch to the callbacks.

    The randomness of an epoch depends on the seed and the epoch's number alone, so that the same
    seed gives the same weights, however often the training was interrupted.

    resume     the last finished epoch and the state that ``on_epoch`` got then
    stepper    takes the steps; in this process unless given
    digits_of  returns an epoch's training digits by its number from 1; ``splits.training`` if none
    map_parts  applies a function to parts of the digits that are evaluated, like ``map``
    """
    stepper = stepper or Stepper(network, plan.loss, plan.optimizer)
    average = ExponentialAverage(plan.average, network.packed.value) if plan.average else None
    done = 0
    if resume is not None:
        done, state = resume
        _restore(state, network, plan.optimizer, average)
    progress = Progress(plan.epochs, plan.learning_rate, done)
    for callback in callbacks:
        callback.on_start(progress)
    # Overflow is reported as DivergedError.
    with np.errstate(over="ignore", invalid="ignore"):
        for epoch in range(done + 1, plan.epochs + 1):
            training = digits_of(epoch) if digits_of else splits.training
            started = time.perf_counter()
            rate = _fit_epoch(stepper, training, plan, epoch, average, callbacks, progress)
            duration = time.perf_counter() - started
            state = training_state(network, plan.optimizer, average)
            if average is not None:
                np.copyto(network.packed.value, average.values)
            metrics = measure_epoch(network, plan.loss, splits, epoch, rate, duration, map_parts)
            for callback in callbacks:
                callback.on_epoch(metrics, network, state)
            if epoch < plan.epochs:
                np.copyto(network.packed.value, state["weights"])


def _fit_epoch(
    stepper: Stepper,
    training: Dataset,
    plan: Plan,
    epoch: int,
    average: ExponentialAverage | None,
    callbacks: Sequence[Callback],
    progress: Progress,
) -> float:
    """Pass over the training digits once and return the last step's learning rate.

    Raises ``DivergedError``, naming the step.
    """
    steps = -(-len(training) // plan.batch_size)
    progress.epoch, progress.step, progress.steps = epoch, 0, steps
    progress.images, progress.digits = 0, len(training)
    rng = np.random.default_rng((plan.seed, epoch))
    epochs, rate = plan.schedule_epochs or plan.epochs, progress.rate

    def rate_at(step: int) -> float:
        # Epochs beyond the schedule go through its last one again.
        done = (min(epoch, epochs) - 1 + step / steps) / epochs
        return progress.rate * plan.schedule(done)

    try:
        for step in train_epoch(stepper, training, plan.batch_size, rng, rate_at):
            rate = step.learning_rate
            if average is not None:
                average.update(stepper.network.packed.value)
            progress.step += 1
            progress.images += len(step.targets)
            progress.measure_loss = partial(plan.loss.value, step.outputs, step.targets)
            for callback in callbacks:
                callback.on_step(progress)
    except DivergedError as error:
        raise DivergedError(
            f"{error} at step {progress.step + 1} of epoch {epoch}, with a learning rate of "
            f"{progress.rate:g}."
        ) from None
    return rate


def training_state(
    network: Network, optimizer: Optimizer, average: ExponentialAverage | None
) -> dict[str, np.ndarray]:
    """Return copies of everything that the next epoch depends on, besides plan and data."""
    parts = {"layer": network.state(), "optimizer": optimizer.state()}
    if average is not None:
        parts["average"] = average.state()
    named = {f"{part}.{name}": a for part, arrays in parts.items() for name, a in arrays.items()}
    return {name: a.copy() for name, a in {"weights": network.packed.value, **named}.items()}


def _restore(
    state: Mapping[str, np.ndarray],
    network: Network,
    optimizer: Optimizer,
    average: ExponentialAverage | None,
) -> None:
    """Put back what ``training_state`` returned."""

    def part(prefix: str) -> dict[str, np.ndarray]:
        return {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}

    np.copyto(network.packed.value, state["weights"])
    for name, array in part("layer.").items():
        np.copyto(network.state()[name], array)
    optimizer.load_state(part("optimizer."), network.packed)
    if average is not None:
        average.load_state(part("average."))
