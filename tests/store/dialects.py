"""Which kinds of store a test runs on: both, unless it is marked here."""

from __future__ import annotations

import pytest

on_sqlite = pytest.mark.parametrize("prepared_url", ["sqlite"], indirect=True)
"""For what SQLite and PostgreSQL are asked in the same words: other than locks, migrations, JSON,
times, constraints, and several who write at once."""
