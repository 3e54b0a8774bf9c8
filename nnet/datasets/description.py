"""Description of a data set: what a configuration says of the data that a training learns from.

It is part of a run's configuration and of every checkpoint, so that resuming, evaluating and
repeating a run know which data it was, and notice when it has become another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MIN_CLASSES, MAX_CLASSES = 2, 62
MAX_NAME, MAX_CLASS_NAME = 100, 40
"""Characters."""

MAX_TRAINING, MAX_TEST = 200_000, 20_000
"""Pictures that are learned from and chosen on, and that are tested on; of more than these so many
are taken, evenly. MNIST has 60,000 and 10,000, EMNIST's largest split 697,932 and 116,323."""

DIGITS = [str(digit) for digit in range(10)]

PARTS = ("training", "validation", "test")

KEYS = {"name", "sha256", "classes", "digits", "commonest", "pictures"}


def check_description(described: Any) -> None:
    """Raise ``ValueError`` unless a value is the description of a data set.

    name       what it is called
    sha256     of all its pictures, labels and class names, see ``reading.py``
    classes    their names, in the order of the network's outputs
    digits     whether these are the ten digits, as its owner says
    commonest  the share that the commonest class has of the test pictures
    pictures   how many there are of each of ``PARTS``
    """
    if not isinstance(described, dict) or described.keys() != KEYS:
        raise ValueError(f"Data needs {', '.join(sorted(KEYS))}.")
    classes, pictures = described["classes"], described["pictures"]
    if not (isinstance(classes, list) and MIN_CLASSES <= len(classes) <= MAX_CLASSES):
        raise ValueError(f"Data has from {MIN_CLASSES} to {MAX_CLASSES} classes.")
    if not all(is_name(each, MAX_CLASS_NAME) for each in classes):
        raise ValueError(f"Names of classes have from 1 to {MAX_CLASS_NAME} printable characters.")
    if not is_name(described["name"], MAX_NAME):
        raise ValueError(f"The name of data has from 1 to {MAX_NAME} printable characters.")
    if not re.fullmatch("[0-9a-f]{64}", str(described["sha256"])):
        raise ValueError("The digest of data is a SHA-256 in 64 hex digits.")
    if not (isinstance(pictures, dict) and pictures.keys() == set(PARTS)):
        raise ValueError(f"Data has {', '.join(PARTS)} pictures.")
    if not all(type(count) is int and 0 < count <= MAX_TRAINING for count in pictures.values()):
        raise ValueError(f"Data has from 1 to {MAX_TRAINING:,} pictures of each part.")
    commonest, digits = described["commonest"], described["digits"]
    if not (type(commonest) is float and 0 < commonest <= 1) or type(digits) is not bool:
        raise ValueError("Data tells the share of its commonest class, and whether it is digits.")


def is_name(text: Any, longest: int) -> bool:
    """Return whether a text can be shown as a name."""
    return isinstance(text, str) and 0 < len(text) <= longest and text.isprintable()


def classes_of(described: Mapping[str, Any] | None) -> list[str]:
    """Return the names of a data set's classes; the ten digits for None, which is MNIST."""
    return DIGITS if described is None else list(described["classes"])


def reads_digits(described: Mapping[str, Any] | None) -> bool:
    """Return whether a network that learned from this data reads the ten digits."""
    return described is None or bool(described["digits"])
