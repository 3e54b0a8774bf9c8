"""Applications for tests in this process, without limits and without workers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from apiflask import APIFlask

from webapp import create_app
from webapp.services import services_of


@contextmanager
def application(instance: Path, **settings: Any) -> Iterator[APIFlask]:
    """An application on an instance folder, until the end of the block."""
    limits = (
        "PREDICTIONS_PER_SECOND",
        "COPIES_PER_MINUTE",
        "DRAWINGS_PER_MINUTE",
        "DRAWINGS_PER_DAY",
    )
    unlimited = dict.fromkeys(limits, 0)
    defaults = {"INSTANCE_PATH": str(instance), "TRAINING_WORKERS": 0, **unlimited}
    app = create_app({**defaults, **settings})
    try:
        yield app
    finally:
        services_of(app).runs.close()
