"""Who the owner is, how one signs in, and that nobody else may change anything."""

from __future__ import annotations

import os
import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from nnet.store.runs import StoreUnavailable
from nnet.store.tables import SignIn
from tests.browser.signing_in import sign_in_link
from tests.safety.routes import PUBLIC, unsafe_routes
from tests.support.problems import assert_problem
from tests.support.servers import STOP_S, refuse_here, serving, start
from tests.web.test_server import ask
from webapp.__main__ import main
from webapp.services import services_of

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


def test_signing_out_ends_the_session_for_every_server_and_every_copy(create):
    client, other = create(OWNER_TOKEN=TOKEN).test_client(), create(OWNER_TOKEN=TOKEN).test_client()
    sign_in(client)
    cookie = client.get_cookie("inknet_session").value
    thief = create(OWNER_TOKEN=TOKEN).test_client()
    for copy in (other, thief):
        copy.set_cookie("inknet_session", cookie)
        assert is_signed_in(copy)
    elsewhere = create(OWNER_TOKEN=TOKEN).test_client()
    sign_in(elsewhere)
    client.post("/sign-out")
    for copy in (other, thief):
        assert not is_signed_in(copy)
        refused = copy.put("/api/model", json={"run_id": None})
        assert_problem(refused, 401, "unauthorized")
    assert is_signed_in(elsewhere)  # the owner's other browser


def test_a_session_ends_by_itself(owned):
    client = owned.test_client()
    sign_in(client)
    with services_of(owned).runs.get().writing() as session:
        (row,) = session.scalars(sa.select(SignIn))
        row.created_at -= timedelta(days=30)
    assert not is_signed_in(client)
    sign_in(client)
    with services_of(owned).runs.get().reading() as session:
        assert len(session.scalars(sa.select(SignIn)).all()) == 1  # what has ended is forgotten


def test_while_the_store_is_gone_nobody_is_the_owner_by_a_cookie(owned, monkeypatch):
    client = owned.test_client()
    sign_in(client)

    def gone():
        raise StoreUnavailable("It is gone.")

    monkeypatch.setattr(services_of(owned).runs, "get", gone)
    assert not is_signed_in(client)
    answer = client.put("/api/model", json={"run_id": None})
    assert_problem(answer, 503, "unavailable")


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
    token = owner.links.new_token()
    first, second = app.test_client(), app.test_client()
    looked_over = second.head(f"/sign-in?token={token}")
    assert looked_over.status_code == 200 and "Set-Cookie" not in looked_over.headers
    assert first.get(f"/sign-in?token={token}").status_code == 303
    assert is_signed_in(first)
    used = second.get(f"/sign-in?token={token}")
    assert used.status_code == 401 and "does not work any more" in used.text
    assert not is_signed_in(second)


@pytest.mark.parametrize("age_s", [601, -601])
def test_a_link_expires_after_ten_minutes(app, age_s):
    links = app.extensions["inknet"].owner.links
    for age, status in ((age_s * 0.99, 303), (age_s, 401)):
        token = links.new_token()
        (path,) = (Path(app.config["INSTANCE_PATH"]) / "sign-in-links").iterdir()
        made_at = path.stat().st_mtime - age
        os.utime(path, (made_at, made_at))
        assert app.test_client().get(f"/sign-in?token={token}").status_code == status


def test_a_new_start_makes_older_links_useless(app):
    owner = app.extensions["inknet"].owner
    older, newer = owner.links.new_token(), owner.links.new_token()
    assert app.test_client().get(f"/sign-in?token={older}").status_code == 401
    assert app.test_client().get(f"/sign-in?token={newer}").status_code == 303


@pytest.mark.parametrize(
    "token", ["", "x", "../owner-token", "a/../../secret", "\0", "%00", "\ud800"]
)
def test_no_other_text_is_a_link(app, token):
    app.extensions["inknet"].owner.links.new_token()
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


def test_a_link_is_printed_to_a_terminal_alone_and_on_demand(tmp_path):
    with serving(tmp_path) as server:
        # Its output is a pipe, as a log's is. The next line would be the link.
        found = ask(server, "GET", "/healthz").status, [*tmp_path.glob("sign-in-links/*")]
        assert found == (200, [])
        link = sign_in_link(server)
        assert link.startswith(f"{server.url}/sign-in?token=")
        path = link.removeprefix(server.url)
        assert ask(server, "HEAD", path).status == 200
        answer = ask(server, "GET", path)
        assert answer.status == 303 and "inknet_session=" in answer.headers["Set-Cookie"]
        assert ask(server, "GET", path).status == 401
        server.process.terminate()
        assert server.process.stdout.read() == ""


def test_a_person_at_a_terminal_is_shown_a_link(instance):
    mine, theirs = os.openpty()
    process = start("--port", "0", out=theirs, log=theirs, INSTANCE_PATH=str(instance))
    os.close(theirs)
    with os.fdopen(mine) as terminal:
        try:
            said = [terminal.readline() for _ in range(2)]
        finally:
            process.terminate()
            process.wait(STOP_S)
    assert "Inknet is ready at http://" in said[0]
    assert re.search(r"within ten minutes: http://[^ ]+/sign-in\?token=\S{32}", said[1])


@pytest.mark.parametrize(
    ("settings", "link"),
    [
        ({"PUBLIC_URL": "https://a.example/inknet"}, "https://a.example/inknet/sign-in?token="),
        ({"PREFIX": "/inknet", "PORT": "7"}, "http://127.0.0.1:7/inknet/sign-in?token="),
        ({"HOST": "::1"}, "http://[::1]:8000/sign-in?token="),
    ],
)
def test_the_link_is_to_where_people_reach_the_site(tmp_path, monkeypatch, settings, link):
    for name, text in {**settings, "INSTANCE_PATH": str(tmp_path)}.items():
        monkeypatch.setenv(name, text)
    assert CliRunner().invoke(main, ["sign-in-link"]).output.startswith(link)


def test_without_the_servers_folder_there_is_no_link(tmp_path, monkeypatch):
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path / "none"))
    done = CliRunner().invoke(main, ["sign-in-link"])
    assert done.exit_code == 2 and done.stdout == ""
    assert done.stderr.startswith("Error: No link can be kept in") and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "token", ["short", "tab\tin the middle of it", "ünicode is not typed well"]
)
def test_a_weak_token_is_refused_without_being_shown(tmp_path, token):
    status, text = refuse_here(PORT="0", INSTANCE_PATH=str(tmp_path), OWNER_TOKEN=token)
    assert status == 2 and "OWNER_TOKEN must be at least 16 characters" in text
    assert token not in text
