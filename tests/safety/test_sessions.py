"""The cookie of a signed-in browser: its own, new at each sign-in, good for nothing else."""

from __future__ import annotations

import hmac
import http.cookies

import pytest
from flask.sessions import SecureCookieSessionInterface

from tests.support.problems import assert_problem

TOKEN = "a token of the tests"
COOKIE = "inknet_session"


def sign_in(client, **options):
    """Sign a browser in and return its cookie."""
    response = client.post("/sign-in", data={"token": TOKEN}, **options)
    assert response.status_code == 303
    (cookie,) = http.cookies.SimpleCookie(response.headers["Set-Cookie"]).values()
    return cookie


def session_of(app, value):
    """Return what a cookie holds."""
    return SecureCookieSessionInterface().get_signing_serializer(app).loads(value)


def test_no_script_and_no_other_site_gets_at_the_cookie(owned):
    cookie = sign_in(owned.test_client())
    assert cookie.key == COOKIE and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["path"] == "/" and not cookie["domain"] and not cookie["secure"]
    assert sign_in(owned.test_client(), base_url="https://localhost")["secure"]


def test_each_sign_in_is_a_new_session_with_nothing_of_an_older_one(owned):
    client = owned.test_client()
    with client.session_transaction() as planted:
        planted["id"] = "chosen by somebody else"
        planted["more"] = "left behind"
    before = client.get_cookie(COOKIE).value
    first = session_of(owned, sign_in(client).value)
    second = session_of(owned, sign_in(client).value)
    assert "more" not in first
    assert len({"chosen by somebody else", first["id"], second["id"]}) == 3
    stranger = owned.test_client()
    stranger.set_cookie(COOKIE, before)
    assert_problem(stranger.put("/api/model", json={"run_id": None}), 401, "unauthorized")


@pytest.mark.parametrize("change", [lambda c: c[:-1], lambda c: "x" + c, lambda c: c.swapcase()])
def test_a_cookie_that_was_changed_is_nobodys(owned, change):
    value = sign_in(owned.test_client()).value
    client = owned.test_client()
    client.set_cookie(COOKIE, value)
    assert client.put("/api/model", json={"run_id": None}).status_code == 200
    client.set_cookie(COOKIE, change(value))
    assert_problem(client.put("/api/model", json={"run_id": None}), 401, "unauthorized")


def test_a_cookie_of_another_server_is_nobodys_here(owned, create, tmp_path):
    other = "the token of somebody else"
    elsewhere = create(OWNER_TOKEN=other, INSTANCE_PATH=str(tmp_path / "elsewhere")).test_client()
    elsewhere.post("/sign-in", data={"token": other})
    client = owned.test_client()
    client.set_cookie(COOKIE, elsewhere.get_cookie(COOKIE).value)
    assert_problem(client.put("/api/model", json={"run_id": None}), 401, "unauthorized")


def test_guesses_by_header_and_by_form_are_counted_together(owned):
    client = owned.test_client()
    guess = {"Authorization": "Bearer a guess of somebody's"}
    for _ in range(3):
        assert client.put("/api/model", headers=guess).status_code == 401
    for _ in range(2):
        assert client.post("/sign-in", data={"token": "a guess"}).status_code == 401
    assert_problem(client.post("/sign-in", data={"token": "a guess"}), 429, "rate_limited")
    # Not even the right one any more: else guessing could go on beside the counting.
    right = {"Authorization": f"Bearer {TOKEN}"}
    refused = client.put("/api/model", headers=right)
    assert_problem(refused, 429, "rate_limited")
    assert refused.headers["Retry-After"] == "60"


def test_tokens_are_compared_in_a_time_that_tells_nothing(owned, monkeypatch):
    """No clock shows this through the front door: here is seen that the one function does it."""
    compared, compare = [], hmac.compare_digest

    def seen(mine, theirs):
        compared.append((mine, theirs))
        return compare(mine, theirs)

    monkeypatch.setattr(hmac, "compare_digest", seen)
    for guess in ("x", TOKEN[:-1], TOKEN):
        owned.test_client().post("/sign-in", data={"token": guess})
    lengths = {len(side) for pair in compared for side in pair}
    assert len(compared) >= 3 and len(lengths & {64}) == 1  # digests: lengths tell nothing, too
    assert not any(TOKEN in pair for pair in compared)
