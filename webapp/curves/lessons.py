"""Lessons: recorded runs that chapters of /learn show, whatever the store holds.

Two of them ship as histories, see ``nnet/models/shipped``; the small ones lie in a file beside this
one, which ``tests/support/record_lessons.py`` writes.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from nnet.models.checkpoint import HISTORIES
from webapp.curves.chart import lay_out
from webapp.curves.palette import palette
from webapp.curves.series import Series
from webapp.curves.svg import draw_fluid
from webapp.curves.view import View

LESSONS_FILE = Path(__file__).with_name("lessons.json")

Rows = list[dict[str, Any]]
"""What was measured after each epoch: ``epoch``, ``test_accuracy`` and the like."""


@functools.cache
def shipped_run(recipe: str) -> dict[str, Any]:
    """Return the recorded run of a recipe: ``run`` and ``metrics``."""
    found: dict[str, Any] = json.loads((HISTORIES / f"{recipe}.json").read_text("utf-8"))
    return {"run": found["run"], "metrics": found["metrics"]}


@functools.cache
def lessons() -> dict[str, Rows]:
    """Return the small runs by their names."""
    found: dict[str, Rows] = json.loads(LESSONS_FILE.read_text("utf-8"))
    return found


def draw_lines(
    lines: Sequence[tuple[str, Rows, str]], metric: str = "test_accuracy", scale: str = "linear"
) -> Markup:
    """Return a chart as it stands within a page.

    lines          each a name, an epoch's rows and which of their values is drawn
    metric, scale  what the axis is for, as ``View`` has them
    """
    series = [
        Series(name, name, look, [(row["epoch"], row[value]) for row in rows])
        for look, (name, rows, value) in enumerate(lines)
    ]
    view = View(metric=metric, scale=scale)
    return draw_fluid(lay_out(series, view), palette("light"))
