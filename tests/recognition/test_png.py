"""The PNG encoder: any decoder reads back what was encoded."""

import io

import numpy as np
import pytest
from PIL import Image

from nnet.imaging.png import SMALL, encode_png, tile

RNG = np.random.default_rng(1)


def decode(content, mode):
    """Return the pixels in a PNG file, which has to have a mode of Pillow's."""
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.format, picture.mode) == ("PNG", mode)
        return np.asarray(picture)


@pytest.mark.parametrize("shape", [(1, 1), (28, 28), (3, 280)])
@pytest.mark.parametrize("level", [1, SMALL])
def test_grey_pixels_are_kept(shape, level):
    pixels = RNG.integers(0, 256, shape, np.uint8)
    assert np.array_equal(decode(encode_png(pixels, level=level), "L"), pixels)


def test_colours_are_kept():
    pixels = RNG.integers(0, 256, (5, 9, 3), np.uint8)
    assert np.array_equal(decode(encode_png(pixels), "RGB"), pixels)


def test_a_palette_gives_the_colours_of_places():
    palette = RNG.integers(0, 256, (7, 3), np.uint8)
    places = RNG.integers(0, 7, (4, 6), np.uint8)
    with Image.open(io.BytesIO(encode_png(places, palette))) as picture:
        assert np.array_equal(np.asarray(picture.convert("RGB")), palette[places])


def test_pictures_are_laid_side_by_side_in_rows():
    images = np.arange(1, 6, dtype=np.uint8)[:, None, None] * np.ones((1, 2, 3), np.uint8)
    sheet = tile(images, 2)
    assert sheet.shape == (6, 6)
    assert sheet[::2, ::3].tolist() == [[1, 2], [3, 4], [5, 0]]
