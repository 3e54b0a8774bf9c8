"""Training by a configuration: the loop, its steps on several cores, and distorted digits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager

import numpy as np

from nnet.augmentation.augment import Augmentation
from nnet.core.data import Dataset, SampleSource, Splits
from nnet.core.losses import create_loss
from nnet.core.metrics import CLASSES
from nnet.core.network import Network
from nnet.core.optimizers import create_optimizer
from nnet.core.schedules import create_schedule
from nnet.core.training import Callback, Plan, Progress, Stepper, fit
from nnet.models.config import Config
from nnet.parallel.data_parallel import DataParallelStepper
from nnet.parallel.prefetch import AugmentedEpochs
from nnet.parallel.threads import map_on_cores
from nnet.synthesis.labelled_spans import CutDigits
from nnet.synthesis.people import DrawingSet
from nnet.synthesis.peoples_samples import PeoplesDigits, PicturedDigits
from nnet.synthesis.synthetic_digits import CombinedSource, DrawnDigits


def create_plan(config: Config) -> Plan:
    """Return what ``fit`` needs of a configuration."""
    return Plan(
        loss=create_loss(config.loss),
        optimizer=create_optimizer(config.optimizer),
        schedule=create_schedule(config.schedule),
        learning_rate=config.learning_rate,
        epochs=config.epochs,
        batch_size=config.batch_size,
        seed=config.seed,
        average=config.average,
        schedule_epochs=config.schedule_epochs or config.epochs,
    )


def create_source(config: Config, people: Sequence[DrawingSet] = ()) -> SampleSource | None:
    """Return what makes a configuration's further training digits, or None.

    people  what a configuration with ``strokes`` learns from, besides
    """
    parts: list[SampleSource] = []
    copies = config.strokes["copies"] if people and config.strokes is not None else 0
    digits = [digit for one in people for digit in one.digits]
    pictures = [one.pictures for one in people if len(one.pictures)]
    if config.drawn:
        parts.append(DrawnDigits(config.drawn))
    if copies and digits:
        parts.append(PeoplesDigits(digits, copies * len(digits)))
    if copies:
        parts += [PicturedDigits(own, copies * len(own)) for own in pictures]
    if config.cut:
        # Numbers are composed of all ten: where people drew but some of them, generated ones serve.
        has_all = {digit.label for digit in digits} == set(range(CLASSES))
        parts.append(CutDigits(config.cut, digits if copies and has_all else ()))
    return CombinedSource(parts) if parts else None


class FrozenLayers(Callback):
    """Keeps the first layers' weights as they begin: what a step changes about them is undone.

    What batch normalisation keeps of the digits that it has seen goes on changing.

    count  how many of the layers that have weights stay so
    """

    def __init__(self, network: Network, count: int) -> None:
        self._network = network
        self._count = count
        self._kept: list[tuple[np.ndarray, np.ndarray]] = []

    def on_start(self, progress: Progress) -> None:
        """Remember the weights, which are those that the training goes on from."""
        with_weights = [layer for layer in self._network.layers if layer.parameters()]
        self._kept = [
            (parameter.value, parameter.value.copy())
            for layer in with_weights[: self._count]
            for parameter in layer.parameters()
        ]

    def on_step(self, progress: Progress) -> None:
        """Put them back."""
        for value, kept in self._kept:
            np.copyto(value, kept)


@contextmanager
def open_stepper(network: Network, plan: Plan, slices: int) -> Iterator[Stepper]:
    """Yield what takes a training's steps, in as many processes as there are slices."""
    if slices == 1:
        yield Stepper(network, plan.loss, plan.optimizer)
        return
    stepper = DataParallelStepper(network, plan.loss, plan.optimizer, plan.batch_size, slices)
    with closing(stepper):
        yield stepper


@contextmanager
def open_epochs(
    config: Config, dataset: Dataset, epochs: int, source: SampleSource | None = None
) -> Iterator[AugmentedEpochs]:
    """Yield what distorts a configuration's training digits, anew in each epoch.

    epochs  the last epoch that will be asked for
    """
    settings = Augmentation.from_dict(config.augmentation)
    with closing(AugmentedEpochs(dataset, settings, config.seed, epochs, source)) as opened:
        yield opened


def train(
    config: Config,
    network: Network,
    splits: Splits,
    people: Sequence[DrawingSet] = (),
    callbacks: Sequence[Callback] = (),
    resume: tuple[int, Mapping[str, np.ndarray]] | None = None,
) -> None:
    """Train a network in place as its configuration says, on all cores that it asks for.

    people             what people drew that it learns from, besides
    callbacks, resume  as ``fit`` takes them

    Raises ``DivergedError`` and ``LostProcessError``.
    """
    plan, source = create_plan(config), create_source(config, people)
    if config.frozen:
        callbacks = [FrozenLayers(network, config.frozen), *callbacks]
    with (
        open_stepper(network, plan, config.slices) as stepper,
        open_epochs(config, splits.training, plan.epochs, source) as training,
    ):
        fit(
            network,
            splits,
            plan,
            callbacks,
            resume,
            stepper=stepper,
            digits_of=training.dataset,
            map_parts=map_on_cores,
        )
