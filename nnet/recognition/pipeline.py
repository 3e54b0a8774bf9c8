"""The reading pipeline: from the bytes of a picture to an answer, stage by stage.

1. ``propose``    what the picture's ink may be                           (imaging/decoding.py)
2. ``redraw``     where its strokes are known: with another pen           (redrawing.py)
3. ``segment``    its pieces, from left to right                          (segmentation.py)
4. ``classify``   what the network reads in each, and whether the guard takes it for a digit
5. ``cut``        what is no clear digit may be several that touch        (cutting.py)
6. ``best_path``  the likeliest division of all pieces among digits       (lattice.py)
7. ``classify``   the digits that this has made
8. ``hear``       where its strokes are known: what their reader says     (stroke_vote.py)
9. ``judge``      one digit, a number, or none
10. ``choose``    where that is not clear, the next proposal is read, too  (proposals.py)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from nnet.imaging.decoding import Ink, propose_inks
from nnet.imaging.size_normalisation import NormalisedDigit, normalise
from nnet.recognition.cutting import cut
from nnet.recognition.lattice import best_path, is_several, share_apart, split_at_gaps
from nnet.recognition.outputs import NONE
from nnet.recognition.proposals import choose_reading
from nnet.recognition.reading import Digit, Reader, Reading
from nnet.recognition.redrawing import redraw
from nnet.recognition.rejection import Guard
from nnet.recognition.segmentation import (
    Segments,
    Span,
    candidate_spans,
    connected_spans,
    crop,
    preview,
    segment,
)
from nnet.recognition.stroke_vote import StrokeVote, hear_strokes
from nnet.strokes.types import Stroke

MAX_DIGITS = 12

REDRAWN = "strokes"
"""The name of ink that is known to be its strokes', having been drawn by these."""

MIN_CONFIDENCE = 0.7
"""Below it the second likeliest digit is named, too."""

NUMBER_SHARE = 0.5
"""The share of the guard's threshold that is enough beside other digits, which make it likelier."""

MAX_WIDTH_WHOLE = 2.0
"""A number of this width, in heights, is looked at as a whole, too. Of wider ones little is left in
28 pixels, and letters and doodles are seldom so wide and all of what look like digits."""

MAX_NLL_UNCUT = 0.1
"""Nats up to which connected ink is one digit and is not cut: cutting takes most of the time, and
most ink needs none."""


def read_picture(
    content: bytes, model: Reader, guard: Guard, strokes: Sequence[Stroke] = ()
) -> Reading:
    """Return what is on a picture's file; raises ``PictureError`` when it cannot be read.

    model    what reads digits; a ``StrokeVote`` where the reader of strokes votes with it
    guard    what tells digits from what is none; with a reader of strokes that is to be heard
    strokes  that it was drawn with, in its pixels, where they are known
    """
    inks = propose_inks(content, is_painted=bool(strokes))
    first = next(inks, None)
    if first is not None and strokes:
        known = [stroke.map_to((0, 0), first.factor) for stroke in strokes]
        if redrawn := redraw(first.picture, known):
            # Nothing is left to be guessed.
            own = replace(first, name=REDRAWN, picture=redrawn.ink)
            return read_ink(own, model, guard, redrawn.strokes, redrawn.margin)
    found = inks if first is None else chain((first,), inks)

    def read(ink: Ink) -> Reading:
        reduced = [stroke.map_to((0, 0), ink.factor) for stroke in strokes]
        return read_ink(ink, model, guard, reduced)

    return choose_reading(found, read)


def read_ink(
    ink: Ink, model: Reader, guard: Guard, strokes: Sequence[Stroke] = (), margin: int = 0
) -> Reading:
    """Return what a picture says whose ink this is; raises ``PictureError`` for none.

    strokes  that it was drawn with, in its pixels, where they are known
    margin   pixels by which the ink that was sent reaches farther to each side
    """
    segments = segment(ink.picture)
    if segments is None:  # dots, perhaps, that are one digit together
        digits = classify([normalise(ink.picture)], model, guard)
    else:
        digits = find_digits(segments, model, guard, strokes)
    if ink.name == REDRAWN:
        digits = hear_strokes(digits, strokes, guard, votes=isinstance(model, StrokeVote))
    if digits:
        status, digits = judge(digits, guard)
    else:
        status, digits = "not_a_digit", classify([normalise(ink.picture)], model, guard)
    sent = tuple(_with_box_as_sent(digit, margin, ink.picture.size, ink.factor) for digit in digits)
    return Reading(status, sent, ink.picture, ink.name)


