"""Who the owner is, how one signs in, and that nobody else may change anything."""

from __future__ import annotations

import re
import stat

import pytest

from tests.safety.routes import PUBLIC, unsafe_routes
from tests.support.problems import assert_problem
from tests.support.servers import refuse, serving
from tests.web.test_server import ask

TOKEN = "a token of the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def test_whatever_changes_something_is_the_owners(owned):
    guarded = [route for route in unsafe_routes(owned) if route[2] not in PUBLIC]
    for method, path, _ in guarded:
        response = owned.test_client().open(path, method=method)
        assert_problem(response, 401, "unauthorized")
        assert response.headers["WWW-Authenticate"] == "Bearer"
        wrong = owned.test_client().open(
            path, method=method, headers={"Authorization": "Bearer wrong token of somebody"}
        )
        assert wrong.status_code in (401, 429)
    assert guarded


@pytest.mark.changes_nothing
def test_other_sites_pages_can_change_nothing(owned, seven):
    client = owned.test_client()
    for method, path, _ in unsafe_routes(owned):
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
        ):
            response = client.open(path, method=method, headers={**BEARER, **headers})
            assert_problem(response, 403, "cross_site")
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    answer = client.post("/api/predictions", data=seven, content_type="image/png", headers=own)
    assert answer.status_code == 200


def sign_in(client, token=TOKEN):
    return client.post("/sign-in", data={"token": token})


def is_signed_in(client):
    return "You are signed in" in client.get("/sign-in").text


def test_the_token_signs_a_browser_in_until_it_signs_out(owned):
    client = owned.test_client()
    assert not is_signed_in(client)
    response = sign_in(client)
    assert (response.status_code, response.headers["Location"]) == (303, "/dashboard")
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and TOKEN not in cookie
    assert is_signed_in(client)
    assert client.post("/sign-out").status_code == 303
    assert not is_signed_in(client)


def test_a_cookie_is_secure_where_the_connection_is(owned):
    response = owned.test_client().post(
        "/sign-in", data={"token": TOKEN}, base_url="https://localhost"
    )
    assert "Secure" in response.headers["Set-Cookie"]


def test_another_token_ends_every_session(create):
    client = create(OWNER_TOKEN=TOKEN).test_client()
    sign_in(client)
    cookie = client.get_cookie("inknet_session")
    later = create(OWNER_TOKEN="another token, a new one").test_client()
    later.set_cookie("inknet_session", cookie.value)
    assert not is_signed_in(later)


def test_a_wrong_token_is_refused_and_guessing_is_slowed_down(owned):
    client = owned.test_client()
    for _ in range(5):
        response = sign_in(client, "a guess")
        assert response.status_code == 401 and "That is not the token." in response.text
    assert_problem(sign_in(client), 429, "rate_limited")
    assert sign_in(client).headers["Retry-After"] == "60"
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    response = client.post("/sign-in", data={"token": TOKEN}, environ_base=elsewhere)
    assert response.status_code == 303


def test_a_link_signs_in_once(app):
    owner = app.extensions["inknet"].owner
    token = owner.new_link_token()
    first, second = app.test_client(), app.test_client()
    assert first.get(f"/sign-in?token={token}").status_code == 303
    assert is_signed_in(first)
    used = second.get(f"/sign-in?token={token}")
    assert used.status_code == 401 and "does not work any more" in used.text
    assert not is_signed_in(second)


def test_a_new_start_makes_older_links_useless(app):
    owner = app.extensions["inknet"].owner
    older, newer = owner.new_link_token(), owner.new_link_token()
    assert app.test_client().get(f"/sign-in?token={older}").status_code == 401
    assert app.test_client().get(f"/sign-in?token={newer}").status_code == 303


@pytest.mark.parametrize(
    "token", ["", "x", "../owner-token", "a/../../secret", "\0", "%00", "\ud800"]
)
def test_no_other_text_is_a_link(app, token):
    app.extensions["inknet"].owner.new_link_token()
    response = app.test_client().get(
        "/sign-in", query_string={"token": token.encode("utf-8", "surrogatepass")}
    )
    assert response.status_code == 401


def test_on_loopback_a_token_is_generated_and_kept(create, tmp_path):
    create()
    path = tmp_path / "instance" / "owner-token"
    token = path.read_text()
    assert len(token) >= 32
    for name in ("owner-token", "secret"):
        assert stat.S_IMODE((tmp_path / "instance" / name).stat().st_mode) == 0o600
    assert sign_in(create().test_client(), token).status_code == 303
    assert path.read_text() == token


def test_elsewhere_nobody_is_the_owner_until_a_token_is_configured(create, tmp_path):
    client = create(HOST="0.0.0.0").test_client()
    assert not (tmp_path / "instance" / "owner-token").exists()
    assert sign_in(client, "").status_code == sign_in(client, "None").status_code == 401
    assert not is_signed_in(client)
    configured = create(HOST="0.0.0.0", OWNER_TOKEN=TOKEN).test_client()
    assert sign_in(configured).status_code == 303


def test_the_server_prints_a_link_that_signs_in(tmp_path):
    with serving(tmp_path) as server:
        line = server.process.stdout.readline()
        link = re.search(r"http://[^ ]+(/sign-in\?token=\S+)", line)
        assert link, line
        answer = ask(server, "GET", link[1])
        assert answer.status == 303 and "inknet_session=" in answer.headers["Set-Cookie"]
        assert ask(server, "GET", link[1]).status == 401


@pytest.mark.parametrize(
    "token", ["short", "tab\tin the middle of it", "ünicode is not typed well"]
)
def test_a_weak_token_is_refused_without_being_shown(tmp_path, token):
    status, text = refuse(PORT="0", INSTANCE_PATH=str(tmp_path), OWNER_TOKEN=token)
    assert status == 2 and "OWNER_TOKEN must be at least 16 characters" in text
    assert token not in text
