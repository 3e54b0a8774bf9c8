"""The site under any address: below a path of its host, and under a name that is configured."""

from __future__ import annotations

import http.cookies
import io
import re

import pytest
import segno

from tests.support.applications import application
from tests.support.owner import TOKEN
from tests.support.problems import assert_problem
from tests.support.servers import refuse, refuse_here
from tests.support.sketches import digit, share
from tests.web.test_shared_pages import paths
from webapp.config import ConfigurationError, load

BELOW = "/inknet"
PUBLIC = "https://digits.example/inknet"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ADDRESS = re.compile(r'(?:src|href|action|content|value|data-site)="((?:https?:)?/[^"]*)"')


@pytest.fixture(scope="module", params=["PREFIX", "PUBLIC_URL", "X-Forwarded-Prefix"])
def ask(request, new_instance):
    """A function that asks a site below /inknet, of which it knows in one of three ways."""
    settings = {
        "PREFIX": {"PREFIX": BELOW},
        "PUBLIC_URL": {"PUBLIC_URL": PUBLIC},
        "X-Forwarded-Prefix": {"PROXIES": 1},
    }[request.param]
    said = {"X-Forwarded-Prefix": BELOW} if "PROXIES" in settings else {}

    def ask(path, method="GET", headers=None, **options):
        return client.open(path, method=method, headers={**said, **(headers or {})}, **options)

    with application(new_instance(), OWNER_TOKEN=TOKEN, **settings) as app:
        client = app.test_client(use_cookies=False)
        yield ask


def test_every_address_of_every_page_lies_below_the_prefix(ask):
    made = ask("/api/drawings", "POST", json={"strokes": digit(3)})
    run = ask("/api/runs?limit=1").json["runs"][0]["id"]
    assert ask("/sign-in", "POST", data={"token": TOKEN}).headers["Location"] == "/inknet/dashboard"
    pages = ("/", "/embed", "/dashboard", f"/runs/{run}", "/about", "/privacy", "/sign-in", "/none")
    drawing, answered = f"/d/{made.json['id']}", set()
    for path in (*pages, drawing, f"{drawing}/embed"):
        page = ask(path, headers={"Accept": "text/html"}).text
        addresses = ADDRESS.findall(page)
        assert len(addresses) > 3, path
        for address in addresses:
            below = re.sub("^https?://[^/]*", "", address)
            assert below.startswith(f"{BELOW}/"), (path, address)
            if below in answered:
                continue
            answered.add(below)
            assert ask(below.removeprefix(BELOW), buffered=True).status_code in (200, 405), address


def test_what_the_api_tells_lies_below_the_prefix(ask):
    made = ask("/api/drawings", "POST", json={"strokes": digit(3)})
    assert made.headers["Location"] == f"/inknet/api/drawings/{made.json['id']}"
    assert re.sub("^https?://[^/]*", "", made.json["url"]) == f"/inknet/d/{made.json['id']}"
    assert ask("/api/openapi.json").json["servers"] == [{"url": "/inknet/"}]
    assert "Sign in at /inknet/sign-in" in ask("/api/runs", "POST").json["detail"]


def test_the_cookie_is_of_the_prefix_alone(ask):
    signed_in = ask("/sign-in", "POST", data={"token": TOKEN})
    (cookie,) = http.cookies.SimpleCookie(signed_in.headers["Set-Cookie"]).values()
    assert cookie["path"] == BELOW


@pytest.mark.parametrize("setting", [{"PREFIX": "/inknet/"}, {"PUBLIC_URL": f"{PUBLIC}/"}])
def test_a_proxy_may_leave_the_prefix_on(create, setting):
    client = create(**setting).test_client()
    for path in (f"{BELOW}/", f"{BELOW}/api/runs", f"{BELOW}/healthz", "/healthz"):
        assert client.get(path).status_code == 200, path
    assert client.get(BELOW).headers["Location"].endswith(f"{BELOW}/")
    assert client.get("/inknetwork").status_code == 404


@pytest.mark.parametrize("setting", [{"PREFIX": "/"}, {"PUBLIC_URL": "https://digits.example"}, {}])
def test_a_prefix_that_nobody_may_say_counts_for_nothing(create, setting):
    client = create(PROXIES=1 if setting else 0, **setting).test_client()
    page = client.get("/", headers={"X-Forwarded-Prefix": "/elsewhere"}).text
    assert "elsewhere" not in page


@pytest.mark.parametrize(
    "said", ["//evil.example", "https://evil.example", "/a/../b", '/"><script>', "/a b", "inknet"]
)
def test_what_is_no_path_is_no_prefix(create, said):
    client = create(PROXIES=1, OWNER_TOKEN=TOKEN).test_client()
    answer = client.post("/sign-in", data={"token": TOKEN}, headers={"X-Forwarded-Prefix": said})
    assert answer.headers["Location"] == "/dashboard"


