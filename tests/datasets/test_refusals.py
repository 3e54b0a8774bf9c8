"""Bad data is named by file, line and what was expected, before anything that costs much."""

from __future__ import annotations

import gzip
import io
import struct
import tracemalloc

import pytest
from PIL import Image

from nnet.datasets import csv_files, picture_folders
from tests.support.data_sets import (
    idx,
    patterns,
    write_classes,
    write_csv,
    write_idx,
    write_pictures,
)

IMAGES, LABELS = patterns(2, 9)


@pytest.fixture
def refusal(nnet_here, tmp_path):
    """A function that tells the one line by which both commands refuse the folder ``bad``."""

    def ask():
        lines = []
        for command in (("data", "check", "bad"), ("train", "--data", "bad")):
            done = nnet_here(*command)
            assert done.returncode == 2, done.stdout
            (line,) = done.stderr.splitlines()
            lines.append(line)
        assert len(set(lines)) == 1
        assert not (tmp_path / "data.png").exists()
        return lines[0]

    return ask


@pytest.fixture
def bad(tmp_path):
    """The folder."""
    return tmp_path / "bad"


def png(width=28, height=28):
    stream = io.BytesIO()
    Image.new("L", (width, height)).save(stream, "png")
    return stream.getvalue()


HUGE = bytes((0, 0, 8, 3)) + struct.pack(">3I", 4_000_000_000, 28, 28)
SIDES = bytes((0, 0, 8, 3)) + struct.pack(">3I", 18, 60_000, 60_000)


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("train-images-idx3-ubyte", b"", "is no IDX file of pictures: expected it to begin"),
        ("train-images-idx3-ubyte", b"\x00\x00\x08\x03\x00", "ends within its header"),
        ("train-images-idx3-ubyte", b"GIF89a" * 9, "found 47 49 46 38"),
        ("train-images-idx3-ubyte", HUGE, "1,000,000 pictures, its header says 4,000,000,000"),
        ("train-images-idx3-ubyte", SIDES, "expected pictures of 28 × 28, its header says 60000"),
        ("train-images-idx3-ubyte", idx(IMAGES)[:-1], "ends early: its header promises 18"),
        ("train-images-idx3-ubyte", idx(IMAGES) + b"x", "goes on after the 18"),
        ("train-labels-idx1-ubyte", idx(LABELS[:17]), "has 18 pictures and"),
        ("train-labels-idx1-ubyte", idx(IMAGES), "no IDX file of labels"),
        ("train-labels-idx1-ubyte", idx(LABELS * 0), "has 1 classes to learn (0)"),
        ("t10k-labels-idx1-ubyte", idx(LABELS + 1), "picture 10: the label '2' is tested on"),
        ("other-train-images-idx3-ubyte", idx(IMAGES), "several of train images: other-train"),
        ("classes.txt", b"one\n", "has 1 lines: expected one for each of the 2 classes"),
        ("classes.txt", b"one\n\nthree\n", "classes.txt, line 2: expected a class name"),
        ("classes.txt", b"one\none\n", "classes.txt, line 2: 'one' was on an earlier line"),
        ("classes.txt", b"\xff\xfe", "is not a text in UTF-8"),
        ("classes.txt", b"x" * 20_000, "larger than 16,384 bytes"),
    ],
)
def test_idx_files(bad, refusal, name, content, complaint):
    write_idx(bad, (IMAGES, LABELS), (IMAGES, LABELS), compressed=False)
    (bad / name).write_bytes(content)
    assert complaint in refusal()


def test_a_missing_file_is_named(bad, refusal):
    write_idx(bad, (IMAGES, LABELS), (IMAGES, LABELS))
    (bad / "t10k-labels-idx1-ubyte.gz").unlink()
    assert "no file of test labels; expected four IDX files such as" in refusal()


def test_a_gzip_bomb_is_uncompressed_no_further_than_its_header_promises(bad, refusal):
    write_idx(bad, (IMAGES, LABELS), (IMAGES, LABELS))
    bomb = idx(IMAGES) + bytes(60_000_000)
    (bad / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(bomb, 1))
    del bomb
    tracemalloc.start()
    assert "goes on after the 18" in refusal()
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_damaged_gzip_file_is_named(bad, refusal):
    write_idx(bad, (IMAGES, LABELS), (IMAGES, LABELS))
    path = bad / "train-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-9])
    assert f"{path.name} is damaged: expected a whole gzip file" in refusal()


