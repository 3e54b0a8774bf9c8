"""The JSON API, one module for each resource."""

from __future__ import annotations

from apiflask import APIFlask

from webapp.api import health, model, predictions, runs


def register(app: APIFlask) -> None:
    """Add every resource of the API to ``app``."""
    for module in (predictions, model, runs, health):
        app.register_blueprint(module.blueprint)
