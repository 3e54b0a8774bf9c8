"""Archives of arrays: an uncompressed ``.npz`` file with the SHA-256 of every array.

The archive holds a ``.npy`` for each array, and ``about``, a JSON text (as bytes). Nothing in it is
ever executed (pickles are refused), nothing larger than the file is ever allocated, and one changed
bit is noticed. The same arrays always give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np

FORMAT = 1


class FormatError(ValueError):
    """An archive of a newer format than this program reads."""


def dump_arrays(arrays: Mapping[str, np.ndarray], about: Mapping[str, Any]) -> bytes:
    """Return arrays, and what is to be known about them, as the bytes of an archive."""
    digests = {name: _digest(array) for name, array in arrays.items()}
    text = json.dumps({"format": FORMAT, **about, "arrays": digests}, sort_keys=True)
    stream = io.BytesIO()
    content = np.frombuffer(text.encode(), dtype=np.uint8)
    np.savez(stream, allow_pickle=False, about=content, **arrays)
    return stream.getvalue()


def parse_arrays(content: bytes) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return the arrays and what is said about them; the arrays cannot be written to.

    Raises ``FormatError`` for a newer format, and many kinds of error for what is damaged.
    """
    arrays = _read_arrays(content)
    about = json.loads(arrays.pop("about").tobytes())
    if about["format"] != FORMAT:
        raise FormatError(f"of format {about['format']!r}; this program reads format {FORMAT}")
    if about["arrays"].keys() != arrays.keys():
        raise ValueError("its arrays are not those that it lists")
    for name, digest in about["arrays"].items():
        if _digest(arrays[name]) != digest:
            raise ValueError(f"array {name} has changed")
    return arrays, about


def _read_arrays(content: bytes) -> dict[str, np.ndarray]:
    """Return the arrays of an uncompressed archive, read where they lie: nothing is allocated."""
    arrays: dict[str, np.ndarray] = {}
    left = len(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            left -= member.file_size  # members that lie on each other are no more than one of them
            if member.compress_type != zipfile.ZIP_STORED or left < 0:
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


def _digest(array: np.ndarray) -> str:
    """Return the SHA-256 of an array's type, shape and bytes."""
    header = f"{array.dtype.str}{array.shape}".encode()
    return hashlib.sha256(header + np.ascontiguousarray(array).tobytes()).hexdigest()
