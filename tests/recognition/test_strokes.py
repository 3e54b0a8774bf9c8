"""Stroke files: what is read, what is refused, and what is made of UCI's pen digits."""

import json

import numpy as np
import pytest

from nnet.strokes.files import StrokeFileError, read_strokes, write_strokes
from nnet.strokes.pen_digits import read_pen_digits
from tests.conftest import ROOT

STROKES = ROOT / "tests" / "data" / "strokes.jsonl"

UNIPEN = """.VERSION 1.0
.HIERARCHY DIGIT
.SEGMENT DIGIT 0-1 ? "4"
.COMMENT 4 12 224
.PEN_DOWN
 10 90
 10 50
 60 50
.PEN_UP
.DT 100
.PEN_DOWN
 50 100
 50 0
.PEN_UP
.SEGMENT WORD 2 ? "four"
.PEN_DOWN
 1 1
.PEN_UP
.SEGMENT DIGIT 3 ? "1"
.COMMENT 1 7 225
.PEN_DOWN
 5 80
 5 20
.PEN_UP
"""


def line(**changes):
    """Return a line of a stroke file with some of its values changed."""
    return json.dumps({"label": 1, "writer": "a", "strokes": [[[0, 0], [0, 9]]], **changes})


def test_what_is_written_is_read_again(tmp_path):
    digits = read_strokes(STROKES)
    assert [digit.label for digit in digits] == [*range(10), *range(10)]
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(write_strokes(digits))
    assert copy.read_bytes() == STROKES.read_bytes()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            line(label=10),
            "a text of at most 100 characters, found 10",
        ),
        (line(label=True), "label must be a whole number"),
        (line(label=""), "label must be a whole number from 0 to 9, or a text of at most 100"),
        (line(writer=""), "writer must be a name"),
        (line(writer=None), "writer must be a name"),
        (line(strokes=[]), "at least one stroke"),
        (line(strokes=[[]]), "a list of points"),
        (line(strokes=[[[0, 0, 0]]]), "a list of points"),
        (line(strokes=[[[0, "x"]]]), "a list of points"),
        (line(strokes=[7]), "a list of points"),
        (line(strokes=[[[0, float("nan")]]]), "finite numbers"),
        (line(strokes=[[[0, 1e300]]]), "finite numbers"),
        (line(strokes=[[[0, 10**400]]]), "a list of points"),
        (line(strokes=[[[0, 0]] * 10_001]), "at most 10,000 points"),
        ("[1]", "a drawing is an object, found list"),
        ("not json", "Expecting value"),
        ("[" * 100_000, "nested too deeply|recursion"),
    ],
)
def test_a_bad_line_is_named(text, message, tmp_path):
    path = tmp_path / "strokes.jsonl"
    path.write_text(f"{line()}\n\n{text}\n")
    with pytest.raises(StrokeFileError, match=rf"strokes.jsonl, line 3: .*({message})"):
        read_strokes(path)


def test_a_file_without_digits_is_refused(tmp_path):
    path = tmp_path / "strokes.jsonl"
    path.write_text("\n")
    with pytest.raises(StrokeFileError, match="holds no digit"):
        read_strokes(path)


def test_pen_digits_are_understood(tmp_path):
    (tmp_path / "digits.tra").write_text(UNIPEN)
    four, one = read_pen_digits(tmp_path / "digits.tra")
    assert (four.label, four.writer, one.label, one.writer) == (4, "12", 1, "7")
    assert [stroke.tolist() for stroke in four.strokes] == [
        [[10, 10], [10, 50], [60, 50]],  # y points down, from the file's highest point
        [[50, 0], [50, 100]],
    ]
    assert np.array_equal(one.strokes[0], [[5, 20], [5, 80]])


def test_a_named_writer_is_kept(tmp_path):
    text = ".WRITER_ID ann\n" + UNIPEN.replace(".COMMENT 4 12 224\n", "").replace(
        ".COMMENT 1 7", ""
    )
    (tmp_path / "digits.tra").write_text(text)
    assert [digit.writer for digit in read_pen_digits(tmp_path / "digits.tra")] == ["ann", "ann"]


def test_the_command_converts_and_says_what_it_found(nnet_here, tmp_path):
    (tmp_path / "digits.tra").write_text(UNIPEN)
    result = nnet_here("convert-strokes", "digits.tra", "digits.jsonl", "--prefix", "x-")
    assert result.stdout == "2 digits of 2 writers: digits.jsonl\n"
    assert [digit.writer for digit in read_strokes(tmp_path / "digits.jsonl")] == ["x-12", "x-7"]
    (tmp_path / "words.tra").write_text(UNIPEN.replace('"4"', '"A"').replace('"1"', '"B"'))
    refused = nnet_here("convert-strokes", "words.tra", "other.jsonl")
    assert refused.returncode == 2 and "no digit was found. Expected .SEGMENT" in refused.stderr
    assert not (tmp_path / "other.jsonl").exists()
