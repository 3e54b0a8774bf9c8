"""One training step: forward, loss, backward, update; on several cores where it pays.

A minibatch can be split into slices. Each slice runs through a replica of the network, which shares
the weights and has gradients of its own, in a thread of its own: NumPy lets other threads run while
it computes. The slices' gradients are added in their order, so that the result does not depend on
how many threads there were.
"""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from nnet.averaging import ExponentialAverage
from nnet.losses import Loss
from nnet.network import Network
from nnet.optimizers import Optimizer


class DivergedError(ValueError):
    """The loss became infinite or NaN: the steps were too long."""


@dataclass(frozen=True)
class Step:
    """What a step computed with: (batch, 10) outputs before the update, and their targets."""

    outputs: np.ndarray
    targets: np.ndarray


class Stepper:
    """Takes training steps with a network; to be closed, since it may hold threads.

    slices   how many parts each minibatch is split into; batch normalisation takes the statistics
             of each part by itself ("ghost batches", Hoffer et al. 2017)
    average  follows the weights from step to step, if given
    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        optimizer: Optimizer,
        slices: int = 1,
        average: ExponentialAverage | None = None,
    ) -> None:
        self._network = network
        self._loss = loss
        self._optimizer = optimizer
        self._average = average
        self._replicas = [network.replica() for _ in range(slices)] if slices > 1 else [network]
        self._resources = contextlib.ExitStack()
        self._map: Callable[..., object] = map
        if slices > 1:
            # The slices keep the cores busy; threads of BLAS beside them would only be in the way.
            self._resources.enter_context(threadpool_limits(1, "blas"))
            pool = ThreadPoolExecutor(min(slices, os.cpu_count() or 1))
            self._map = self._resources.enter_context(pool).map

    def close(self) -> None:
        """End the threads."""
        self._resources.close()

    def start_epoch(self, rng: np.random.Generator) -> None:
        """Hand the epoch's source of randomness and the network's state to the replicas."""
        if self._replicas == [self._network]:
            self._network.start_epoch(rng)
            return
        state = self._network.state()
        for replica, child in zip(self._replicas, rng.spawn(len(self._replicas)), strict=True):
            replica.start_epoch(child)
            for name, array in replica.state().items():
                np.copyto(array, state[name])

    def end_epoch(self) -> None:
        """Bring the network's state up to date: the mean of the replicas' states."""
        if self._replicas == [self._network]:
            return
        states = [replica.state() for replica in self._replicas]
        for name, array in self._network.state().items():
            np.mean([state[name] for state in states], axis=0, out=array)

    def step(self, inputs: np.ndarray, targets: np.ndarray, learning_rate: float) -> Step:
        """Change the network by one step; raises ``DivergedError`` and changes nothing."""
        if len(self._replicas) == 1:
            outputs = self._flow(self._network, inputs, targets)
        else:
            outputs = self._flow_in_slices(inputs, targets)
        self._optimizer.step(self._network.packed, learning_rate)
        if self._average is not None:
            self._average.update(self._network.packed.value)
        return Step(outputs, targets)

    def _flow(self, network: Network, inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Run forward and backward, which fills the network's gradients; return the outputs."""
        outputs = network.forward(inputs, training=True)
        gradient = self._loss.gradient(outputs, targets)
        if not math.isfinite(np.vdot(gradient, gradient)):
            raise DivergedError("The loss was no longer a finite number")
        network.backward(gradient)
        return outputs

    def _flow_in_slices(self, inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        parts = min(len(self._replicas), len(inputs))
        pieces = zip(
            self._replicas,
            np.array_split(inputs, parts),
            np.array_split(targets, parts),
            strict=False,
        )
        outputs: list[np.ndarray] = list(self._map(lambda piece: self._flow(*piece), pieces))  # type: ignore[call-overload]
        total = self._network.packed.gradient
        total[...] = 0
        for replica, part in zip(self._replicas, outputs, strict=False):
            # Each replica has the mean over its slice.
            replica.packed.gradient *= len(part) / len(inputs)
            total += replica.packed.gradient
        return np.concatenate(outputs)
