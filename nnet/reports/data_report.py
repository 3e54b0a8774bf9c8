"""Report on a data set: classes, balance, duplicates and odd pictures; and a sheet of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnet.datasets.checking import Findings, Oddity
from nnet.datasets.reading import DataSet
from nnet.reports.contact_sheet import contact_sheet

NAMED = 5
"""Pictures of a kind that are named; of the others it is said how many there are."""

COLUMNS = 16
OF_EACH = 8
CAPTION = 8
"""Characters below a picture; more would run into the next one."""

UNEVEN = 3
"""Classes whose commonest has so many times as many pictures as the rarest are called uneven."""


def data_report(data: DataSet, findings: Findings) -> str:
    """Return what there is to know of a data set before a network learns from it, as text."""
    sizes = ", ".join(f"{len(part):,} {name}" for name, part in data.parts.items())
    described = data.description
    lines = [
        f"{data.name}: {data.form}, pictures of 28 × 28, {len(data.classes)} classes",
        f"Pictures: {sizes}",
        f"SHA-256: {described['sha256']}",
        *data.remarks,
        "Its networks can be made to read drawings: it has the ten digits."
        if data.digits
        else "Its networks cannot be made to read drawings: those of the ten digits can.",
        "",
        *_class_lines(data, findings),
        "",
        *_duplicate_lines(data, findings),
        *_odd_lines(data, findings),
    ]
    return "\n".join(lines)


def data_sheet(data: DataSet, findings: Findings) -> bytes:
    """Return a PNG: the first pictures of each class, and below them those that are odd."""
    training = data.splits.training
    images, captions = [], []
    for label, name in enumerate(data.classes):
        rows = np.flatnonzero(training.labels == label)[:OF_EACH]
        shown = training.images[rows]
        missing = OF_EACH - len(shown)
        images.append(np.pad(shown, ((0, missing), (0, 0), (0, 0))))
        captions += [name[:CAPTION]] * len(shown) + [""] * missing
    odd = [*findings.odd, *findings.ambiguous][: 2 * COLUMNS]
    if odd:
        gap = -len(captions) % COLUMNS
        images.append(np.zeros((gap, *training.images.shape[1:]), np.uint8))
        captions += [""] * gap
        images.append(np.stack([data.parts[one.part].images[one.index] for one in odd]))
        captions += [f"? {_label_of(data, one)}"[:CAPTION] for one in odd]
    return contact_sheet(np.concatenate(images), captions, COLUMNS)


def _label_of(data: DataSet, one: Oddity) -> str:
    return data.classes[data.parts[one.part].labels[one.index]]


def _class_lines(data: DataSet, findings: Findings) -> list[str]:
    """Return a line for each class with its counts, and how even these are."""
    width = max(5, *map(len, data.classes))
    lines = [f"{'class':{width}}" + "".join(f"{part:>12}" for part in findings.counts)]
    for label, name in enumerate(data.classes):
        counts = "".join(f"{count[label]:12,}" for count in findings.counts.values())
        lines.append(f"{name:{width}}{counts}")
    learned = findings.counts["training"]
    most, least = int(learned.max()), int(learned.min())
    common, rare = data.classes[int(learned.argmax())], data.classes[int(learned.argmin())]
    if most >= UNEVEN * least:
        lines.append(
            f"Uneven: {most:,} pictures to learn from of {common}, {least:,} of {rare}. "
            "The network will prefer what is common."
        )
    else:
        lines.append(f"Balance: from {least:,} ({rare}) to {most:,} ({common}) to learn from.")
    untested = [
        name for name, count in zip(data.classes, findings.counts["test"], strict=True) if not count
    ]
    if untested:
        lines.append(f"Not one picture to test on: {', '.join(untested)}.")
    return lines


def _duplicate_lines(data: DataSet, findings: Findings) -> list[str]:
    place = data.places["test"]
    lines = [
        f"Test pictures that are learned from, too: {len(findings.leaked):,} of "
        f"{len(data.splits.test):,}{_named([place(index) for index in findings.leaked])}",
        f"Pictures to learn from that are there more than once: {findings.repeated:,}",
    ]
    if findings.ambiguous:
        lines.append(
            f"Equal pictures with different labels: {len(findings.ambiguous):,}"
            f"{_named(_places_of(data, findings.ambiguous))}"
        )
    return lines


def _odd_lines(data: DataSet, findings: Findings) -> list[str]:
    """Return a line for each reason why pictures are odd."""
    if not findings.odd:
        return ["Odd pictures: none"]
    lines = []
    for reason in dict.fromkeys(one.reason for one in findings.odd):
        found = [one for one in findings.odd if one.reason == reason]
        lines.append(f"Odd, {reason}: {len(found):,}{_named(_places_of(data, found))}")
    return lines


def _places_of(data: DataSet, found: Sequence[Oddity]) -> list[str]:
    return [data.places[one.part](one.index) for one in found[:NAMED]] + [""] * (len(found) - NAMED)


def _named(places: Sequence[str]) -> str:
    """Return the first of some places, in brackets; nothing for none."""
    if not places:
        return ""
    more = "; …" if len(places) > NAMED else ""
    return f" ({'; '.join(places[:NAMED])}{more})"
