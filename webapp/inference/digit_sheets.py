"""All 70,000 digits of MNIST to be looked at, a sheet of them at a time.

What is kept takes 13 MB, not 55: blocks of a thousand digits, compressed, of which a sheet needs
two or three.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from nnet.core.data import IMAGE_SIDE, load_mnist
from nnet.imaging.png import encode_png, tile

COLUMNS, ROWS = 15, 10
PER_SHEET = COLUMNS * ROWS

COUNTS = (6903, 7877, 6990, 7141, 6824, 6313, 6876, 7293, 6825, 6958)
"""How many there are of each digit."""

BLOCK = 1000
QUICK = 1


def sheet_count(digit: int | None) -> int:
    """Return how many sheets there are of a digit, of all digits for None."""
    return -(-(sum(COUNTS) if digit is None else COUNTS[digit]) // PER_SHEET)


@dataclass(frozen=True)
class DigitSheets:
    """The digits, training digits first, in the order of the files.

    labels  (70000,) uint8
    blocks  a thousand digits each, compressed
    """

    labels: np.ndarray
    blocks: tuple[bytes, ...]

    @classmethod
    def load(cls) -> DigitSheets:
        """Read MNIST, which takes a second or two and for that time 110 MB."""
        splits = load_mnist()
        parts = (splits.training, splits.validation, splits.test)
        blocks = (
            zlib.compress(part.images[start : start + BLOCK].tobytes(), QUICK)
            for part in parts
            for start in range(0, len(part), BLOCK)
        )
        return cls(np.concatenate([part.labels for part in parts]), tuple(blocks))

    def sheet(self, digit: int | None, number: int) -> bytes:
        """Return a sheet as a PNG, ink on paper: 15 by 10 digits of 28 by 28 pixels.

        digit   which digit's, None for all
        number  from 0 to ``sheet_count(digit)`` - 1
        """
        start, stop = number * PER_SHEET, (number + 1) * PER_SHEET
        if digit is None:
            chosen = np.arange(start, min(stop, len(self.labels)))
        else:
            chosen = np.flatnonzero(self.labels == digit)[start:stop]
        images = np.zeros((PER_SHEET, IMAGE_SIDE, IMAGE_SIDE), np.uint8)
        for block in np.unique(chosen // BLOCK):
            places = np.flatnonzero(chosen // BLOCK == block)
            pixels = np.frombuffer(zlib.decompress(self.blocks[block]), np.uint8)
            digits = pixels.reshape(-1, IMAGE_SIDE, IMAGE_SIDE)
            images[places] = digits[chosen[places] % BLOCK]
        return encode_png(255 - tile(images, COLUMNS))
