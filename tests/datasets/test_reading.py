"""A folder with somebody's data becomes parts to learn from, to choose on and to test on."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from nnet.core.data import MNIST_DIRECTORY
from nnet.datasets import idx_files
from nnet.datasets.description import check_description
from nnet.datasets.library import DataLibrary, MissingData
from nnet.datasets.reading import LIGHT_PAPER, TRANSPOSED, UPRIGHT, read_data
from tests.support.data_sets import patterns, write_classes, write_csv, write_idx, write_pictures

LETTERS = ["ant", "bee", "cow"]


def rows_of(dataset):
    """Return the pictures of a dataset with their labels, in an order of their own."""
    pairs = zip(dataset.images, dataset.labels, strict=True)
    return sorted((image.tobytes(), int(label)) for image, label in pairs)


@pytest.mark.parametrize("compressed", [False, True])
def test_idx_files_are_read_plain_and_compressed(tmp_path, compressed):
    learning, test = patterns(3, 12), patterns(3, 4, seed=1)
    data = read_data(write_idx(tmp_path / "mine", learning, test, compressed=compressed))
    assert (data.name, data.classes, data.digits) == ("mine", ["0", "1", "2"], False)
    assert [len(part) for part in data.parts.values()] == [30, 6, 12]
    splits = data.splits
    assert rows_of(splits.test) == rows_of(type(splits.test)(*test))
    both = rows_of(splits.training) + rows_of(splits.validation)
    assert sorted(both) == rows_of(type(splits.test)(*learning))
    # Sorted by class in the file, and shuffled to be learned from.
    assert np.any(np.diff(splits.training.labels.astype(int)) < 0)
    assert np.bincount(splits.validation.labels).tolist() == [2, 2, 2]
    check_description(data.description)


def test_the_three_forms_of_the_same_pictures_are_the_same_pictures(tmp_path):
    (images, labels), test = patterns(3, 12), patterns(3, 4, seed=1)
    write_csv(tmp_path / "csv" / "train.csv", images, labels, LETTERS, heading=True)
    write_csv(tmp_path / "csv" / "test.csv", *test, LETTERS)
    write_pictures(tmp_path / "png" / "train", images, labels, LETTERS)
    write_pictures(tmp_path / "png" / "test", *test, LETTERS, kind="bmp")
    write_classes(write_idx(tmp_path / "idx", (images, labels), test), LETTERS)
    found = [read_data(tmp_path / form) for form in ("csv", "png", "idx")]
    assert [data.classes for data in found] == [LETTERS] * 3
    assert len({data.description["sha256"] for data in found}) == 1
    assert found[0].places["test"](0) == "test.csv, line 1"
    assert found[1].places["test"](0) == "test/ant/0000.bmp"
    assert found[2].places["test"](0) == "t10k-images-idx3-ubyte.gz, picture 1"
    assert read_data(tmp_path / "csv").description == found[0].description


def test_what_has_no_test_part_has_one_held_out_of_each_class(tmp_path):
    images, labels = patterns(3, 12)
    data = read_data(write_csv(tmp_path / "data.csv", images, labels))
    assert [len(part) for part in data.parts.values()] == [27, 3, 6]
    assert np.bincount(data.splits.test.labels).tolist() == [2, 2, 2]
    every = [row for part in data.parts.values() for row in rows_of(part)]
    assert len(set(every)) == 36
    assert any("held out to test on" in remark for remark in data.remarks)


def test_dark_ink_on_light_paper_is_inverted_and_that_is_said(tmp_path):
    images, labels = patterns(2, 9)
    data = read_data(write_pictures(tmp_path / "school", 255 - images, labels, ["a", "b"]))
    assert data.remarks[-1] == LIGHT_PAPER
    plain = read_data(write_pictures(tmp_path / "plain", images, labels, ["a", "b"]))
    assert np.array_equal(data.splits.training.images, plain.splits.training.images)


def test_transparent_colour_pictures_show_their_paper(tmp_path):
    images, labels = patterns(2, 9)
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        colour = np.zeros((28, 28, 4), np.uint8)
        colour[..., 3] = image  # black ink, as opaque as it is dark
        path = tmp_path / "ab"[label] / f"{number}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(colour).save(path)
    data = read_data(tmp_path)
    assert LIGHT_PAPER in data.remarks
    known = {(i.tobytes(), n) for i, n in zip(images, labels.tolist(), strict=True)}
    assert set(rows_of(data.splits.training)) <= known


@pytest.mark.parametrize("transposed", [True, False])
def test_emnist_is_known_by_its_name_and_by_how_its_characters_lie(tmp_path, transposed):
    upright = np.zeros((24, 28, 28), np.uint8)
    upright[:, 4:24, 10:18] = np.random.default_rng(0).integers(100, 255, (24, 20, 8))
    images = upright.swapaxes(1, 2) if transposed else upright
    labels = np.arange(24, dtype=np.uint8) % 2 + 1  # as EMNIST's letters, from 1
    part = (np.ascontiguousarray(images), labels)
    data = read_data(write_idx(tmp_path, part, part, prefix="emnist-letters-"))
    assert data.classes == ["1", "2"]
    assert data.remarks[-1] == (TRANSPOSED if transposed else UPRIGHT)
    assert rows_of(data.splits.test) == rows_of(type(data.splits.test)(upright, labels - 1))


@pytest.mark.parametrize("count", [2, 47, 62])
def test_any_number_of_classes_from_2_to_62_is_read(tmp_path, count):
    names = [f"class {number}" for number in range(count)]
    learning, test = patterns(count, 4), patterns(count, 1, seed=1)
    data = read_data(write_classes(write_idx(tmp_path, learning, test), names))
    assert data.classes == names
    assert data.description["commonest"] == round(1 / count, 4)


def test_digits_are_digits_only_where_somebody_says_so(tmp_path):
    learning, digits = patterns(10, 4), list("0123456789")
    write_idx(tmp_path / "idx", learning, learning)
    assert not read_data(tmp_path / "idx").digits
    assert read_data(write_classes(tmp_path / "idx", digits)).digits
    assert read_data(write_pictures(tmp_path / "png", *learning, digits)).digits
    assert not read_data(write_csv(tmp_path / "csv" / "all.csv", *learning)).digits


def test_of_very_many_pictures_some_are_taken_evenly(tmp_path, monkeypatch):
    monkeypatch.setattr(idx_files, "MAX_TRAINING", 10)
    monkeypatch.setattr(idx_files, "BLOCK", 4)
    learning = patterns(2, 20)
    data = read_data(write_idx(tmp_path, learning, learning))
    assert "Of 40 pictures to learn from 10 were taken, evenly." in data.remarks
    taken = rows_of(data.splits.training) + rows_of(data.splits.validation)
    images, labels = learning
    assert sorted(taken) == sorted((images[n].tobytes(), int(labels[n])) for n in range(0, 40, 4))
    places = {data.places["training"](n) for n in range(len(data.splits.training))}
    assert places <= {f"train-images-idx3-ubyte.gz, picture {n + 1}" for n in range(0, 40, 4)}


def test_mnists_own_files_are_a_data_set_like_any_other():
    data = read_data(MNIST_DIRECTORY)
    counts = data.description["pictures"]
    assert counts["training"] + counts["validation"] == 60_000 and counts["test"] == 10_000
    assert len(data.classes) == 10 and data.description["commonest"] == 0.1135


def test_data_is_found_again_by_its_name_and_known_by_its_digest(tmp_path):
    learning, test = patterns(2, 9), patterns(2, 3, seed=1)
    described = read_data(write_idx(tmp_path / "mine", learning, test)).description
    library = DataLibrary(tmp_path)
    assert library.names() == ["mine"]
    assert library.describe("mine") == described
    assert len(library.splits(described).test) == 6
    elsewhere = DataLibrary(folder=write_idx(tmp_path / "moved", learning, test))
    assert len(elsewhere.splits(described).training) == 16
    write_idx(tmp_path / "mine", test, learning)
    assert library.describe("mine") != described
    with pytest.raises(MissingData, match="is not that of the data set mine"):
        library.splits(described)
    with pytest.raises(MissingData, match="is not here"):
        DataLibrary().splits(described)


def test_a_link_out_of_the_folder_is_no_data(tmp_path):
    write_idx(tmp_path / "outside", patterns(2, 9), patterns(2, 3))
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "link").symlink_to(tmp_path / "outside")
    assert DataLibrary(tmp_path / "sets").names() == []