def test_the_configured_address_is_told_whatever_a_request_says(create):
    client = create(PUBLIC_URL=PUBLIC, PROXIES=1, HOST="0.0.0.0").test_client()
    headers = {
        **{"Host": "evil.example", "X-Forwarded-Host": "worse.example"},
        **{"X-Forwarded-Proto": "http", "X-Forwarded-Prefix": "/evil"},
    }
    made = client.post("/api/drawings", json={"strokes": digit(3)}, headers=headers)
    drawing = f"d/{made.json['id']}"
    assert made.json["url"] == f"{PUBLIC}/{drawing}"
    page = client.get(f"/{drawing}", headers=headers)
    assert f'property="og:url" content="{PUBLIC}/{drawing}"' in page.text
    assert f'property="og:image" content="{PUBLIC}/{drawing}/preview.png"' in page.text
    assert f'data-site="{PUBLIC}/"' in page.text and "evil" not in page.text
    moved = client.get("/d//x", headers=headers)
    assert moved.headers["Location"] == f"{PUBLIC}/d/x"
    code = client.get(f"/{drawing}/qr.svg", headers=headers)
    assert code.headers["Cache-Control"].startswith("public")
    assert paths(code.data) == code_of(f"{PUBLIC}/{drawing}")
    assert "Strict-Transport-Security" in page.headers


def code_of(address):
    """Return what the QR code of an address draws."""
    expected = io.BytesIO()
    segno.make(address, error="m", micro=False).save(expected, kind="svg", border=4)
    return paths(expected.getvalue())


def test_the_configured_address_may_change_things_and_its_host_is_trusted(create):
    client = create(PUBLIC_URL=PUBLIC, OWNER_TOKEN=TOKEN).test_client()
    asked = {**BEARER, "Host": "digits.example", "Origin": "https://digits.example"}
    assert client.put("/api/model", json={"run_id": None}, headers=asked).status_code == 200
    assert client.get("/", headers={"Host": "localhost"}).status_code == 200
    assert_problem(client.get("/", headers={"Host": "evil.example"}), 400, "bad_host")
    for origin in ("http://digits.example", "https://digits.example:444", "https://evil.example"):
        refused = client.put("/api/model", headers={**asked, "Host": "localhost", "Origin": origin})
        assert_problem(refused, 403, "cross_site")


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
def test_a_forwarded_host_is_believed_where_hosts_are_trusted_alone(create, host):
    """A proxy may pass on what a stranger has written there."""
    client = create(HOST=host, PROXIES=2).test_client()
    made = share(client, digit(3))
    said = {"Host": "localhost", "X-Forwarded-Host": "evil.example"}
    page = client.get(f"/d/{made['id']}", headers=said)
    assert "evil.example" not in page.text
    code = client.get(f"/d/{made['id']}/qr.svg", headers=said)
    if host == "0.0.0.0":
        assert paths(code.data) == code_of(f"http://localhost/d/{made['id']}")
        assert code.headers["Cache-Control"].startswith("private")
    trusting = create(HOST=host, PROXIES=2, TRUSTED_HOSTS="digits.example").test_client()
    assert_problem(trusting.get("/", headers=said), 400, "bad_host")
    said["X-Forwarded-Host"] = "digits.example"
    page = trusting.get(f"/d/{share_as(trusting, said)}", headers=said)
    assert 'property="og:url" content="http://digits.example/d/' in page.text


def share_as(client, headers):
    """Share a drawing and return its id."""
    return client.post("/api/drawings", json={"strokes": digit(3)}, headers=headers).json["id"]


@pytest.mark.parametrize(
    "text",
    [
        *("example.org", "//example.org", "ftp://example.org", "https://", "https://a b.example"),
        *("https://example.org/?x", "https://example.org/#x", "https://user@example.org"),
        *("https://example.org:0", "https://example.org:65536", "https://example.org/a//b"),
        *("https://example.org/a/../b", "https://example.org/ü", "https://example.org/a\n"),
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(ConfigurationError, match="PUBLIC_URL must be an address such as"):
        load({"PUBLIC_URL": text}, {})


@pytest.mark.parametrize(
    "text", ["inknet", "//inknet", "/a//b", "/..", "/a b", "https://a.example"]
)
def test_what_is_no_path_is_refused(text):
    with pytest.raises(ConfigurationError, match="PREFIX must be a path such as"):
        load({"PREFIX": text}, {})


def test_an_address_is_kept_in_its_plainest_form():
    settings = load({"PUBLIC_URL": "HTTPS://Example.ORG:443/Inknet/"}, {})
    assert settings["PUBLIC_URL"] == "https://example.org/Inknet"
    assert load({"PUBLIC_URL": "http://[::1]:8080"}, {})["PUBLIC_URL"] == "http://[::1]:8080"
    with pytest.raises(ConfigurationError, match="PREFIX must be the path of PUBLIC_URL"):
        load({"PUBLIC_URL": "https://example.org/a", "PREFIX": "/b"}, {})


def test_the_site_cannot_lie_where_its_own_paths_do(tmp_path):
    settings = {"PORT": "0", "INSTANCE_PATH": str(tmp_path), "TRAINING_WORKERS": "0"}
    status, text = refuse(PREFIX="/api/inknet", **settings)
    assert status == 2 and text.count("\n") == 1 and "begins as its own paths do" in text
    status, text = refuse_here(PUBLIC_URL="example.org", **settings)
    assert status == 2 and text.count("\n") == 1 and "PUBLIC_URL must be" in text
