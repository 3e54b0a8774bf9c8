"""Data parallelism: each minibatch split into slices, computed by processes side by side.

Threads would be simpler, but the hundred short NumPy calls of a step keep handing Python's
interpreter lock to and fro: two threads took a quarter to a half longer than two processes.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nnet.core.losses import Loss
from nnet.core.network import Network, create_layer
from nnet.core.optimizers import Optimizer
from nnet.core.training import DivergedError, Stepper, forward_backward
from nnet.parallel.parent_death import end_with_parent


class LostProcessError(RuntimeError):
    """A process that computed slices has gone, for want of memory perhaps."""


class SharedArray:
    """An array of zeros in memory that other processes see, once it was handed to them.

    It is handed over when a process is started, as one of its arguments.
    """

    def __init__(self, shape: tuple[int, ...], dtype: np.dtype) -> None:
        size = max(1, math.prod(shape)) * dtype.itemsize
        self.__setstate__((multiprocessing.RawArray("b", size), shape, dtype))

    def __getstate__(self) -> _SharedState:
        return self._memory, self.array.shape, self.array.dtype

    def __setstate__(self, state: _SharedState) -> None:
        self._memory, shape, dtype = state
        self.array = np.frombuffer(self._memory, dtype, math.prod(shape)).reshape(shape)


_SharedState = tuple[Any, tuple[int, ...], np.dtype]


def share_weights(network: Network) -> SharedArray:
    """Move a network's weights into memory that other processes can see."""
    shared = SharedArray(network.packed.value.shape, network.dtype)
    np.copyto(shared.array, network.packed.value)
    network.bind(shared.array, network.packed.gradient)
    return shared


class RemoteSlice:
    """A copy of a network in a second process, with the same weights and its own gradients.

    Weights, gradients, inputs, targets and outputs lie in memory that both processes see; short
    messages say when to begin and when it is done.

    weights   the network's, from ``share_weights``
    examples  the most that a slice will have
    gradient  like the network's ``packed.gradient``, filled by ``finish``
    """

    def __init__(self, network: Network, weights: SharedArray, loss: Loss, examples: int) -> None:
        dtype = network.dtype
        gradient = SharedArray(weights.array.shape, dtype)
        inputs = SharedArray((examples, *network.input_shape), dtype)
        targets, outputs = (SharedArray((examples, *network.output_shape), dtype) for _ in range(2))
        self.gradient = gradient.array
        self._inputs, self._targets, self._outputs = inputs.array, targets.array, outputs.array
        self._examples = 0
        layers = [layer.config() for layer in network.layers]
        # A fresh interpreter: a forked one would inherit locks in whatever state they are.
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve,
            args=(theirs, layers, loss, weights, gradient, inputs, targets, outputs),
            daemon=True,
        )
        self._process.start()
        theirs.close()

    def start_epoch(self, rng: np.random.Generator, state: dict[str, np.ndarray]) -> None:
        """Hand over the epoch's source of randomness and the network's state."""
        self._send("epoch", (rng, state))

    def state(self) -> dict[str, np.ndarray]:
        """Return what the copy's layers keep besides what is trained."""
        self._send("state")
        return self._answer()

    def begin(self, inputs: np.ndarray, targets: np.ndarray) -> None:
        """Start a slice; ``finish`` has to follow."""
        self._examples = len(inputs)
        self._inputs[: len(inputs)] = inputs
        self._targets[: len(inputs)] = targets
        self._send("step", len(inputs))

    def finish(self) -> np.ndarray:
        """Wait for the slice and return its outputs; raises ``DivergedError``."""
        if self._answer():
            raise DivergedError("The loss was no longer a finite number")
        return self._outputs[: self._examples]

    def close(self) -> None:
        """End the process."""
        self._connection.close()
        self._process.join()

    def _send(self, order: str, content: Any = None) -> None:
        with _explain_lost_process():
            self._connection.send((order, content))

    def _answer(self) -> Any:
        with _explain_lost_process():
            return self._connection.recv()


