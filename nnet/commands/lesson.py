"""``train --from MODEL``: a network goes on learning, and what it gained and lost is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nnet.models.checkpoint import Model, parse_model
from nnet.models.config import Config

if TYPE_CHECKING:
    from nnet.store.runs import RunStore

OPTIONS = ("teacher", "strokes", "name", "epochs", "learning_rate", "seed", "share", "frozen")
"""What can be said of a lesson, beside how many of MNIST's digits come in it."""


def read_lesson(model: Model, strokes: Sequence[Path], asked: Mapping[str, Any]) -> Config:
    """Return the configuration of a lesson; raises ``ValueError`` and ``OSError``.

    asked  the options that were given: of the names in ``Lesson``, others are left alone
    """
    # Loaded here, since no other training needs it.
    from nnet.collection.lesson import Lesson, describe_file_strokes, plan_lesson

    if not strokes:
        raise ValueError("--from teaches what people drew: say where that is with --strokes FILE.")
    named = {"training_digits": "mnist_digits"}
    given = {named.get(key, key): value for key, value in asked.items() if value is not None}
    known = Lesson.__dataclass_fields__
    lesson = Lesson(**{key: value for key, value in given.items() if key in known})
    config = plan_lesson(model, lesson, describe_file_strokes(strokes, lesson))
    described = config.strokes or {}
    if not described["held_out"]:
        click.echo(
            "All digits are of one hand: nothing will tell how another hand's digits are read."
        )
    return config


def report_lesson(
    store: RunStore, run_id: str, before: Model, config: Config, strokes: Sequence[Path]
) -> None:
    """Print how digits were read before and are read now; nothing of a run without a network."""
    from nnet.reports.lesson_report import lesson_parts, lesson_report

    content = store.checkpoint(run_id)
    if content is None or config.strokes is None:
        return
    after = parse_model(content, f"The network of run {run_id}")
    parts = lesson_parts(strokes, config.strokes)
    click.echo(lesson_report(before.folded, after.folded, parts))
