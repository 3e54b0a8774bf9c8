"""A database that neither answers nor goes away: drawings are read all the same."""

from __future__ import annotations

import threading

import pytest

from tests.safety.sending import predict
from tests.support.patience import eventually
from tests.support.problems import assert_problem
from tests.support.servers import serving
from tests.web.test_server import ask
from webapp.http.gate import THREADS

MANY = THREADS + 20
"""More requests than there are threads: if each kept one, nobody would be answered any more."""


@pytest.fixture
def server(tmp_path, prepared_database):
    """A server whose store is in PostgreSQL."""
    with serving(tmp_path, DATABASE_URL=prepared_database, TRAINING_WORKERS="0") as server:
        yield server


def test_whoever_needs_the_store_is_told_and_drawings_are_read(server, postgres_server, seven):
    assert ask(server, "GET", "/api/runs").status == 200
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(ask(server, "GET", "/api/runs")))
        for _ in range(MANY)
    ]
    # Nothing ends this but the server's own patience: without it these lines wait for good.
    with postgres_server.hanging():
        for thread in threads:
            thread.start()
        assert [predict(server, seven) for _ in range(10)] == [200] * 10
        assert ask(server, "GET", "/healthz").status == 200
        for thread in threads:
            thread.join()
        assert_problem(ask(server, "GET", "/readyz"), 503, "unavailable")
    assert {answer.status for answer in answers} == {503}
    assert all(answer.headers["Retry-After"] for answer in answers)
    eventually(lambda: ask(server, "GET", "/api/runs").status, lambda status: status == 200)
    assert ask(server, "GET", "/readyz").status == 200
