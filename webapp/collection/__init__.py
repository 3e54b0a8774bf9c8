"""The collection over the wire: corrections that visitors give, and what the owner does with them.

``nnet.collection`` keeps them. Read ``corrections`` first: one is given, taken back, judged.
``archive`` hands all of them out as files, ``lessons`` teaches them to a network, ``pages`` shows
them.
"""

from __future__ import annotations

from apiflask import APIFlask

from webapp.collection import archive, corrections, lessons, pages


def register(app: APIFlask) -> None:
    """Add the collection to ``app``."""
    for module in (corrections, archive, lessons, pages):
        app.register_blueprint(module.blueprint)
