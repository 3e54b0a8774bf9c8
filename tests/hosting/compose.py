"""Reads compose.yaml as Docker Compose does: merged, and with the values of an .env file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from tests.support.locks import ROOT

VARIABLE = re.compile(r"\$\{(\w+)(?::\?[^}]*)?\}")
"""A variable, and what Compose says where it is missing."""


def services(values: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return each service's description; raises ``KeyError`` for a value that is missing."""
    text = (ROOT / "compose.yaml").read_text()
    filled = VARIABLE.sub(lambda found: values[found[1]], text)
    return yaml.safe_load(filled)["services"]


def variables() -> set[str]:
    """Return the names of the values that it takes from .env."""
    return {name for name in VARIABLE.findall((ROOT / "compose.yaml").read_text())}
