"""The file in which a browser gets networks: small, and checked before it is used.

=========  =====================================================================================
bytes      what they are
=========  =====================================================================================
0 to 7     ``INKNET 1``, the kind of file and its version
8 to 39    the SHA-256 of all that follows
40 to 43   how long the header is, little-endian
the header JSON: ``card``, and ``networks`` by their names, each with ``input_shape``, ``layers``
           (their configurations), ``settings``, and ``arrays``, the names and shapes of its arrays
the rest   all numbers of all arrays in this order, as float16, packed by zlib: first the low byte
           of each, then the high byte of each
=========  =====================================================================================

The high bytes, sign and size of a number, are much alike; beside each other they are packed to
three quarters. The low bytes are noise.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnet.core.network import Network

MAGIC = b"INKNET 1"
HALF_BITS = 10
"""Of a float16's fraction."""


@dataclass(frozen=True)
class PackedNetwork:
    """A network as it goes into the file.

    network   without what only training needs
    settings  that its answers are read with
    bits      of each number's fraction that are kept; the others are rounded away
    """

    network: Network
    settings: Mapping[str, Any] = field(default_factory=dict)
    bits: int = HALF_BITS


def dump_weights(networks: Mapping[str, PackedNetwork], card: Mapping[str, Any]) -> bytes:
    """Return networks by their names as the bytes of a file; ``card`` says what is known of them.

    Raises ``ValueError`` where a weight is too large for a float16.
    """
    header = {
        "card": card,
        "networks": {name: _describe(packed) for name, packed in networks.items()},
    }
    text = json.dumps(header, separators=(",", ":"), sort_keys=True).encode()
    # Sorted as the header is.
    numbers = [
        as_stored(array, networks[name].bits).ravel()
        for name in sorted(networks)
        for array in networks[name].network.named_arrays().values()
    ]
    content = len(text).to_bytes(4, "little") + text + _pack(np.concatenate(numbers))
    return MAGIC + hashlib.sha256(content).digest() + content


def as_stored(array: np.ndarray, bits: int) -> np.ndarray:
    """Return an array as the file holds it: float16, so many bits of the fraction."""
    with np.errstate(over="ignore"):
        halves = array.astype(np.float16)
    if not np.isfinite(halves).all():
        raise ValueError("A weight is too large to be kept in 16 bits.")
    dropped = HALF_BITS - bits
    if not dropped:
        return halves
    # Rounded half up, which may carry into the exponent, as it should.
    stored = halves.view(np.uint16).astype(np.uint32) + (1 << (dropped - 1))
    stored &= ~np.uint32((1 << dropped) - 1)
    return stored.astype(np.uint16).view(np.float16)


def _describe(packed: PackedNetwork) -> dict[str, Any]:
    network = packed.network
    return {
        "input_shape": list(network.input_shape),
        "layers": [layer.config() for layer in network.layers],
        "settings": dict(packed.settings),
        "arrays": [[name, list(array.shape)] for name, array in network.named_arrays().items()],
    }


def _pack(numbers: np.ndarray) -> bytes:
    """Return float16 numbers, low bytes first, packed."""
    planes = numbers.astype("<f2").view(np.uint8).reshape(-1, 2).T
    return zlib.compress(planes.tobytes(), 9)
