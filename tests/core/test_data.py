"""MNIST is read as it was published, and anything else is refused by name."""

import gzip
import shutil

import numpy as np
import pytest

from nnet.core.data import (
    MNIST_DIRECTORY,
    DataError,
    Dataset,
    load_mnist,
    load_test_digits,
    minibatches,
)

TEST_IMAGES = "t10k-images-idx3-ubyte"
TEST_LABELS = "t10k-labels-idx1-ubyte"


@pytest.fixture
def copied(tmp_path):
    """A folder with copies of the two test files."""
    for name in (TEST_IMAGES, TEST_LABELS):
        shutil.copy(MNIST_DIRECTORY / f"{name}.gz", tmp_path)
    return tmp_path


def test_shapes_and_first_labels():
    splits = load_mnist()
    assert splits.training.images.shape == (50_000, 28, 28)
    assert splits.validation.images.shape == (10_000, 28, 28)
    assert splits.test.images.shape == (10_000, 28, 28)
    assert splits.training.images.dtype == np.uint8
    assert splits.training.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]


def test_files_are_compressed_without_name_and_time():
    for path in MNIST_DIRECTORY.glob("*.gz"):
        header = path.read_bytes()[:10]
        assert header[3] == 0, "a flag says that the header holds a name"
        assert header[4:8] == bytes(4), "the header holds a time"


def test_plain_file_beside_the_compressed_one_is_read(copied):
    packed = copied / f"{TEST_IMAGES}.gz"
    (copied / TEST_IMAGES).write_bytes(gzip.decompress(packed.read_bytes()))
    packed.write_bytes(b"not gzip: must not be touched")
    assert len(load_test_digits(copied)) == 10_000


def _truncate(path):
    path.write_bytes(path.read_bytes()[:100_000])


def _cut_content(path):
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes())[:-1], 1))


def _lengthen(path):
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()) + b"\0", 1))


def _alter(path):
    content = bytearray(gzip.decompress(path.read_bytes()))
    content[5_000_000] ^= 1
    path.write_bytes(gzip.compress(bytes(content), 1))


def _swap(path):
    shutil.copy(path.parent / f"{TEST_LABELS}.gz", path)


def _not_gzip(path):
    path.write_bytes(b"hello")


def _remove(path):
    path.unlink()


@pytest.mark.parametrize(
    ("damage", "expected", "found"),
    [
        (_truncate, "a whole gzip file", "damaged"),
        (_cut_content, "7,840,016 bytes", "7,840,015 bytes"),
        (_lengthen, "7,840,016 bytes", "more than 7,840,016 bytes"),
        (_alter, "SHA-256 0fa7898d", "found"),
        (_swap, "7,840,016 bytes", "10,008 bytes"),
        (_not_gzip, "a whole gzip file", "Not a gzipped file"),
        (_remove, "expected it there", "missing"),
    ],
)
def test_a_faulty_file_is_refused_by_name(copied, damage, expected, found):
    damage(copied / f"{TEST_IMAGES}.gz")
    with pytest.raises(DataError) as refused:
        load_test_digits(copied)
    for part in (TEST_IMAGES, expected, found):
        assert part in str(refused.value)


def test_images_and_labels_must_match():
    with pytest.raises(DataError, match="2 images and 3 labels"):
        Dataset(np.zeros((2, 28, 28), np.uint8), np.zeros(3, np.uint8))


def test_minibatches_pass_over_every_digit_once():
    images = np.arange(25, dtype=np.uint8).reshape(25, 1, 1)
    dataset = Dataset(images, np.arange(25, dtype=np.uint8))
    batches = list(minibatches(dataset, 10, np.random.default_rng(1), np.ravel))
    assert [len(labels) for _, labels in batches] == [10, 10, 5]
    seen = np.concatenate([labels for _, labels in batches])
    assert sorted(seen) == list(range(25)) and list(seen) != list(range(25))
    assert all((images.ravel() == labels).all() for images, labels in batches)
