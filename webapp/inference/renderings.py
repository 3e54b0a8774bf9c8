"""What is made of shared drawings, and of the networks that answer: made once, and kept."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from webapp.inference.cache import Cache, Turn

MAX_RENDERINGS = 1000
MAX_BYTES = 16 * 1024 * 1024
"""A picture of a shared digit has 4 kB, its preview 16 kB: some hundred drawings are kept."""


@dataclass(frozen=True)
class Rendering:
    """The content of a file."""

    content: bytes

    @functools.cached_property
    def etag(self) -> str:
        """A text that is another one where the content is."""
        return hashlib.sha256(self.content).hexdigest()[:32]


class Renderings:
    """What was made of the drawings that were asked for last; threads may share it.

    turn  makes what is held while something is rendered
    """

    def __init__(self, turn: Turn) -> None:
        self._cache: Cache[tuple[str, str], Rendering] = Cache(
            MAX_RENDERINGS, turn, lambda rendering: len(rendering.content), MAX_BYTES
        )

    def get(self, of: str, name: str, make: Callable[[], bytes]) -> Rendering:
        """Return what is made of a drawing, which has to be in the store, or of a network.

        of    the drawing's id, or the network's SHA-256
        name  tells it from all else that is made of it
        """
        return self._cache.get((of, name), lambda: Rendering(make()))

    def forget(self, drawing_id: str) -> None:
        """Keep nothing of a drawing that is deleted."""
        self._cache.discard(lambda key: key[0] == drawing_id)

    def forget_all(self) -> None:
        """Keep nothing of any drawing, where many were deleted."""
        self._cache.discard(lambda key: True)
