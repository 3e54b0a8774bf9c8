"""The JSON API, one module for each resource.

Read ``predictions`` first, with ``uploads``, which takes the picture out of a request.
"""

from __future__ import annotations

from apiflask import APIFlask

from webapp.api import (
    commands,
    configurations,
    curves,
    drawings,
    evaluations,
    health,
    learning,
    model,
    predictions,
    runs,
    studies,
    visitor_runs,
)


def register(app: APIFlask) -> None:
    """Add every resource of the API to ``app``."""
    for module in (
        predictions,
        model,
        runs,
        visitor_runs,
        curves,
        evaluations,
        learning,
        commands,
        configurations,
        studies,
        drawings,
        health,
    ):
        app.register_blueprint(module.blueprint)