ROW = ",".join(["7"] * 784)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("a," + ROW + ",7", "line 3: expected a label and 784 whole numbers"),
        ("a", "found 1 values"),
        ("a," + ROW[:-1] + "256", "line 3, column 785: expected a whole number from 0 to 255"),
        ("a," + ROW[:-1] + "0.5", "column 785: expected a whole number from 0 to 255, found '0.5'"),
        ("a,-1" + ROW[1:], "column 2: expected a whole number from 0 to 255, found '-1'"),
        ("," + ROW, "line 3: expected a label of 1 to 40 printable characters, found ''"),
        ("x" * 41 + "," + ROW, "expected a label of 1 to 40 printable characters"),
        ("\x1b[31m," + ROW, "expected a label of 1 to 40 printable characters"),
        ("a," + "7" * 11_000, "found a line of more than 10,000 bytes"),
    ],
)
def test_csv_lines(bad, refusal, line, complaint):
    bad.mkdir()
    (bad / "all.csv").write_text(f"label,pixel\na,{ROW}\n{line}\n")
    assert complaint in refusal()


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"a.csv": "", "b.csv": ""}, "has the CSV files a.csv, b.csv: expected one"),
        ({"a.csv": "label,pixel\n"}, "has no line with a picture"),
        ({"notes.txt": ""}, "holds no data set: expected four IDX files, a CSV file"),
        ({}, "holds no data set"),
    ],
)
def test_other_folders(bad, refusal, files, complaint):
    bad.mkdir()
    for name, content in files.items():
        (bad / name).write_text(content)
    assert complaint in refusal()


def test_no_folder(refusal):
    assert "There is no folder bad" in refusal()


def test_more_lines_than_are_read(bad, refusal, monkeypatch):
    monkeypatch.setattr(csv_files, "MAX_TRAINING", 5)
    write_csv(bad / "all.csv", IMAGES, LABELS)
    assert "all.csv has more than 5 pictures" in refusal()


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a/1.png", png(27), "expected a picture of 28 × 28, found 27 × 28"),
        ("a/1.png", png(60_000, 1), "found 60000 × 1"),
        ("a/1.png", png()[:45], "1.png"),
        ("a/1.png", b"", "1.png"),
        ("a/1.txt", b"hello", "1.txt: expected a picture of 28 × 28. The content is no picture"),
        ("a/1.png", png() + bytes(70_000), "larger than 65,536 bytes"),
        ("a/deeper/1.png", png(), "has sub-folders: expected pictures alone"),
        ("\x1b[1m/1.png", png(), "expected a label of 1 to 40 printable characters"),
    ],
)
def test_pictures_in_folders(bad, refusal, name, content, complaint):
    write_pictures(bad, IMAGES, LABELS, ["a", "b"])
    (bad / name).parent.mkdir(parents=True, exist_ok=True)
    (bad / name).write_bytes(content)
    assert complaint in refusal()


def test_too_much_is_counted_before_a_picture_is_opened(bad, refusal, monkeypatch):
    def open_none(path):
        raise AssertionError(path)

    monkeypatch.setattr(picture_folders, "_read_picture", open_none)
    write_pictures(bad, IMAGES, LABELS, ["a", "b"])
    for most, complaint in ((17, "has more than 17 pictures"), (8, "holds more than 8 files")):
        with monkeypatch.context() as patch:
            patch.setattr(picture_folders, "MAX_TRAINING", most)
            assert complaint in refusal()
    for number in range(61):
        (bad / f"more {number}").mkdir()
    assert "has 63 sub-folders: expected at most 62" in refusal()


def test_a_class_needs_three_pictures(bad, refusal):
    write_pictures(bad, IMAGES[:11], LABELS[:11], ["a", "b"])
    write_classes(bad, ["a", "b"])
    assert "the class 'b' has 2 pictures to learn from: expected at least 3" in refusal()
