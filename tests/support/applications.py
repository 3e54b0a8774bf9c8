"""Applications for tests in this process, without limits and without workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from apiflask import APIFlask

from webapp import create_app
from webapp.services import services_of


def kept_builders(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    """Return what compiles the builder of a rule's addresses, once for rules that are alike.

    A builder depends on its rule's text and defaults alone; making those of all rules anew takes
    longer than all else of an application together.
    """
    made: dict[tuple[str, str, bool], Any] = {}

    def compiled(rule: Any, append_unknown: bool = True) -> Any:
        key = (str(rule._trace), str(rule.defaults), append_unknown)
        if key not in made:
            made[key] = compile_builder(rule, append_unknown)
        return made[key]

    return compiled


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
