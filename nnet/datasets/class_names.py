"""Names of classes: the file ``classes.txt``, one name a line, and classes in order without it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nnet.core.data import DataError
from nnet.datasets.description import DIGITS, MAX_CLASS_NAME, MAX_CLASSES, is_name

FILE = "classes.txt"
MAX_BYTES = 16_384
"""62 names of 40 characters are 10,000 bytes at the most."""


def order_labels(labels: Iterable[str]) -> list[str]:
    """Return distinct labels in the order of their classes: numbers by size, else by the letter."""
    distinct = set(labels)
    if all(label.isdecimal() for label in distinct):
        return sorted(distinct, key=int)
    return sorted(distinct)


def name_classes(folder: Path, labels: list[str], are_names: bool) -> tuple[list[str], bool]:
    """Return the classes' names, and whether somebody has named them the ten digits.

    labels     the distinct ones, in order
    are_names  whether somebody chose them as names, as with sub-folders; else they are numbers

    Raises ``DataError`` for a ``classes.txt`` that does not name them all.
    """
    path = folder / FILE
    if not path.exists():
        return labels, are_names and labels == DIGITS
    names = _read_names(path)
    if len(names) != len(labels):
        raise DataError(
            f"{path} has {len(names)} lines: expected one for each of the {len(labels)} classes "
            f"that the labels name ({_in_short(labels)}), in their order."
        )
    return names, names == DIGITS


def _read_names(path: Path) -> list[str]:
    """Return the lines of the file."""
    with path.open("rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise DataError(
            f"{path} is larger than {MAX_BYTES:,} bytes: expected at most {MAX_CLASSES} names, one "
            "a line."
        )
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise DataError(f"{path} is not a text in UTF-8: expected one class name a line.") from None
    names = [line.strip() for line in lines]
    while names and not names[-1]:
        names.pop()
    for number, name in enumerate(names, 1):
        if not is_name(name, MAX_CLASS_NAME):
            raise DataError(
                f"{path}, line {number}: expected a class name of 1 to {MAX_CLASS_NAME} printable "
                f"characters, found {name[: MAX_CLASS_NAME + 1]!r}."
            )
        if name in names[: number - 1]:
            raise DataError(f"{path}, line {number}: {name!r} was on an earlier line already.")
    return names


def _in_short(labels: list[str]) -> str:
    return f"{labels[0]} to {labels[-1]}" if len(labels) > 1 else ", ".join(labels)
