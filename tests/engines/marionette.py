"""A client of Marionette, the protocol by which Firefox is controlled from outside.

Messages are JSON behind their length. A command is ``[0, number, name, parameters]``, its answer
``[1, number, error, result]``. The commands are those of WebDriver.
"""

from __future__ import annotations

import itertools
import json
import socket
from typing import Any

COMMAND = 0
ANSWER_S = 300


class CommandError(Exception):
    """Firefox could not do what it was told."""


class Marionette:
    """A session with a Firefox that listens at a port."""

    def __init__(self, port: int) -> None:
        """Connect, read the greeting and begin a session."""
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_S)
        self._stream = self._socket.makefile("rb")
        self._numbers = itertools.count(1)
        self._receive()
        self.tell("NewSession")

    def tell(self, command: str, **parameters: Any) -> Any:
        """Have a command of WebDriver carried out, and return what it gives."""
        message = json.dumps([COMMAND, next(self._numbers), f"WebDriver:{command}", parameters])
        content = message.encode()
        self._socket.sendall(b"%d:%b" % (len(content), content))
        _, _, error, result = self._receive()
        if error is not None:
            raise CommandError(f"{command}: {error['message']}")
        return result.get("value") if isinstance(result, dict) else result

    def close(self) -> None:
        """Hang up."""
        self._stream.close()
        self._socket.close()

    def _receive(self) -> Any:
        length = b""
        while (digit := self._stream.read(1)) != b":":
            if not digit:
                raise CommandError("Firefox has hung up.")
            length += digit
        return json.loads(self._stream.read(int(length)))
