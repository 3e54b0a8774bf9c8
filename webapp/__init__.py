"""Inknet's web application: pages, JSON API and the network that answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apiflask import APIFlask


def create_app(config: Mapping[str, Any] | None = None) -> APIFlask:
    """Return the application, its model loaded and its store of runs prepared.

    ``config`` wins over the environment; ``webapp/config.py`` names the settings. Raises
    ``ConfigurationError`` for a setting that cannot be used, ``CheckpointError`` for a model file
    that is missing or damaged and ``StoreError`` for a store that a newer version has made.
    """
    # Not above: the server's first process never needs NumPy and all that comes with it, and the
    # one that does has to settle the number of its threads before it loads.
    from webapp.application import build

    return build(config)