def find_digits(
    segments: Segments, model: Reader, guard: Guard, strokes: Sequence[Stroke]
) -> list[Digit]:
    """Return the digits that segments are, or what may be some, from left to right.

    None at all where they would be too many for a number, or are likelier a drawing of anything.

    strokes  that the ink was drawn with, in pixels of the picture that was segmented
    """
    uncut = classify([crop(segments, span) for span in connected_spans(segments)], model, guard)
    unclear = [place for place, digit in enumerate(uncut) if digit.nll > MAX_NLL_UNCUT]
    segments = cut(segments, unclear, strokes)
    if len(segments) == 1:
        return uncut
    spans = divide(segments, guard)
    if len(spans) > MAX_DIGITS:
        return []
    # What was not cut after all has been classified already.
    known = dict(zip(connected_spans(segments), uncut, strict=True))
    new = [span for span in spans if span not in known]
    crops = [crop(segments, span) for span in new]
    known.update(zip(new, classify(crops, model, guard), strict=True))
    digits = [known[span] for span in spans]
    height, width = segments.labels.shape
    if len(digits) > 1 and width <= MAX_WIDTH_WHOLE * height:
        return look_at_whole(segments, spans, digits, model, guard)
    return digits


def look_at_whole(
    segments: Segments,
    spans: Sequence[Span],
    digits: Sequence[Digit],
    model: Reader,
    guard: Guard,
) -> list[Digit]:
    """Return several digits, or what all ink is as a whole where that is likelier.

    That may be one digit, drawn in dots, or no digit at all: then nothing is returned. Letters and
    drawings of things fall into pieces, too, of which each for itself looks like a digit.
    """
    whole = (0, len(segments))
    (probabilities,) = guard.probabilities(preview(segments, [whole]))
    of_digits = np.array([digit.nll for digit in digits])
    if is_several(probabilities, of_digits, share_apart(segments, spans)):
        return list(digits)
    if probabilities.argmax() == NONE:
        return []
    return classify([crop(segments, whole)], model, guard)


def classify(seen: Sequence[NormalisedDigit], model: Reader, guard: Guard) -> list[Digit]:
    """Return what the network and the guard say of pictures."""
    if not seen:
        return []
    images = np.stack([one.pixels for one in seen])
    likely = guard.digit_probability(images)
    return [
        Digit(one, row, float(p), bool(p >= guard.threshold))
        for one, row, p in zip(seen, model.probabilities(images), likely, strict=True)
    ]


def divide(segments: Segments, guard: Guard) -> list[Span]:
    """Return the spans of segments that are the digits, by what the guard says of all candidates.

    Connected ink that was cut is put together again where that is likelier.
    """
    known: dict[Span, np.ndarray] = {}

    def ask(spans: Sequence[Span]) -> np.ndarray:
        new = [span for span in spans if span not in known]
        if new:
            known.update(zip(new, guard.probabilities(preview(segments, new)), strict=True))
        return np.stack([known[span] for span in spans])

    ask(connected_spans(segments))  # at once: most of these are needed
    spans: list[Span] = []
    for part in split_at_gaps(best_path(segments, candidate_spans(segments), ask), segments):
        if len(part.spans) == 1:
            spans += part.spans
            continue
        (whole,) = ask([part.whole])
        spans += part.spans if is_several(whole, part.nll) else [part.whole]
    return spans


def judge(digits: Sequence[Digit], guard: Guard) -> tuple[str, list[Digit]]:
    """Return the status of an answer, and the digits, readable sooner beside each other."""
    judged = list(digits)
    if len(judged) > 1:
        enough = NUMBER_SHARE * guard.threshold
        judged = [replace(digit, readable=digit.is_digit >= enough) for digit in judged]
    readable = sum(digit.readable for digit in judged)
    if not readable or readable * 2 < len(judged):
        return "not_a_digit", judged
    if len(judged) > 1:
        return "number", judged
    return "digit" if judged[0].confidence >= MIN_CONFIDENCE else "uncertain", judged


def _with_box_as_sent(digit: Digit, margin: int, size: tuple[int, int], factor: float) -> Digit:
    """Return a digit with its box around the ink that was sent, in pixels of that picture.

    margin  how much farther that ink reaches to each side, in pixels of the picture that was read
    size    of that one
    factor  how many times larger the one that was sent is
    """
    x, y, width, height = digit.seen.box
    left, top = max(x - margin, 0), max(y - margin, 0)
    right, bottom = min(x + width + margin, size[0]), min(y + height + margin, size[1])
    x, y, width, height = (round(n * factor) for n in (left, top, right - left, bottom - top))
    box = x, y, max(width, 1), max(height, 1)
    return replace(digit, seen=replace(digit.seen, box=box))
