"""The training loop: epochs of minibatches, what is measured after each, and what watches it."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np

from nnet.augmentation.augment import Augmentation
from nnet.core.data import Dataset, SampleSource, Splits, minibatches, to_inputs
from nnet.core.evaluation import EpochMetrics, measured
from nnet.core.losses import Loss
from nnet.core.metrics import CLASSES
from nnet.core.network import Network
from nnet.core.optimizers import ExponentialAverage, Optimizer
from nnet.parallel.data_parallel import DivergedError
from nnet.parallel.prefetch import AugmentedEpochs
from nnet.parallel.stepping import Stepper


@dataclass(frozen=True)
class Plan:
    """How a network is to be trained.

    loss, optimizer  what is made small, and how
    schedule         from the share of the training done, 0 to 1, to the share of learning_rate
    epochs           passes over the training digits
    batch_size       digits in a minibatch, one step each
    seed             decides the order of the digits and whatever else is random
    slices           parts that each minibatch is split into, to be computed side by side
    average          decay of the weights' exponential average, which is then what is evaluated and
                     kept; None for the weights as they are
    augmentation     how the training digits are distorted, anew in every epoch
    supply           what makes further training digits, if anything
    schedule_epochs  how many the schedule is laid out over; None for all of them
    """

    loss: Loss
    optimizer: Optimizer
    schedule: Callable[[float], float]
    learning_rate: float
    epochs: int
    batch_size: int
    seed: int
    slices: int = 1
    average: float | None = None
    augmentation: Augmentation = field(default_factory=Augmentation)
    supply: SampleSource | None = None
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
) -> None:
    """Train a network in place, reporting every step and every epoch to the callbacks.

    The randomness of an epoch depends on the seed and the epoch's number alone, so that the same
    seed gives the same weights, however often the training was interrupted.

    resume  the last finished epoch and the state that ``on_epoch`` got then
    """
    average = None
    if plan.average is not None:
        average = ExponentialAverage(plan.average, network.packed.value)
    done = 0
    if resume is not None:
        done, state = resume
        _restore(state, network, plan.optimizer, average)
    stepper = Stepper(network, plan.loss, plan.optimizer, plan.batch_size, plan.slices, average)
    epochs = AugmentedEpochs(
        splits.training, plan.augmentation, plan.seed, plan.epochs, plan.supply
    )
    progress = Progress(plan.epochs, plan.learning_rate, done)
    for callback in callbacks:
        callback.on_start(progress)
    # What overflows is found, and named, by its result.
    with closing(stepper), closing(epochs), np.errstate(over="ignore", invalid="ignore"):
        for epoch in range(done + 1, plan.epochs + 1):
            training = Dataset(epochs.images(epoch), epochs.labels)
            started = time.perf_counter()
            rate = train_epoch(network, training, plan, epoch, stepper, callbacks, progress)
            duration = time.perf_counter() - started
            state = _state(network, plan.optimizer, average)
            if average is not None:
                np.copyto(network.packed.value, average.values)
            metrics = measured(network, plan.loss, splits, epoch, rate, duration)
            for callback in callbacks:
                callback.on_epoch(metrics, network, state)
            if epoch < plan.epochs:
                np.copyto(network.packed.value, state["weights"])


def train_epoch(
    network: Network,
    training: Dataset,
    plan: Plan,
    epoch: int,
    stepper: Stepper,
    callbacks: Sequence[Callback] = (),
    progress: Progress | None = None,
) -> float:
    """Pass over the training digits once and return the last step's learning rate.

    Raises ``DivergedError``, naming the step, as soon as the loss is no longer finite.
    """
    rng = np.random.default_rng((plan.seed, epoch))
    stepper.start_epoch(rng)
    one_hot = np.eye(CLASSES, dtype=network.dtype)
    steps = -(-len(training) // plan.batch_size)
    progress = progress or Progress(plan.epochs, plan.learning_rate)
    progress.epoch, progress.step, progress.steps = epoch, 0, steps
    progress.images, progress.digits = 0, len(training)
    rate = progress.rate
    prepare = functools.partial(to_inputs, dtype=network.dtype.type)
    laid_out = plan.schedule_epochs or plan.epochs
    for inputs, labels in minibatches(training, plan.batch_size, rng, prepare):
        # Epochs beyond the schedule go through its last one again.
        done = (min(epoch, laid_out) - 1 + progress.step / steps) / laid_out
        rate = progress.rate * plan.schedule(done)
        try:
            step = stepper.step(inputs, one_hot.take(labels, axis=0), rate)
        except DivergedError as error:
            raise DivergedError(
                f"{error} at step {progress.step + 1} of epoch {epoch}. Try a learning rate below "
                f"{progress.rate!r}, for example {progress.rate / 10:g}."
            ) from None
        progress.step += 1
        progress.images += len(inputs)
        progress.measure_loss = functools.partial(plan.loss.value, step.outputs, step.targets)
        for callback in callbacks:
            callback.on_step(progress)
    stepper.end_epoch()
    return rate


def _state(
    network: Network, optimizer: Optimizer, average: ExponentialAverage | None
) -> dict[str, np.ndarray]:
    """Return copies of everything that the next epoch depends on, besides plan and data."""
    arrays = {"weights": network.packed.value.copy()}
    arrays |= {f"layer.{name}": array.copy() for name, array in network.state().items()}
    arrays |= {f"optimizer.{name}": array.copy() for name, array in optimizer.state().items()}
    if average is not None:
        arrays |= {f"average.{name}": array.copy() for name, array in average.state().items()}
    return arrays


def _restore(
    state: Mapping[str, np.ndarray],
    network: Network,
    optimizer: Optimizer,
    average: ExponentialAverage | None,
) -> None:
    """Put back what ``_state`` returned."""

    def part(prefix: str) -> dict[str, np.ndarray]:
        return {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}

    np.copyto(network.packed.value, state["weights"])
    for name, array in network.state().items():
        np.copyto(array, state[f"layer.{name}"])
    optimizer.load_state(part("optimizer."), network.packed)
    if average is not None:
        average.load_state(part("average."))
