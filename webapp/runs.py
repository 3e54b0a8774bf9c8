"""Finding a run by the id in an address, for the API and the pages alike."""

from __future__ import annotations

import re
from typing import Any

from webapp.http.problems import no_such_run
from webapp.services import run_store

RUN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What an id can look like; anything else is unknown without asking the store."""


def find_run(run_id: str) -> dict[str, Any]:
    """Return the run with this id; raises the problem ``not_found``."""
    run = run_store().run(checked_id(run_id))
    if run is None:
        raise no_such_run()
    return run


def checked_id(run_id: str) -> str:
    """Return the id if it can be one; raises the problem ``not_found``."""
    if not RUN_ID.fullmatch(run_id):
        raise no_such_run()
    return run_id