class DataParallelStepper(Stepper):
    """Splits each minibatch into slices, which are computed side by side; to be closed.

    The first slice runs through the network itself, each further one through a copy in a process of
    its own, which shares the weights and has gradients of its own. The slices' gradients are added
    in their order, so that the result does not depend on which is done first.

    batch_size  the most examples that a minibatch will have
    slices      how many parts each minibatch is split into, at least two; batch normalisation takes
                the statistics of each part by itself ("ghost batches", Hoffer et al. 2017)
    """

    def __init__(
        self, network: Network, loss: Loss, optimizer: Optimizer, batch_size: int, slices: int
    ) -> None:
        super().__init__(network, loss, optimizer)
        self._others: list[RemoteSlice] = []
        self._resources = contextlib.ExitStack()
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
        mine, *theirs = rng.spawn(1 + len(self._others))
        super().start_epoch(mine)
        state = self.network.state()
        for other, child in zip(self._others, theirs, strict=True):
            other.start_epoch(child, state)

    def end_epoch(self) -> None:
        """Bring the network's state up to date: the mean of the slices' states."""
        mine = self.network.state()
        states = [mine, *(other.state() for other in self._others)]
        for name, array in mine.items():
            np.mean([state[name] for state in states], axis=0, out=array)

    def compute_gradient(self, inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
        """Fill the network's gradient and return its outputs; raises ``DivergedError``."""
        parts = min(1 + len(self._others), len(inputs))
        pieces = [*zip(np.array_split(inputs, parts), np.array_split(targets, parts), strict=True)]
        others = self._others[: parts - 1]
        for other, piece in zip(others, pieces[1:], strict=True):
            other.begin(*piece)
        outputs = [super().compute_gradient(*pieces[0]), *(other.finish() for other in others)]
        # Each slice has the mean over its own examples.
        total = self.network.packed.gradient
        total *= len(outputs[0]) / len(inputs)
        for other, part in zip(others, outputs[1:], strict=True):
            other.gradient *= len(part) / len(inputs)
            total += other.gradient
        return np.concatenate(outputs)


@contextmanager
def _explain_lost_process() -> Iterator[None]:
    """Say what it means when the other process has gone."""
    try:
        yield
    except (EOFError, OSError):
        raise LostProcessError(
            "A process that computed a part of each minibatch has ended unexpectedly. The last "
            "finished epoch is kept; 'train --resume' goes on from there."
        ) from None


def _serve(
    connection: Connection,
    layers: Sequence[dict[str, Any]],
    loss: Loss,
    weights: SharedArray,
    gradient: SharedArray,
    inputs: SharedArray,
    targets: SharedArray,
    outputs: SharedArray,
) -> None:
    """Do what the messages say until the other end is closed; runs in the second process."""
    end_with_parent()
    # Ctrl-C reaches every process of a terminal; the first one decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    created = [create_layer(layer) for layer in layers]
    shape, dtype = inputs.array.shape[1:], weights.array.dtype
    network = Network(created, shape, np.random.default_rng(0), dtype.type)
    network.bind(weights.array, gradient.array)
    # Overflow is reported as DivergedError.
    with threadpool_limits(1, "blas"), np.errstate(over="ignore", invalid="ignore"):
        while True:
            try:
                order, content = connection.recv()
            except (EOFError, OSError):
                os._exit(0)
            if order == "epoch":
                rng, state = content
                network.start_epoch(rng)
                for name, array in network.state().items():
                    np.copyto(array, state[name])
            elif order == "state":
                connection.send(network.state())
            else:
                rows = slice(content)
                try:
                    found = forward_backward(network, loss, inputs.array[rows], targets.array[rows])
                    np.copyto(outputs.array[rows], found)
                    connection.send(False)
                except DivergedError:
                    connection.send(True)
