"""Model files: a trained network in one ``.npz`` file, checked before it is believed.

A checkpoint is a ZIP archive, stored without compression, of NumPy arrays: one for each trained
array, and ``about``, a JSON text (as bytes) that holds the configuration and the SHA-256 of every
array. Nothing in it is ever executed (pickles are refused), nothing larger than the file is ever
allocated, and one changed bit is noticed. The same network always gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from nnet.config import Config
from nnet.losses import LOSSES
from nnet.network import Network
from nnet.preprocessing import to_inputs

FORMAT = 1
MAX_BYTES = 256 * 1024 * 1024
MODELS_DIRECTORY = Path(__file__).resolve().parent / "models"
SHIPPED_MODEL = MODELS_DIRECTORY / "mlp.npz"
"""The trained model that comes with this repository; its card lies beside it as ``.json``."""


class CheckpointError(ValueError):
    """A model file is missing, damaged, or not a checkpoint of this program."""


@dataclass(frozen=True)
class Model:
    """A trained network, ready to be asked; threads may share it.

    config  the configuration that it was trained with
    sha256  of the whole file, in hex: the model's identity
    card    what is known of it: recipe, seed, data, accuracies; empty when no card lies beside it
    """

    network: Network
    config: Config
    sha256: str
    card: dict[str, Any] = field(default_factory=dict)

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Return (n, 10) float32 rows that sum to 1, for (n, 28, 28) uint8 images."""
        outputs = self.network.forward(to_inputs(images))
        return LOSSES[self.config.loss].probabilities(outputs)

    @property
    def recipe(self) -> str:
        """The name of the recipe that it was trained by."""
        return self.config.recipe

    @property
    def architecture(self) -> str:
        """The sizes of its layers in short: ``784-30-10``."""
        return self.network.architecture

    @property
    def parameters(self) -> int:
        """How many numbers it was trained to."""
        return self.network.parameter_count


def dump_model(network: Network, config: Config) -> bytes:
    """Return a network as the bytes of a checkpoint file."""
    arrays = network.named_arrays()
    about = {
        "format": FORMAT,
        "config": config.to_dict(),
        "arrays": {name: _digest(array) for name, array in arrays.items()},
    }
    text = np.frombuffer(json.dumps(about, sort_keys=True).encode(), dtype=np.uint8)
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, about=text, **arrays)
    return stream.getvalue()


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
        arrays = _read_arrays(content)
        about = json.loads(arrays.pop("about").tobytes())
        if about["format"] != FORMAT:
            raise CheckpointError(
                f"{name} is a checkpoint of format {about['format']!r}; "
                f"this program reads format {FORMAT}."
            )
        for array_name, digest in about["arrays"].items():
            if _digest(arrays[array_name]) != digest:
                raise ValueError(f"array {array_name} has changed")
        config = Config.from_dict(about["config"])
        return Model(_network(config, arrays), config, sha256, card)
    except CheckpointError:
        raise
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
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise CheckpointError(f"{path} is larger than {MAX_BYTES:,} bytes.")
        card_path = path.with_suffix(".json")
        card = json.loads(card_path.read_text("utf-8")) if card_path.exists() else None
    except FileNotFoundError:
        raise CheckpointError(f"There is no model file {path}.") from None
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        if isinstance(error, CheckpointError):
            raise
        raise CheckpointError(f"{card_path} is not a model card in JSON.") from None
    return parse_model(content, str(path), card)


def _read_arrays(content: bytes) -> dict[str, np.ndarray]:
    """Return the arrays of an uncompressed archive, read where they lie: nothing is allocated."""
    arrays = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            if member.compress_type != zipfile.ZIP_STORED or member.file_size > len(content):
                raise ValueError(f"its member {member.filename!r} is not stored plainly")
            arrays[member.filename.removesuffix(".npy")] = _parse_array(archive.read(member))
    return arrays


def _parse_array(content: bytes) -> np.ndarray:
    """Return the array in the bytes of a ``.npy`` file, which must hold exactly its elements."""
    stream = io.BytesIO(content)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError("an array is not in version 1.0 of the .npy format")
    shape, fortran_order, dtype = np.lib.format.read_array_header_1_0(stream, max_header_size=1000)
    if fortran_order or dtype.hasobject:
        raise ValueError("an array is not of plain numbers in C order")
    return np.frombuffer(content, dtype, offset=stream.tell()).reshape(shape)


def _network(config: Config, arrays: dict[str, np.ndarray]) -> Network:
    """Return the network of a configuration with the weights from a checkpoint."""
    n_in = 784
    for position, layer in enumerate(config.layers):
        if layer.get("type") != "dense":
            continue
        # Checked before the network is built, so that a forged size allocates nothing.
        expected, found = (layer["units"], n_in), arrays[f"{position}.weights"].shape
        if found != expected:
            raise ValueError(f"the weights of layer {position + 1} are {found}, not {expected}")
        n_in = layer["units"]
    network = config.create_network()
    targets = network.named_arrays()
    if targets.keys() != arrays.keys():
        raise ValueError("its arrays are not those of its layers")
    for name, target in targets.items():
        source = arrays[name]
        if source.shape != target.shape or source.dtype != target.dtype:
            raise ValueError(f"array {name} is {source.dtype} {source.shape}")
        np.copyto(target, source)
    return network


def _digest(array: np.ndarray) -> str:
    """Return the SHA-256 of an array's type, shape and bytes."""
    header = f"{array.dtype.str}{array.shape}".encode()
    return hashlib.sha256(header + np.ascontiguousarray(array).tobytes()).hexdigest()
