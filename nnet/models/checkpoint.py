"""Checkpoints: a trained network and its configuration in one file, checked before it is used.

``archive.py`` says how an archive is made and what protects it. Weights are float32 in it or, to
save half of the space, float16; the network computes with float32 either way.
"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from nnet.core.data import to_inputs
from nnet.core.layers import Shape
from nnet.core.losses import create_loss
from nnet.core.network import Network, create_layer
from nnet.datasets.description import reads_digits
from nnet.models.archive import FormatError, dump_arrays, parse_arrays
from nnet.models.config import Config
from nnet.models.files import read_bounded
from nnet.models.folding import fold
from nnet.models.inference import Inference
from nnet.models.temperature import MAX_TEMPERATURE, MIN_TEMPERATURE

MAX_BYTES = 256 * 1024 * 1024
MAX_CARD_BYTES = 1024 * 1024
MODELS_DIRECTORY = Path(__file__).resolve().parent / "shipped"
SHIPPED_MODEL = MODELS_DIRECTORY / "cnn.npz"
"""The trained model that comes with this repository; its card lies beside it as ``.json``."""
HISTORIES = MODELS_DIRECTORY / "history"
"""The recorded runs that come with it, ``<recipe>.json`` each, and their networks beside them as
``.npz``; that of the run which the trained model came from is the model itself."""

STORED_TYPES = (np.dtype(np.float16), np.dtype(np.float32))


class CheckpointError(ValueError):
    """A model file is missing, damaged, or not a checkpoint of this program."""


@dataclass(frozen=True)
class Model:
    """A trained network, ready to be asked; threads may share it.

    network      as it was trained
    folded       the same without what only training needs: what answers, see ``inference.py``
    config       the configuration that it was trained with
    temperature  what outputs are divided by before they become probabilities
    sha256       of the whole file, in hex: the model's identity
    card         what is known of it: recipe, seed, data, accuracies; empty when none lies beside it
    """

    network: Network
    folded: Network
    config: Config
    temperature: float
    sha256: str
    card: dict[str, Any] = field(default_factory=dict)

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Return (n, classes) float32 rows that sum to 1, for (n, 28, 28) uint8 images."""
        return self.read(self._inference.forward(to_inputs(images)))

    @functools.cached_property
    def _inference(self) -> Inference:
        return Inference(self.folded)

    def read(self, outputs: np.ndarray) -> np.ndarray:
        """Return the network's outputs, (n, classes), as probabilities."""
        return create_loss(self.config.loss).probabilities(outputs / self.temperature)

    @property
    def recipe(self) -> str:
        """The name of the recipe that it was trained by."""
        return self.config.recipe

    @property
    def reads_digits(self) -> bool:
        """Whether it reads the ten digits, which is what drawings are."""
        return reads_digits(self.config.data)

    @property
    def architecture(self) -> str:
        """The sizes of its layers in short: ``784-30-10``."""
        return self.network.architecture

    @property
    def parameters(self) -> int:
        """How many numbers it was trained to."""
        return self.network.parameter_count


def dump_model(
    network: Network,
    config: Config,
    temperature: float = 1.0,
    dtype: type[np.floating[Any]] = np.float32,
) -> bytes:
    """Return a network as the bytes of a checkpoint file, its weights in float32 or float16."""
    about = {"config": config.to_dict(), "temperature": temperature}
    arrays = {name: array.astype(dtype) for name, array in network.named_arrays().items()}
    return dump_arrays(arrays, about)


def parse_model(content: bytes, name: str, card: dict[str, Any] | None = None) -> Model:
    """Return the model in a checkpoint's bytes; ``name`` stands in the error's text.

    Raises ``CheckpointError`` for anything that is not an undamaged checkpoint.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    card = card or {}
    if card.get("sha256", sha256) != sha256:
        raise CheckpointError(
            f"{name} is damaged: its card expects SHA-256 {card['sha256']}, found {sha256}. "
            "Restore the file, or train it again."
        )
    try:
        arrays, about = parse_arrays(content)
        config = Config.from_dict(about["config"])
        temperature = float(about.get("temperature", 1.0))
        if not MIN_TEMPERATURE <= temperature <= MAX_TEMPERATURE:
            raise ValueError(f"its temperature is {temperature!r}")
        network = _network(config, arrays)
        return Model(network, fold(network), config, temperature, sha256, card)
    except FormatError as error:
        raise CheckpointError(f"{name} is a checkpoint {error}.") from None
    except Exception as error:  # a damaged archive makes zipfile and NumPy raise many kinds
        raise CheckpointError(
            f"{name} is not an undamaged checkpoint: {error or type(error).__name__}. "
            "Restore the file, or train it again."
        ) from None


def load_model(path: Path) -> Model:
    """Read a checkpoint file, and the card ``<stem>.json`` if one lies beside it.

    Raises ``CheckpointError`` when it is missing, damaged or not the one that its card describes.
    """
    try:
        content = read_bounded(path, MAX_BYTES)
    except FileNotFoundError:
        raise CheckpointError(f"There is no model file {path}.") from None
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise CheckpointError(str(error)) from None
    return parse_model(content, str(path), _card(path.with_suffix(".json")))


@functools.cache
def shipped_networks() -> dict[str, Path]:
    """Return the model files that come with this repository, by the runs that they came from."""
    networks = {
        json.loads(path.with_suffix(".json").read_text("utf-8"))["run"]["id"]: path
        for path in HISTORIES.glob("*.npz")
    }
    card = _card(SHIPPED_MODEL.with_suffix(".json")) or {}
    return {**networks, card.get("run_id", ""): SHIPPED_MODEL}


def _card(path: Path) -> dict[str, Any] | None:
    """Return the card in a file, or None where there is no file; raises ``CheckpointError``."""
    try:
        card = json.loads(read_bounded(path, MAX_CARD_BYTES))
        if not isinstance(card, dict):
            raise ValueError("a card is an object")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise CheckpointError(f"{path} is not a model card in JSON.") from None
    return card


def _network(config: Config, arrays: dict[str, np.ndarray]) -> Network:
    """Return the network of a configuration with the weights from a checkpoint."""
    # Compared before the network is built, so that a forged size allocates nothing.
    shape: Shape = (784,)
    for position, description in enumerate(config.layers):
        shape, expected = create_layer(description).shapes(shape)
        for name, wanted in expected.items():
            found = arrays[f"{position}.{name}"].shape
            if found != wanted:
                raise ValueError(f"the {name} of layer {position + 1} are {found}, not {wanted}")
    network = config.create_network()
    targets = network.named_arrays()
    if targets.keys() != arrays.keys():
        raise ValueError("its arrays are not those of its layers")
    for name, target in targets.items():
        source = arrays[name]
        if source.shape != target.shape or source.dtype not in STORED_TYPES:
            raise ValueError(f"array {name} is {source.dtype} {source.shape}")
        np.copyto(target, source)
    return network
