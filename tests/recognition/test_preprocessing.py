"""A drawing becomes 28x28 the way MNIST was made, however it was drawn and sent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from nnet.core.data import load_test_digits, to_inputs
from nnet.imaging.decoding import decode
from nnet.imaging.size_normalisation import INK_LEVEL
from nnet.models.checkpoint import SHIPPED_MODEL, load_model
from nnet.pictures.errors import PictureError
from tests.support.pictures import SEVEN, TWO, blown_up, draw, encode, on_transparent, prepare


@pytest.fixture(scope="module")
def model():
    """The shipped model."""
    return load_model(SHIPPED_MODEL)


def probabilities(model, content):
    """Return the ten probabilities for a picture file."""
    return model.probabilities(prepare(content).pixels[np.newaxis])[0]


def test_mnist_blown_up_and_moved_is_read_as_well_as_directly(model):
    digits = load_test_digits()[:400]
    rng = np.random.default_rng(6)
    seen = []
    for digit in digits.images:
        left, top = (int(value) for value in rng.integers(0, 221, 2))
        picture = encode(blown_up(digit, 500, left, top), compress_level=0)
        seen.append(prepare(picture).pixels)
    direct = (model.probabilities(digits.images).argmax(axis=1) == digits.labels).sum()
    drawn = (model.probabilities(np.stack(seen)).argmax(axis=1) == digits.labels).sum()
    assert abs(int(direct) - int(drawn)) <= 1  # 0.25 per cent of 400


def test_a_digit_enlarged_without_smoothing_comes_back_as_it_was():
    for digit in load_test_digits()[:100].images:
        enlarged = Image.fromarray(255 - np.kron(digit, np.ones((10, 10), np.uint8)))
        seen = prepare(encode(enlarged)).pixels
        # An edge fainter than what counts as ink may be cut off; nothing else may change.
        assert np.abs(seen.astype(int) - digit).max() < INK_LEVEL


def test_longest_side_is_20_and_the_center_of_mass_is_the_center():
    for points in (SEVEN, TWO):
        pixels = prepare(encode(draw(points))).pixels
        rows, columns = np.nonzero(pixels)
        assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
        mass = pixels.sum()
        assert (pixels.sum(axis=1) @ np.arange(28)) / mass == pytest.approx(14, abs=0.51)
        assert (pixels.sum(axis=0) @ np.arange(28)) / mass == pytest.approx(14, abs=0.51)


def test_the_box_is_where_the_ink_is():
    picture = Image.new("L", (100, 80), 255)
    picture.paste(0, (20, 30, 25, 70))
    assert prepare(encode(picture)).box == (20, 30, 5, 40)


@given(
    scale=st.floats(0.25, 1.0),
    right=st.floats(0, 1),
    down=st.floats(0, 1),
    points=st.sampled_from([SEVEN, TWO]),
)
def test_position_and_scale_hardly_matter(model, scale, right, down, points):
    reference = probabilities(model, encode(draw(points)))
    free = 280 * (1 - scale)
    moved = draw(points, scale=scale, offset=(right * free, down * free))
    answer = probabilities(model, encode(moved, compress_level=1))
    assert answer.argmax() == reference.argmax()
    assert np.abs(answer - reference).max() < 0.15


FORMS = {
    "white on black": lambda picture: encode(Image.fromarray(255 - np.asarray(picture))),
    "RGB": lambda picture: encode(picture.convert("RGB")),
    "RGBA": lambda picture: encode(picture.convert("RGBA")),
    "grey with alpha": lambda picture: encode(picture.convert("LA")),
    "palette": lambda picture: encode(picture.convert("P")),
    "16 bits": lambda picture: encode(Image.fromarray(np.asarray(picture).astype(np.uint16) * 257)),
    "black on transparent": lambda picture: encode(on_transparent(picture, 0)),
    "white on transparent": lambda picture: encode(on_transparent(picture, 255)),
    "blue on yellow": lambda picture: encode(
        Image.composite(
            Image.new("RGB", picture.size, "#ffee88"),
            Image.new("RGB", picture.size, "#203080"),
            picture,
        )
    ),
    "grey pencil": lambda picture: encode(picture.point(lambda level: 150 + level * 100 // 255)),
    "JPEG": lambda picture: encode(picture, "JPEG", quality=70),
    "CMYK JPEG": lambda picture: encode(picture.convert("CMYK"), "JPEG"),
    "white margin": lambda picture: encode(_with_margin(picture)),
}


def _with_margin(picture):
    wide = Image.new("L", (900, 500), 255)
    wide.paste(picture, (600, 10))
    return wide


@pytest.mark.parametrize("points", [SEVEN, TWO], ids=["seven", "two"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_colours_modes_and_formats_hardly_matter(model, form, points):
    picture = draw(points)
    reference = probabilities(model, encode(picture))
    answer = probabilities(model, form(picture))
    assert answer.argmax() == reference.argmax()
    assert np.abs(answer - reference).max() < 0.05


def test_one_bit_pictures_are_read(model):
    assert probabilities(model, encode(draw(SEVEN).convert("1", dither=0))).argmax() == 7


def test_an_opaque_card_on_transparent_ground_keeps_its_own_paper(model):
    card = Image.new("RGBA", (340, 340), (0, 0, 0, 0))
    card.paste(draw(SEVEN).convert("RGBA"), (30, 30))
    assert probabilities(model, encode(card)).argmax() == 7


def test_a_jpeg_is_turned_as_its_camera_said(model):
    turned = draw(SEVEN).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned a quarter clockwise
    assert probabilities(model, encode(turned, "JPEG", exif=exif)).argmax() == 7


@given(content=st.binary(max_size=200), signed=st.booleans())
def test_any_bytes_give_an_answer_or_a_clear_error(content, signed):
    try:
        prepare(b"\x89PNG\r\n\x1a\n" + content if signed else content)
    except PictureError as error:
        assert error.code in {"unsupported_image", "bad_image", "image_too_many_pixels"}


@given(
    size=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    seed=st.integers(0, 2**32 - 1),
    density=st.floats(0, 1),
)
def test_any_picture_gives_28_by_28_or_is_blank(size, seed, density):
    rng = np.random.default_rng(seed)
    pixels = np.where(rng.random(size) < density, rng.integers(0, 256, size), 255)
    try:
        digit = prepare(encode(Image.fromarray(pixels.astype(np.uint8))))
    except PictureError as error:
        assert error.code == "blank_image"
    else:
        assert digit.pixels.shape == (28, 28) and digit.pixels.max() > 0
        x, y, width, height = digit.box
        assert 0 <= x < x + width <= size[1] and 0 <= y < y + height <= size[0]


@pytest.mark.parametrize("level", [0, 64, 128, 255])
def test_nothing_drawn_is_blank(level):
    with pytest.raises(PictureError) as refused:
        prepare(encode(Image.new("L", (50, 50), level)))
    assert refused.value.code == "blank_image"


def test_wholly_transparent_is_blank():
    with pytest.raises(PictureError, match="Nothing is drawn"):
        decode(encode(Image.new("RGBA", (50, 50), (10, 20, 30, 0))))


def test_inputs_go_from_paper_0_to_ink_1():
    images = np.array([[[0, 51], [102, 255]]], np.uint8)
    inputs = to_inputs(images)
    assert inputs.dtype == np.float32
    assert inputs[0] == pytest.approx([0, 0.2, 0.4, 1])
