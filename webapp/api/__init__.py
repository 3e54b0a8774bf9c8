"""The JSON API, one module for each resource."""

from __future__ import annotations

from apiflask import APIFlask

from webapp.api import evaluations, health, learning, model, predictions, repeating, runs


def register(app: APIFlask) -> None:
    """Add every resource of the API to ``app``."""
    for module in (predictions, model, runs, evaluations, learning, repeating, health):
        app.register_blueprint(module.blueprint)
