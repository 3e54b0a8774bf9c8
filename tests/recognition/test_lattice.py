"""The likeliest division of segments among digits, and how much is asked to find it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from nnet.core.metrics import CLASSES
from nnet.imaging.size_normalisation import fit_array_to_grid, fit_to_grid
from nnet.models.checkpoint import SHIPPED_MODEL, load_model
from nnet.recognition.cutting import cut
from nnet.recognition.lattice import best_path, nll, shape_costs
from nnet.recognition.outputs import OUTPUTS
from nnet.recognition.pipeline import read_picture
from nnet.recognition.rejection import Guard, load_guard
from nnet.recognition.segmentation import candidate_spans, segment
from tests.support.writing import png, write


def least_cost(costs, count):
    """Return what the cheapest path costs, found by going through all from left to right."""
    best = [0.0]
    for last in range(1, count + 1):
        best.append(min(best[i] + cost for (i, j), cost in costs.items() if j == last))
    return best[-1]


@pytest.mark.parametrize("seed", range(12))
def test_the_path_that_is_found_is_the_cheapest(seed):
    rng = np.random.default_rng(seed)
    text = "".join(str(digit) for digit in rng.integers(0, 10, 2 + seed % 4))
    found = segment(Image.fromarray(255 - np.asarray(write(text, height=50, gap=-5 + seed))))
    segments = cut(found, range(len(found)))
    spans = candidate_spans(segments)
    rows = rng.dirichlet(np.full(OUTPUTS, 0.2), len(spans))
    said = dict(zip(spans, rows, strict=True))
    path = best_path(segments, spans, lambda asked: np.stack([said[span] for span in asked]))
    total = shape_costs(segments, spans) + nll(rows[:, :CLASSES].max(axis=1))
    costs = dict(zip(spans, total.tolist(), strict=True))
    assert [first for first, _ in path.spans] == [0, *(last for _, last in path.spans[:-1])]
    assert path.whole == (0, len(segments))
    assert sum(costs[span] for span in path.spans) == pytest.approx(
        least_cost(costs, len(segments))
    )
    assert path.nll == pytest.approx(
        nll(np.stack([said[s] for s in path.spans])[:, :10].max(axis=1))
    )


@pytest.fixture(scope="module")
def model():
    return load_model(SHIPPED_MODEL)


@pytest.fixture(scope="module")
def guard():
    return load_guard()


@pytest.mark.parametrize(
    ("gap", "most"),
    [pytest.param(18, 10, id="apart: each twice"), pytest.param(-5, 60, id="touching")],
)
def test_the_guard_is_asked_for_likely_digits_alone(gap, most, model, guard, monkeypatch):
    asked, answer = [], Guard.probabilities
    monkeypatch.setattr(
        Guard,
        "probabilities",
        lambda self, images: (asked.append(len(images)), answer(self, images))[1],
    )
    read = read_picture(png(write("26485", height=50, gap=gap)), model, guard)
    assert read.text == "26485" and sum(asked) <= most


def test_a_preview_is_scaled_as_a_digit_is():
    rng = np.random.default_rng(5)
    differing = 0
    for height, width in rng.integers(1, 200, (300, 2)).tolist():
        coarse = rng.random((height // 5 + 1, width // 5 + 1)) < 0.5
        picture = Image.fromarray(coarse.astype(np.uint8) * 255).resize((width, height))
        quick = fit_array_to_grid(np.asarray(picture, np.float32))
        # Where the centre of mass lies between two pixels, rounding may choose the other one.
        differing += np.abs(quick - fit_to_grid(picture)).max() > 1.5
    assert differing < 6
