"""One training step: forward, loss, backward, update; on several cores where it pays.

A minibatch can be split into slices. The first one runs through the network itself, each further
one through a copy in a process of its own, which shares the weights and has gradients of its own;
``data_parallel.py`` says how. The slices' gradients are added in their order, so that the result
does not depend on which is done first.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from nnet.core.losses import Loss
from nnet.core.network import Network
from nnet.core.optimizers import ExponentialAverage, Optimizer
from nnet.parallel.data_parallel import RemoteSlice, flow, share_weights


@dataclass(frozen=True)
class Step:
    """What a step computed with: (batch, 10) outputs before the update, and their targets."""

    outputs: np.ndarray
    targets: np.ndarray


class Stepper:
    """Takes training steps with a network; to be closed, since it may hold processes.

    batch_size  the most examples that a minibatch will have
    slices      how many parts each minibatch is split into; batch normalisation takes the
                statistics of each part by itself ("ghost batches", Hoffer et al. 2017)
    average     follows the weights from step to step, if given
    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        optimizer: Optimizer,
        batch_size: int,
        slices: int = 1,
        average: ExponentialAverage | None = None,
    ) -> None:
        self._network = network
        self._loss = loss
        self._optimizer = optimizer
        self._average = average
        self._others: list[RemoteSlice] = []
        self._resources = contextlib.ExitStack()
        if slices > 1:
            # The slices keep the cores busy; threads of BLAS beside them would only be in the way.
            self._resources.enter_context(threadpool_limits(1, "blas"))
            weights = share_weights(network)
            for _ in range(slices - 1):
                other = RemoteSlice(network, weights, loss, -(-batch_size // slices))
                self._resources.callback(other.close)
                self._others.append(other)

    def close(self) -> None:
        """End the processes."""
        self._resources.close()

    def start_epoch(self, rng: np.random.Generator) -> None:
        """Hand the epoch's source of randomness and the network's state to every slice."""
        if not self._others:
            self._network.start_epoch(rng)
            return
        mine, *theirs = rng.spawn(1 + len(self._others))
        self._network.start_epoch(mine)
        state = self._network.state()
        for other, child in zip(self._others, theirs, strict=True):
            other.start_epoch(child, state)

    def end_epoch(self) -> None:
        """Bring the network's state up to date: the mean of the slices' states."""
        if self._others:
            mine = self._network.state()
            states = [mine, *(other.state() for other in self._others)]
            for name, array in mine.items():
                np.mean([state[name] for state in states], axis=0, out=array)

    def step(self, inputs: np.ndarray, targets: np.ndarray, learning_rate: float) -> Step:
        """Change the network by one step; raises ``DivergedError`` and changes nothing."""
        if self._others:
            outputs = self._flow_in_slices(inputs, targets)
        else:
            outputs = flow(self._network, self._loss, inputs, targets)
        self._optimizer.step(self._network.packed, learning_rate)
        if self._average is not None:
            self._average.update(self._network.packed.value)
        return Step(outputs, targets)

    def _flow_in_slices(self, inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        parts = min(1 + len(self._others), len(inputs))
        pieces = [*zip(np.array_split(inputs, parts), np.array_split(targets, parts), strict=True)]
        others = self._others[: parts - 1]
        for other, piece in zip(others, pieces[1:], strict=True):
            other.begin(*piece)
        outputs = [flow(self._network, self._loss, *pieces[0])]
        outputs += [other.finish() for other in others]
        # Each slice has the mean over its own examples.
        total = self._network.packed.gradient
        total *= len(outputs[0]) / len(inputs)
        for other, part in zip(others, outputs[1:], strict=True):
            other.gradient *= len(part) / len(inputs)
            total += other.gradient
        return np.concatenate(outputs)
