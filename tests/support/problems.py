"""The one shape of an error over HTTP, checked in one place."""

from __future__ import annotations

import json

MEMBERS = {"type", "title", "status", "detail", "code", "request_id"}


def assert_problem(response, status, code):
    """Check a response against the one shape of errors, and return its document.

    Works for the test client's responses and for those of ``urllib`` and ``http.client``.
    """
    body = response.get_data() if hasattr(response, "get_data") else response.read()
    found = response.status_code if hasattr(response, "status_code") else response.status
    assert found == status, body
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(body)
    assert set(problem) - {"errors"} == MEMBERS
    assert problem["status"] == status
    assert problem["code"] == code
    assert problem["request_id"] == response.headers["X-Request-ID"]
    assert len(problem["request_id"]) == 32
    assert problem["title"] and problem["detail"].endswith((".", "。"))
    assert response.headers["Cache-Control"] == "no-store"
    for secret in ("Traceback", "/webapp", "site-packages", "sqlite", ".py"):
        assert secret not in body.decode()
    if code == "validation":
        assert problem["errors"]
        assert all(set(error) == {"field", "message"} for error in problem["errors"])
    else:
        assert "errors" not in problem
    return problem
