"""Rooms of classes over the wire: phones that draw, a wall that shows it, an owner who steers.

``nnet.classroom`` keeps what is in a room. Read ``access`` first, who gets into a room and who does
not; ``rooms`` is the owner's side, ``phones`` the class's, and ``wall`` is what everybody sees.
"""

from __future__ import annotations

from apiflask import APIFlask

from webapp.classroom import access, phones, problems, rooms, wall


def register(app: APIFlask) -> None:
    """Add the calls about rooms to ``app``."""
    access.register(app)
    problems.register(app)
    for module in (rooms, phones, wall):
        app.register_blueprint(module.blueprint)
