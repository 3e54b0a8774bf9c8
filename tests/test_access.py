"""Who is answered, how often, and what a browser is told to allow."""

from __future__ import annotations

import pytest

from tests.problems import assert_problem


def predict(client, seven, **options):
    """Send a drawing."""
    return client.post("/api/predictions", data=seven, content_type="image/png", **options)


def test_too_many_predictions_from_one_address_are_refused(create, seven):
    client = create(PREDICTIONS_PER_SECOND=1).test_client()
    here, there = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}
    answers = (predict(client, seven, environ_base=here) for _ in range(1000))
    refused = next(answer for answer in answers if answer.status_code != 200)
    assert_problem(refused, 429, "rate_limited")
    assert refused.headers["Retry-After"] == "1"
    assert predict(client, seven, environ_base=there).status_code == 200
    assert all(client.get("/healthz").status_code == 200 for _ in range(5))


def test_zero_switches_the_limit_off(create, seven):
    client = create(PREDICTIONS_PER_SECOND=0).test_client()
    assert {predict(client, seven).status_code for _ in range(50)} == {200}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "a b", "", "[::"])
def test_another_host_name_than_those_trusted_is_refused(create, host):
    client = create(TRUSTED_HOSTS="inknet.example, .inner.example").test_client()
    for path in ("/", "/api/runs", "/healthz"):
        response = client.get(path, headers={"Host": host, "Accept": "text/html"})
        assert_problem(response, 400, "bad_host")


@pytest.mark.parametrize("host", ["inknet.example", "inknet.example:8080", "a.inner.example"])
def test_trusted_host_names_are_answered(create, host):
    client = create(TRUSTED_HOSTS="inknet.example, .inner.example").test_client()
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_without_trusted_hosts_any_name_is_answered(client):
    assert client.get("/", headers={"Host": "whatever.example"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/dashboard", "/about", "/nothing"])
def test_pages_load_nothing_from_elsewhere_and_are_framed_by_nobody(client, path):
    headers = client.get(path, headers={"Accept": "text/html"}).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "script-src" not in policy  # so that the default holds: no inline script
    assert ("'unsafe-inline'" in policy.get("style-src", "")) == (path == "/dashboard")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/api/runs", "/static/js/api.js", "/api/nothing", "/healthz"])
def test_no_content_type_is_guessed(client, path):
    assert client.get(path, buffered=True).headers["X-Content-Type-Options"] == "nosniff"
