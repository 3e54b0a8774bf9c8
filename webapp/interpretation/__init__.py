"""Looking inside: what goes on in a network that reads a digit, over the wire.

``nnet.interpretation`` computes it; here are its questions and answers in JSON. Each question
carries the digit as the network saw it, 28x28 pixels, so that what is asked is never in doubt.
Read ``questions`` first.
"""

from __future__ import annotations

from apiflask import APIFlask

from webapp.interpretation import (
    changes,
    damage,
    film,
    layers,
    neighbours,
    reasons,
    steps,
    units,
)


def register(app: APIFlask) -> None:
    """Add every question to ``app``."""
    for module in (layers, units, damage, reasons, neighbours, changes, steps, film):
        app.register_blueprint(module.blueprint)
