"""Errors that belong to no one call: one shape for programs, one page for people."""

from __future__ import annotations

import logging

import pytest

from nnet.store.runs import RunStore, StoreUnavailable
from tests.support.problems import assert_problem
from tests.support.shipped import SHIPPED

pytestmark = pytest.mark.changes_nothing

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    "path",
    [
        *("/nothing", "/api", "/api/", "/api/nothing", "/static/", "/static/none.js", "/runs/"),
        *("/static/../webapp/config.py", "/static/%2e%2e/webapp/config.py", "/%00", "/%ff"),
        *("/vendor/plotly-0.0.0.min.js", "/vendor/plotly-..%2f.min.js", "/docs", "/redoc"),
        "/" + "a" * 8000,
    ],
)
def test_an_unknown_address_is_not_found(client, path):
    assert_problem(client.get(path), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/predictions", {"POST", "OPTIONS"}),
        ("PUT", "/api/predictions", {"POST", "OPTIONS"}),
        ("POST", "/api/model", {"GET", "HEAD", "OPTIONS", "PUT"}),
        ("POST", "/api/runs/abc", {"GET", "HEAD", "OPTIONS", "PATCH", "DELETE"}),
        ("POST", "/", {"GET", "HEAD", "OPTIONS"}),
        ("PATCH", "/healthz", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_wrong_method_is_answered_with_the_right_ones(client, method, path, allowed):
    response = client.open(path, method=method)
    assert_problem(response, 405, "method_not_allowed")
    assert set(response.headers["Allow"].split(", ")) == allowed


def test_a_person_gets_a_page(client):
    response = client.get("/nothing", headers=BROWSER)
    assert response.status_code == 404 and response.mimetype == "text/html"
    page = response.get_data(as_text=True)
    assert "Not Found" in page and response.headers["X-Request-ID"] in page
    assert "There is nothing at this address" in page


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "text/html;q=0.1,*/*"])
def test_a_program_gets_a_problem(client, accept):
    headers = {"Accept": accept} if accept else {}
    assert_problem(client.get("/nothing", headers=headers), 404, "not_found")


def test_the_api_speaks_to_programs_only(client):
    assert_problem(client.get("/api/runs/none", headers=BROWSER), 404, "not_found")


def test_an_unexpected_failure_is_logged_under_its_id_and_tells_nothing(
    client, monkeypatch, caplog
):
    def fail(store, run_id):
        raise RuntimeError("the secret is /srv/secret")

    monkeypatch.setattr(RunStore, "run", fail)
    with caplog.at_level(logging.ERROR, logger="webapp"):
        response = client.get("/api/runs/abc")
    problem = assert_problem(response, 500, "internal_error")
    assert "secret" not in response.get_data(as_text=True)
    (record,) = caplog.records
    assert problem["request_id"] in record.getMessage()
    assert "the secret is /srv/secret" in caplog.text  # the log has the traceback


def test_a_failing_page_is_a_page_too(client, monkeypatch):
    def fail(store, run_id):
        raise RuntimeError("boom")

    monkeypatch.setattr(RunStore, "run", fail)
    response = client.get("/runs/abc", headers=BROWSER)
    assert response.status_code == 500 and response.mimetype == "text/html"
    assert "boom" not in response.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/api/runs", "/api/runs/abc", "/api/runs/abc/metrics"])
def test_a_locked_store_is_a_reason_to_come_back(client, monkeypatch, path):
    def locked(*arguments, **options):
        raise StoreUnavailable("database is locked: /srv/runs.db")

    for method in ("run", "runs", "metrics"):
        monkeypatch.setattr(RunStore, method, locked)
    response = client.get(path)
    assert response.headers["Retry-After"].isdigit()
    assert_problem(response, 503, "unavailable")


def test_a_store_out_of_reach_stops_nobody_from_drawing_and_heals(create, tmp_path, seven):
    in_the_way = tmp_path / "runs.db"
    in_the_way.mkdir()
    client = create(DATABASE_URL=f"sqlite:///{in_the_way}").test_client()
    prediction = client.post("/api/predictions", data=seven, content_type="image/png")
    assert prediction.json["digit"] == 7
    assert_problem(client.get("/api/runs"), 503, "unavailable")
    problem = assert_problem(client.get("/readyz"), 503, "unavailable")
    assert "store" in problem["detail"] and "model" not in problem["detail"]
    in_the_way.rmdir()
    assert client.get("/readyz").json == {"status": "ready"}
    assert len(client.get("/api/runs").json["runs"]) == len(SHIPPED)


def test_the_body_of_any_call_is_bounded(client):
    response = client.post(
        "/api/predictions", data=bytes(13 * 1024 * 1024), content_type="multipart/form-data"
    )
    assert_problem(response, 413, "too_large")
