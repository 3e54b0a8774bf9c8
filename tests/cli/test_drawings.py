"""``python -m nnet evaluate --drawings``: how well strokes of a pen are read."""

import dataclasses
import re

import numpy as np
import pytest
from PIL import Image

from nnet.imaging.size_normalisation import NormalisedDigit
from nnet.models.checkpoint import SHIPPED_MODEL, load_model
from nnet.recognition.reading import Digit, Reading
from nnet.recognition.rejection import load_guard
from nnet.reports.drawing_report import drawing_report, mistakes, read_drawings
from nnet.strokes.files import read_strokes, write_strokes
from nnet.strokes.pen import SIDE, Pose, draw_strokes, place_strokes
from nnet.synthesis.writer_split import SPLIT, is_held_out, is_left_out
from tests.recognition.test_strokes import STROKES


@pytest.fixture(scope="module")
def results():
    """The twenty digits of the tests' own file, as the shipped model reads them."""
    model, guard = load_model(SHIPPED_MODEL), load_guard()
    return read_drawings(read_strokes(STROKES), model, guard, (8, 24), (0.4, 0.8), 1)


def test_the_report_counts_by_digit_width_and_writer(nnet):
    result = nnet("evaluate", "--drawings", str(STROKES))
    assert result.returncode == 0, result.stderr
    assert re.search(r"Drawings read right: \d+.\d\d% \(\d+ of 20; 95 % interval", result.stdout)
    assert "Mean of 2 writers: " in result.stdout
    assert re.search(r"^    3         2 +100.00%$", result.stdout, re.MULTILINE)
    assert len(re.findall(r"^ *[\d.]+ to [\d.]+ +5 ", result.stdout, re.MULTILINE)) == 4
    assert re.search(r"^slanted +10 ", result.stdout, re.MULTILINE)
    assert nnet("evaluate", "--drawings", str(STROKES)).stdout == result.stdout
    assert nnet("evaluate", "--drawings", str(STROKES), "--seed", "2").stdout != result.stdout


def test_writers_can_be_chosen(nnet):
    result = nnet("evaluate", "--drawings", str(STROKES), "--writers", "upright")
    assert " of 10;" in result.stdout and "Mean of" not in result.stdout


def test_nobody_is_both_learned_from_and_measured_on():
    assert len(SPLIT["training"]) == 20 and len(SPLIT["held-out"]) == 10
    assert not set(SPLIT["training"]) & set(SPLIT["held-out"])


def test_people_whom_no_list_names_are_left_out_to_choose_on_as_often_as_others():
    hands = [f"qd-{number}" for number in range(3000)]
    learned = [hand for hand in hands if not is_held_out(hand)]
    assert np.mean([is_left_out(hand) for hand in learned]) == pytest.approx(1 / 6, abs=0.03)


def test_the_held_out_writers_have_a_name_together(nnet, tmp_path):
    digits = read_strokes(STROKES)
    others = [
        dataclasses.replace(digit, writer=name)
        for digit in digits[:2]
        for name in SPLIT["held-out"]
    ]
    (tmp_path / "some.jsonl").write_bytes(write_strokes([*others, *digits]))
    result = nnet("evaluate", "--drawings", "some.jsonl", "--writers", "held-out")
    assert " of 20;" in result.stdout and "Mean of 10 writers" in result.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--writers", "ann"], "There is no writer ann; there are slanted, upright."),
        (["--widths", "24-8"], "--widths takes such as 1-100"),
        (["--widths", "nan"], "--widths takes such as 1-100"),
        (["--sizes", "0-1"], "--sizes takes such as 0.02-1"),
        (["--sizes", "a"], "--sizes takes such as 0.02-1"),
    ],
)
def test_what_cannot_be_measured_is_refused(options, message, nnet_here):
    result = nnet_here("evaluate", "--drawings", str(STROKES), *options)
    assert result.returncode == 2 and message in result.stderr


def test_a_file_that_is_missing_is_named(nnet):
    result = nnet("evaluate", "--drawings", "none.jsonl")
    assert result.returncode == 2 and "none.jsonl" in result.stderr


def test_mistakes_are_counted_and_drawn_the_surest_first(results, nnet, tmp_path):
    readings = [answer(label, 0.9) for label in results.labels]
    readings[1], readings[7], readings[17] = answer(7, 0.6), answer(2, 0.91), answer(2, 0.7)
    readings[4] = answer(4, 0.5, status="not_a_digit")
    wrong = dataclasses.replace(results, readings=readings)
    report = drawing_report(wrong)
    assert "Drawings read right: 80.00% (16 of 20; " in report
    assert "Refused as no digit: 5.00%. Taken for several digits: 0.00%." in report
    assert "Said to be uncertain: 5.00% (0% of them right)" in report
    assert re.search(r"^    7         2    0.00%  2 2 times$", report, re.MULTILINE)
    assert re.search(r"^    4         2   50.00%  none 1 times$", report, re.MULTILINE)
    pixels, captions = mistakes(wrong)
    assert captions == ["7: 2", "7: 2", "1: 7", "4: -"]
    assert (pixels[0] == results.pixels[7]).all()
    nnet("evaluate", "--drawings", str(STROKES), "--mistakes", "wrong.png", "--widths", "90")
    with Image.open(tmp_path / "wrong.png") as sheet:
        assert sheet.width > 400


def answer(digit, confidence, status=None):
    """Return a reading of one digit."""
    probabilities = np.full(10, (1 - confidence) / 9)
    probabilities[digit] = confidence
    seen = NormalisedDigit(np.zeros((28, 28), np.uint8), (0, 0, 9, 9), Image.new("L", (9, 9)))
    status = status or ("digit" if confidence > 0.65 else "uncertain")
    found = Digit(seen, probabilities, 0.9, status != "not_a_digit")
    return Reading(status, (found,), seen.part)


@pytest.mark.parametrize("across", [0.0, 1.0])
@pytest.mark.parametrize("width", [5, 40])
def test_nothing_is_cut_off_at_the_edges_of_the_canvas(across, width):
    def ink(digit, *place):
        pose = Pose(width, 0.7, *place)
        strokes = place_strokes(digit.strokes, pose)
        return 255 - np.asarray(draw_strokes(strokes, width)).astype(float)

    for digit in read_strokes(STROKES):
        corner = ink(digit, across, 1 - across)
        assert corner.sum() == pytest.approx(ink(digit, 0.5, 0.5).sum(), rel=0.005)
        # The pen comes close to the edge that it was sent to.
        columns = np.flatnonzero(corner.any(axis=0))
        assert (columns[0] if across == 0 else SIDE - 1 - columns[-1]) < 4


def test_a_dot_is_a_disc():
    ink = 255 - np.asarray(draw_strokes([np.array([[140.0, 140.0]])], 20)).astype(float)
    assert ink.sum() / 255 == pytest.approx(np.pi * 100, rel=0.03)
