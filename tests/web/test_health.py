"""/healthz and /readyz."""

from __future__ import annotations

import pytest

from tests.support.problems import assert_problem
from webapp.services import services_of


@pytest.mark.changes_nothing
def test_a_server_in_order_is_alive_and_ready(client):
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready"}


def test_without_a_model_the_server_is_alive_and_not_ready(client, app):
    services_of(app).recognizer.activate(None)
    assert client.get("/healthz").status_code == 200
    problem = assert_problem(client.get("/readyz"), 503, "unavailable")
    assert "model" in problem["detail"] and "store" not in problem["detail"]
