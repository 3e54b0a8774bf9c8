"""Who is answered, under which names, and how often."""

from __future__ import annotations

import time

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from tests.support.patience import eventually
from tests.support.problems import assert_problem


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


@pytest.mark.parametrize("redis", [None, "redis+unix:///nowhere/redis.sock"])
def test_a_clock_that_is_set_back_keeps_nobody_out(create, seven, monkeypatch, redis):
    client = create(PREDICTIONS_PER_SECOND=1, REDIS_URL=redis).test_client()
    answers = (predict(client, seven).status_code for _ in range(1000))
    assert 429 in answers
    time_of_day = time.time
    monkeypatch.setattr(time, "time", lambda: time_of_day() - 24 * 3600)
    eventually(lambda: predict(client, seven).status_code, lambda status: status == 200, 10)


@pytest.mark.parametrize(
    ("first", "second", "is_counted_alike"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("2001:db8:1:2::1%eth0", "[2001:db8:1:2::9]:4711", True),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("192.0.2.1:4711", "192.0.2.1:4712", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("no address", "no address", True),
        ("", "", True),
    ],
)
def test_a_network_of_ipv6_counts_as_one_address(create, first, second, is_counted_alike):
    client = create(DRAWINGS_PER_DAY=1, OWNER_TOKEN="a token of the tests").test_client()

    def share(address):
        environ = {"REMOTE_ADDR": address}
        return client.post("/api/drawings", json={}, environ_base=environ).status_code

    def guess(address):
        wrong = {"Authorization": "Bearer a wrong token"}
        return client.get(
            "/api/drawings", headers=wrong, environ_base={"REMOTE_ADDR": address}
        ).status_code

    assert (share(first), share(second)) == (422, 429 if is_counted_alike else 422)
    assert [guess(first) for _ in range(5)] == [401] * 5
    assert guess(second) == (429 if is_counted_alike else 401)


def test_zero_switches_the_limit_off(create, seven):
    client = create(PREDICTIONS_PER_SECOND=0).test_client()
    assert {predict(client, seven).status_code for _ in range(50)} == {200}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "a b", "", "[::"])
def test_another_host_name_than_those_trusted_is_refused(create, host):
    client = create(TRUSTED_HOSTS="inknet.example, .inner.example").test_client()
    for path in ("/", "/api/runs", "/healthz"):
        response = client.get(path, headers={"Host": host, "Accept": "text/html"})
        assert_problem(response, 400, "bad_host")


@pytest.mark.parametrize(
    "host",
    [
        *("inknet.example", "inknet.example:8080", "a.inner.example"),
        *("INKNET.Example", "inknet.example.", "inknet.example.:8080", "A.Inner.EXAMPLE."),
    ],
)
def test_trusted_host_names_are_answered(create, host):
    client = create(TRUSTED_HOSTS="Inknet.example., .inner.example").test_client()
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("listening", ["127.0.0.1", "localhost", "::1"])
def test_on_loopback_only_this_computers_names_are_answered(create, listening):
    client = create(HOST=listening).test_client()
    named = ("localhost", "localhost:5000", "127.0.0.1:5000", "[::1]:5000", "[::1]")
    for host in (*named, "LOCALHOST", "LocalHost:5000", "localhost.", "localhost.:5000"):
        assert client.get("/healthz", headers={"Host": host}).status_code == 200
        assert client.get("/metrics", headers={"Host": host}).status_code == 200
    for host in (
        "localhost..",
        ".localhost",
        "evil.example",
        "evil.example:5000",
        "localhost.evil.example",
        "[::2]:5000",
    ):
        response = client.get("/healthz", headers={"Host": host})
        assert "TRUSTED_HOSTS" in assert_problem(response, 400, "bad_host")["detail"]


@pytest.mark.parametrize("settings", [{}, {"HOST": "0.0.0.0"}, {"TRUSTED_HOSTS": "a.example"}])
def test_a_request_that_names_no_host_is_refused(create, settings):
    app = create(**settings)
    for line in ("HTTP/1.1", "HTTP/1.0"):
        environ = EnvironBuilder(path="/healthz").get_environ() | {"SERVER_PROTOCOL": line}
        del environ["HTTP_HOST"]
        response = Response.from_app(app, environ)
        # Only since HTTP/1.1 a request has to name one.
        if line == "HTTP/1.1" or "TRUSTED_HOSTS" in settings:
            assert_problem(response, 400, "bad_host")
        else:
            assert response.status_code == 200


def test_elsewhere_any_name_is_answered_unless_some_are_trusted(create):
    client = create(HOST="0.0.0.0").test_client()
    assert client.get("/", headers={"Host": "whatever.example"}).status_code == 200


def refused_after(client, seven, forwarded):
    """Return how many predictions an address gets while it claims to be others."""
    for number in range(1000):
        headers = {"X-Forwarded-For": forwarded(number)}
        if predict(client, seven, headers=headers).status_code == 429:
            return number
    raise AssertionError("No request was refused.")


def test_without_a_proxy_nobody_can_pretend_to_be_somebody_else(create, seven):
    client = create(PREDICTIONS_PER_SECOND=1).test_client()
    refused_after(client, seven, lambda number: f"198.51.100.{number % 250}")
    claimed = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    response = client.get("/healthz", headers=claimed)
    assert response.status_code == 200
    assert "Strict-Transport-Security" not in response.headers


def test_behind_proxies_they_tell_who_asks_and_nobody_else_does(create, seven):
    client = create(PREDICTIONS_PER_SECOND=1, PROXIES=1, TRUSTED_HOSTS="inknet.example")
    client = client.test_client()
    headers = {"X-Forwarded-Host": "inknet.example", "X-Forwarded-Proto": "https"}
    for number in range(20):
        there = {**headers, "X-Forwarded-For": f"203.0.113.{number}"}
        assert predict(client, seven, headers=there).status_code == 200
    # The proxy appends the address that it sees to whatever the client has written there.
    client = create(PREDICTIONS_PER_SECOND=1, PROXIES=1).test_client()
    refused_after(client, seven, lambda number: f"198.51.100.{number % 250}, 203.0.113.9")


def test_two_proxies_tell_the_visitors_address_and_once_that_it_is_tls(create, seven):
    client = create(PREDICTIONS_PER_SECOND=1, PROXIES=2).test_client()
    there = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9, 192.0.2.1"}
    assert "Strict-Transport-Security" in client.get("/healthz", headers=there).headers
    refused_after(
        client, seven, lambda number: f"198.51.100.{number % 250}, 203.0.113.9, 192.0.2.1"
    )
    for number in range(20):
        there["X-Forwarded-For"] = f"203.0.113.{number + 20}, 192.0.2.1"
        assert predict(client, seven, headers=there).status_code == 200
