"""What an evaluation prints, number by number."""

import re

import numpy as np
import pytest

from nnet.reports.mnist_report import evaluation_report

LABELS = np.array([3, 3, 5, 8])


@pytest.fixture
def probabilities():
    """Two threes, the second taken for a 5, a 5 and an 8: sure of three, in doubt about one."""
    rows = np.full((4, 10), 0.01)
    rows[0, 3] = rows[2, 5] = rows[3, 8] = 0.91
    rows[1, [3, 5]] = 0.4, 0.52
    return rows


def test_totals_come_first(probabilities):
    lines = evaluation_report(LABELS, probabilities, loss=0.25).splitlines()
    assert lines[0] == "Accuracy: 75.00% (3 of 4; 95 % interval 30.06% to 95.44%)"
    assert lines[1].startswith("Top-2 accuracy: 100.00% ")
    assert lines[2] == "Loss: 0.2500"


def test_a_loss_that_is_not_known_is_not_shown(probabilities):
    assert "Loss" not in evaluation_report(LABELS, probabilities)


def test_only_bins_that_hold_pictures_are_shown(probabilities):
    report = evaluation_report(LABELS, probabilities)
    # 3/4 of the pictures are 0.09 off, 1/4 of them 0.52.
    assert "Expected calibration error: 19.75% " in report
    rows = re.findall(r"^ *([\d.]+%)- *([\d.]+%) +([\d.]+%) +([\d.]+%) +(\d+)$", report, re.M)
    assert rows == [
        ("46.67%", "53.33%", "52.00%", "0.00%", "1"),
        ("86.67%", "93.33%", "91.00%", "100.00%", "3"),
    ]


def test_digits_and_confusions_follow(probabilities):
    lines = evaluation_report(LABELS, probabilities).splitlines()
    assert any(line.split() == ["3", "100.00%", "50.00%", "66.67%", "2"] for line in lines)
    assert any(line.split() == ["5", "50.00%", "100.00%", "66.67%", "1"] for line in lines)
    matrix = np.array([line.split()[1:] for line in lines[-10:]], dtype=int)
    assert matrix[3, 3] == matrix[3, 5] == matrix[5, 5] == matrix[8, 8] == 1 and matrix.sum() == 4


def test_answers_instead_of_probabilities_are_refused():
    with pytest.raises(ValueError, match="two or more, got shape"):
        evaluation_report(LABELS, LABELS)
