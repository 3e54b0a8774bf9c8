"""The pieces that ink falls into, and drawings that grow: quick ways against plain ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from nnet.imaging.connected_components import find_components
from nnet.recognition.segmentation import MAX_COMPONENTS, MAX_SEGMENTS, MIN_OVERLAP, SPECK, segment
from nnet.strokes.drawing import draw_growing, draw_sketch, first_points, moments
from nnet.strokes.pen import count_curve_points, curve
from nnet.strokes.types import Stroke

SIDES = st.integers(1, 24)
PICTURES = st.tuples(SIDES, SIDES).flatmap(lambda shape: arrays(bool, shape))


def flood(ink):
    """Return connected components, found pixel by pixel in the order of reading, and how many."""
    labels, count = np.zeros(ink.shape, np.int32), 0
    for place in zip(*np.nonzero(ink), strict=True):
        if labels[place]:
            continue
        count += 1
        waiting = [place]
        while waiting:
            y, x = waiting.pop()
            if 0 <= y < ink.shape[0] and 0 <= x < ink.shape[1] and ink[y, x] and not labels[y, x]:
                labels[y, x] = count
                waiting += [(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    return labels, count


@given(PICTURES)
def test_components_are_what_a_flood_reaches(ink):
    found = find_components(ink)
    labels, count = found.labels(), found.count
    expected, number = flood(ink)
    assert count == number and np.array_equal(labels, expected)
    for index, (left, top, right, bottom) in enumerate(find_components(ink).boxes().tolist(), 1):
        rows, columns = np.nonzero(expected == index)
        assert (left, right) == (columns.min(), columns.max() + 1)
        assert (top, bottom) == (rows.min(), rows.max() + 1)


def grouped(ink):
    """Return how many segments ink has, by comparing the boxes of all groups again and again."""
    labels, count = flood(ink)
    places = [np.nonzero(labels == i + 1) for i in range(count)]
    sizes = [max(np.ptp(rows), np.ptp(columns)) + 1 for rows, columns in places]
    spans = sorted(
        (columns.min(), columns.max() + 1)
        for (_, columns), size in zip(places, sizes, strict=True)
        if size >= SPECK * max(sizes)
    )
    groups = []
    for left, right in spans:
        for other in list(groups):
            shared = min(other[1], right) - max(other[0], left)
            if shared > MIN_OVERLAP * min(other[1] - other[0], right - left):
                groups.remove(other)
                left, right = min(other[0], left), max(other[1], right)
        groups.append((left, right))
    return len(groups)


@given(PICTURES.filter(np.any))
def test_segments_are_what_comparing_all_pairs_makes(ink):
    segments = segment(Image.fromarray(ink * np.uint8(255)))
    assert segments is not None and len(segments) == grouped(ink)
    for number, (left, top, right, bottom) in enumerate(segments.boxes.tolist(), 1):
        rows, columns = np.nonzero(segments.labels == number)
        assert (left, right) == (columns.min(), columns.max() + 1)
        assert (top, bottom) == (rows.min(), rows.max() + 1)


@pytest.mark.parametrize(
    ("dots", "rows", "is_number"),
    [
        pytest.param(MAX_SEGMENTS, 1, True, id="as many segments as there may be"),
        pytest.param(MAX_SEGMENTS + 1, 1, False, id="a segment more"),
        pytest.param(MAX_COMPONENTS // 20, 20, True, id="as many components as there may be"),
        pytest.param(MAX_COMPONENTS // 20 + 1, 20, False, id="some components more"),
    ],
)
def test_pieces_are_counted_before_they_are_put_together(dots, rows, is_number):
    ink = np.zeros((rows * 4, dots * 4), np.uint8)
    ink[1::4, 1::4] = 255
    assert (segment(Image.fromarray(ink)) is not None) == is_number


NUMBERS = st.floats(-30, 310, allow_nan=False)
STROKES = st.lists(
    st.builds(
        lambda points, width, erases, pressed: Stroke(
            np.array(points), width, erases, np.linspace(1, pressed, len(points))
        ),
        st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=12),
        st.sampled_from([1.0, 7.5, 18.0, 60.0]),
        st.booleans(),
        st.sampled_from([1.0, 1.03, 0.2]),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=30)
@given(STROKES, st.sampled_from([70, 280]))
def test_a_growing_drawing_is_at_each_moment_as_if_drawn_anew(strokes, side):
    counts = moments(strokes, 8)
    for count, picture in zip(counts, draw_growing(strokes, counts, side), strict=True):
        anew = draw_sketch(first_points(strokes, count), side)
        assert picture.tobytes() == anew.tobytes()


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=30))
def test_points_of_a_curve_are_counted_without_being_made(points):
    assert count_curve_points(np.array(points)) == len(curve(np.array(points)))
