"""Logging: request ids, one line for each request, and the log's two forms.

``text`` is for a person at a terminal: warnings and errors alone. ``json`` is for a program that
collects logs: one object a line, with a line for each request too. Neither holds an address, a
query or a body: links to sign in carry their token in the query.
"""

from __future__ import annotations

import logging
import random
import sys
import time
from typing import cast

from apiflask import APIFlask
from flask import Response, g, has_request_context, request
from pythonjsonlogger.json import JsonFormatter

UNLOGGED = frozenset({"health.alive", "health.ready", "metrics.show"})
"""What programs that watch over the server ask every few seconds."""

MAX_PATH_LENGTH = 200

FIELDS = ("levelname", "name", "message", "request_id")
NAMES = {"levelname": "level", "name": "logger", "exc_info": "traceback"}

requests = logging.getLogger("webapp.requests")


def configure(form: str) -> None:
    """Write this process's log to stderr, as ``text`` or as ``json``."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_is_told)
    handler.addFilter(_with_request_id)
    if form == "json":
        handler.setFormatter(JsonFormatter(FIELDS, rename_fields=NAMES, timestamp="time"))
        requests.setLevel(logging.INFO)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def register(app: APIFlask) -> None:
    """Give every response of ``app`` the id of its request, and log it."""
    app.before_request(_begin)
    app.after_request(_log)


def request_id() -> str:
    """Return the id under which this request is found in the log."""
    if "request_id" not in g:
        # It is no secret: chance that takes a system call is not needed.
        g.request_id = f"{random.getrandbits(128):032x}"
    return cast(str, g.request_id)


def elapsed_s() -> float:
    """Return how long this request has been worked on."""
    return time.perf_counter() - g.started if "started" in g else 0.0


def _begin() -> None:
    g.started = time.perf_counter()


def _log(response: Response) -> Response:
    response.headers["X-Request-ID"] = request_id()
    if requests.isEnabledFor(logging.INFO) and request.endpoint not in UNLOGGED:
        rule = request.url_rule
        requests.info(
            "request",
            extra={
                "method": request.method,
                "route": rule.rule if rule is not None else request.path[:MAX_PATH_LENGTH],
                "status": response.status_code,
                "duration_ms": round(elapsed_s() * 1000, 2),
            },
        )
    return response


def _is_told(record: logging.LogRecord) -> bool:
    """Leave out what Dask says of its workers; ``background/runs.py`` tells what matters."""
    return not record.name.startswith("distributed") or record.levelno >= logging.CRITICAL


def _with_request_id(record: logging.LogRecord) -> bool:
    """Note on a record which request it belongs to, if to any."""
    record.request_id = request_id() if has_request_context() else None
    return True
