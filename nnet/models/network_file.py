"""Files of the small networks beside the model: layers, arrays, and what is known of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnet.core.layers import Shape
from nnet.core.network import Network
from nnet.models.archive import FormatError, dump_arrays, parse_arrays
from nnet.models.checkpoint import CheckpointError

Layers = Sequence[dict[str, Any]]
"""Layers by their configurations."""


def dump_network(network: Network, layers: Layers, about: Mapping[str, Any]) -> bytes:
    """Return a network as the bytes of its file; ``about`` says how it was made."""
    return dump_arrays(network.named_arrays(), {**about, "layers": list(layers)})


def load_network(
    path: Path, kind: str, shapes: tuple[Shape, Shape], layers: Layers | None = None
) -> tuple[Network, dict[str, Any]]:
    """Return a network as it was trained, and what its file says of it.

    kind    what the file is, for errors: ``guard``
    shapes  of one example: what goes into the network, and what comes out
    layers  which it must have, if given

    Raises ``CheckpointError`` when the file is missing or damaged, or has other layers or shapes.
    """
    try:
        arrays, about = parse_arrays(path.read_bytes())
        if layers is not None and about["layers"] != json.loads(json.dumps(layers)):
            raise ValueError("its layers are others")
        inputs, outputs = shapes
        network = Network.from_config(about["layers"], np.random.default_rng(0), input_shape=inputs)
        targets = network.named_arrays()
        if targets.keys() != arrays.keys():
            raise ValueError("its arrays are not those of its layers")
        for name, target in targets.items():
            if arrays[name].shape != target.shape:
                raise ValueError(f"array {name} is {arrays[name].shape}")
            np.copyto(target, arrays[name])
        if network.output_shape != outputs:
            raise ValueError(f"it has {network.output_shape} outputs, not {outputs}")
        return network, about
    except FileNotFoundError:
        raise CheckpointError(f"There is no file {path}.") from None
    except FormatError as error:
        raise CheckpointError(f"{path} is a {kind} {error}.") from None
    except Exception as error:  # a damaged archive makes zipfile and NumPy raise many kinds
        raise CheckpointError(f"{path} is not an undamaged {kind}: {error}.") from None


def require_number(
    about: Mapping[str, Any], name: str, limits: tuple[float, float], path: Path, kind: str
) -> None:
    """Raise ``CheckpointError`` unless what a file tells is a number within limits."""
    found = about.get(name)
    if not isinstance(found, int | float) or not limits[0] <= found <= limits[1]:
        raise CheckpointError(
            f"{path} is not an undamaged {kind}: its {name} is {found!r}, "
            f"not a number from {limits[0]:g} to {limits[1]:g}."
        )
