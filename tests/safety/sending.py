"""Requests as bytes, for what no client library would send."""

from __future__ import annotations

import http.client
import socket
from contextlib import closing

from tests.support.servers import STOP_S
from tests.web.test_server import Answer, ask

PREDICT = "POST /api/predictions HTTP/1.1\r\nHost: localhost\r\n"


def connect(server):
    """Return a connection to a server."""
    return socket.create_connection(("127.0.0.1", server.port), timeout=STOP_S)


def answer_on(connection):
    """Read the answer on a connection; None where the server ended it without one."""
    response = http.client.HTTPResponse(connection)
    try:
        response.begin()
        with response:
            return Answer(response.status, response.headers, response.read())
    except (http.client.BadStatusLine, ConnectionError):
        return None


def exchange(server, *parts):
    """Send bytes, as far as the server takes them, and return the answer, or None."""
    with closing(connect(server)) as connection:
        try:
            for part in parts:
                connection.sendall(part)
        except ConnectionError:  # It had seen enough, and may have said so.
            pass
        return answer_on(connection)


def predict(server, picture):
    """Have a picture read and return the status."""
    headers = {"Content-Type": "image/png"}
    return ask(server, "POST", "/api/predictions", picture, headers).status
