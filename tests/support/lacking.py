"""What happens to tests for which a program is missing."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacking(name: str, module: str) -> NoReturn:
    """Skip what needs a program, but fail in CI; ``module`` is the one that installs it."""
    missing = f"There is no {name}: run python -m tests.{module}."
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)
