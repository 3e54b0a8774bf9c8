"""Connections to PostgreSQL that do not wait for a silent server.

A server that is stopped, or a machine that is gone, says nothing, and no timeout of its own ends
that. So the waiting side gives up: the connection is closed, and the pool makes another one when it
is next needed.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext

CONNECT_S = 2
"""How long connecting may take; the driver takes no less."""

STATEMENT_S = 10
"""How long the server works on a statement, for somebody who may have given up."""


class SilentServer(psycopg.OperationalError):
    """The server has not said anything for too long."""


class ImpatientConnection(psycopg.Connection[Any]):
    """A connection that is closed when its server is silent for more than ``patience_s``."""

    patience_s = math.inf

    def wait(self, gen: Any, *arguments: Any, **named: Any) -> Any:
        """Run a generator that talks with the server; raises ``SilentServer``.

        All that the driver sends and receives passes here. A long answer is not cut off as long as
        some of it arrives.
        """
        return super().wait(self._while_heard(gen), *arguments, **named)

    def _while_heard(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        try:
            wanted, heard = next(gen), time.monotonic()
            while True:
                ready = yield wanted
                if ready:
                    heard = time.monotonic()
                elif time.monotonic() - heard > self.patience_s:  # asked ten times a second
                    self.pgconn.finish()
                    raise SilentServer(f"the server was silent for {self.patience_s:g} s")
                wanted = gen.send(ready)
        except StopIteration as ended:
            return ended.value


def limit_patience(engine: Engine, patience_s: float) -> None:
    """Have an engine wait so long for PostgreSQL to say anything, and for a lock, and no longer."""
    limits = f"SET lock_timeout = '{patience_s}s'; SET statement_timeout = '{STATEMENT_S}s'"

    @event.listens_for(engine, "do_connect")
    def connect(_: Any, __: Any, arguments: Any, named: Any) -> ImpatientConnection:
        connection = ImpatientConnection.connect(
            *arguments, **{"connect_timeout": CONNECT_S, **named}
        )
        connection.patience_s = patience_s
        connection.autocommit = True
        connection.execute(limits)
        connection.autocommit = False
        return connection

    @event.listens_for(engine, "handle_error")
    def give_up(context: ExceptionContext) -> None:
        # To connect anew after a silent server was asked whether it is there takes as long again.
        if context.is_pre_ping and isinstance(context.original_exception, SilentServer):
            context.is_disconnect = False


@contextmanager
def unhurried(connection: Connection) -> Iterator[None]:
    """Let what happens within the block take as long as it takes, such as another's migration."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, ImpatientConnection):
        yield
        return
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")
    patience_s, driver.patience_s = driver.patience_s, math.inf
    try:
        yield
    finally:
        driver.patience_s = patience_s
