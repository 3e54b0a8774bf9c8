"""Film: one network at many moments of its training, from before the first epoch to the last.

A film of the shipped run ``nielsen`` comes with the program; ``python -m nnet film`` makes it
again. It is an archive (see ``models/archive.py``) that holds the arrays of each frame as
``<epoch>.<name>``, and what is known of each.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnet.core.data import to_inputs
from nnet.core.losses import create_loss
from nnet.core.network import Network
from nnet.models.archive import dump_arrays, parse_arrays
from nnet.models.checkpoint import MODELS_DIRECTORY, CheckpointError, parse_model
from nnet.models.config import Config
from nnet.models.files import read_bounded
from nnet.models.filters import first_layer

SHIPPED_FILM = MODELS_DIRECTORY / "film" / "nielsen.npz"
MAX_BYTES = 2_000_000
"""Of the shipped film: 31 networks of 23,860 numbers, nearly all of them in two bytes."""

ID_LENGTH = 12


@dataclass(frozen=True)
class Frame:
    """A network after an epoch, 0 for before the first.

    accuracy  on the test digits, from 0 to 1; None where it was not measured
    """

    epoch: int
    network: Network
    accuracy: float | None


@dataclass(frozen=True, eq=False)  # compared, and found in caches, as what it is
class Film:
    """A network at many moments of its training.

    name    what it is called
    id      tells it from every other one: the first hex digits of its SHA-256
    config  the configuration that it was trained with
    frames  in the order of the epochs
    """

    name: str
    id: str
    config: Config
    frames: tuple[Frame, ...]

    @property
    def nbytes(self) -> int:
        """What its networks take in memory."""
        return sum(frame.network.packed.value.nbytes for frame in self.frames)

    def read(self, image: np.ndarray) -> np.ndarray:
        """Return what each frame reads in a (28, 28) uint8 image: (frames, 10) probabilities."""
        inputs = to_inputs(image[None])
        outputs = [frame.network.forward(inputs) for frame in self.frames]
        return create_loss(self.config.loss).probabilities(np.concatenate(outputs))

    def weights(self, index: int) -> np.ndarray:
        """Return the first weights of a frame as pictures: (units, height, width)."""
        found = first_layer(self.frames[index].network)
        assert found is not None  # a film without weights to learn is refused
        return found.pictures

    def changes(self, index: int) -> np.ndarray:
        """Return how far those weights are from the first frame's: (units, height, width)."""
        return self.weights(index) - self.weights(0)


def film_of_run(
    film_id: str, name: str, config: Config, kept: Iterable[tuple[int, bytes, float | None]]
) -> Film:
    """Return the film of a run whose epochs were kept, before the first one too if it is known.

    kept  epoch, model file and accuracy on the test digits of each

    Raises ``CheckpointError`` for a damaged file, and where no layer has weights to show.
    """
    frames = [
        Frame(epoch, _frozen(parse_model(content, f"Epoch {epoch} of {name}").network), accuracy)
        for epoch, content, accuracy in kept
    ]
    if config.start is None:
        frames.insert(0, Frame(0, _frozen(config.create_network()), None))
    if not frames or first_layer(frames[0].network) is None:
        raise CheckpointError(f"There is nothing to show of {name}.")
    return Film(name, film_id, config, tuple(frames))


def _frozen(network: Network) -> Network:
    """Return a network that will not be trained: it needs no memory for gradients."""
    network.bind(network.packed.value, network.packed.value)
    return network


def dump_film(
    config: Config,
    name: str,
    frames: Sequence[Mapping[str, np.ndarray]],
    accuracies: Sequence[float],
) -> bytes:
    """Return the arrays of each frame, from before the first epoch on, as the bytes of a film."""
    arrays = {
        f"{epoch}.{key}": array
        for epoch, frame in enumerate(frames)
        for key, array in frame.items()
    }
    return dump_arrays(
        arrays, {"name": name, "config": config.to_dict(), "accuracies": list(accuracies)}
    )


def parse_film(content: bytes, name: str) -> Film:
    """Return the film in the bytes of a file; ``name`` stands in the error's text.

    Raises ``CheckpointError`` for anything that is not an undamaged film.
    """
    try:
        arrays, about = parse_arrays(content)
        config = Config.from_dict(about["config"])
        frames = tuple(
            Frame(epoch, _network(config, arrays, epoch), float(accuracy))
            for epoch, accuracy in enumerate(about["accuracies"])
        )
        if not frames or first_layer(frames[0].network) is None:
            raise ValueError("no frame of it has weights")
    except Exception as error:  # a damaged archive makes zipfile and NumPy raise many kinds
        raise CheckpointError(f"{name} is not an undamaged film: {error}.") from None
    return Film(about["name"], hashlib.sha256(content).hexdigest()[:ID_LENGTH], config, frames)


def load_film(path: Path) -> Film:
    """Read a film's file; raises ``CheckpointError`` when it is missing or damaged."""
    try:
        return parse_film(read_bounded(path, MAX_BYTES), str(path))
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path} cannot be read: {error}") from None


@functools.cache
def shipped_film() -> Film:
    """Return the film that comes with the program, read once."""
    return load_film(SHIPPED_FILM)


def _network(config: Config, arrays: Mapping[str, np.ndarray], epoch: int) -> Network:
    """Return the network of a frame."""
    network = config.create_network()
    for name, target in network.named_arrays().items():
        source = arrays[f"{epoch}.{name}"]
        if source.shape != target.shape:
            raise ValueError(f"the array {name} of epoch {epoch} is {source.shape}")
        np.copyto(target, source)
    return _frozen(network)
