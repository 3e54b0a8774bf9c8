"""``python -m nnet data check``: what is in a folder before a network learns from it."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from tests.support.data_sets import patterns, write_classes, write_idx, write_pictures


def test_it_reports_classes_balance_duplicates_and_odd_pictures(nnet, tmp_path):
    images, labels = patterns(3, 40)
    keep = np.ones(len(labels), bool)
    keep[90:] = False  # the third class has 10
    images, labels = images[keep].copy(), labels[keep]
    test_images, test_labels = patterns(3, 10, seed=1)
    test_images[:4] = images[:4]  # four are learned from, too
    images[5] = images[6]  # one is there twice
    images[50] = 0  # a blank one
    images[60] = 255 - images[60] // 8  # one nearly full
    images[7] = images[41]  # the same picture with two labels
    folder = write_idx(tmp_path / "zoo", (images, labels), (test_images, test_labels))
    write_classes(folder, ["ant", "bee", "cow"])
    done = nnet("data", "check", "zoo", "--output", "sheet.png")
    assert done.returncode == 0, done.stderr
    report = done.stdout
    assert report.startswith("zoo: IDX files, pictures of 28 × 28, 3 classes\n")
    assert "Pictures: 77 training, 13 validation, 30 test" in report
    assert "Its networks cannot be made to read drawings" in report
    assert "Uneven: 34 pictures to learn from of ant, 9 of cow" in report
    assert "Test pictures that are learned from, too: 4 of 30 (t10k-images" in report
    assert "there more than once: 2" in report
    assert "Equal pictures with different labels: 1" in report
    assert "Odd, blank: 1 (train-images-idx3-ubyte.gz, picture 51)" in report
    assert "Odd, nearly full of ink: 1 (train-images-idx3-ubyte.gz, picture 61)" in report
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.format == "PNG" and sheet.width > 900
        assert np.asarray(sheet).min() == 0  # the full one is on it


def test_a_set_of_62_classes_fits_on_one_sheet(nnet_here, tmp_path):
    names = [f"class {number}" for number in range(62)]
    write_classes(write_idx(tmp_path / "many", patterns(62, 4), patterns(62, 1, seed=1)), names)
    done = nnet_here("data", "check", "many")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("Odd pictures: none\nContact sheet: data.png\n")
    assert "Balance: from 3 (class 0) to 3 (class 0) to learn from." in done.stdout


def test_digits_of_ones_own_can_read_drawings(nnet_here, tmp_path):
    write_pictures(tmp_path / "ours", *patterns(10, 4), list("0123456789"))
    assert "Its networks can be made to read drawings" in nnet_here("data", "check", "ours").stdout


@pytest.mark.parametrize("place", ["nowhere/sheet.png"])
def test_a_sheet_goes_into_a_folder_that_is_there(nnet_here, tmp_path, place):
    write_idx(tmp_path / "mine", patterns(2, 9), patterns(2, 3))
    done = nnet_here("data", "check", "mine", "--output", place)
    assert done.returncode == 2 and "There is no folder nowhere." in done.stderr


def test_the_sheet_shows_pictures_of_each_class(nnet_here, tmp_path):
    images = np.full((12, 28, 28), 40, np.uint8)
    images[6:, :14] = 200
    labels = np.repeat([0, 1], 6).astype(np.uint8)
    write_idx(tmp_path / "two", (images, labels), (images, labels))
    nnet_here("data", "check", "two")
    with Image.open(io.BytesIO((tmp_path / "data.png").read_bytes())) as sheet:
        levels = set(np.unique(np.asarray(sheet)).tolist())
    assert {255 - 40, 255 - 200} <= levels
