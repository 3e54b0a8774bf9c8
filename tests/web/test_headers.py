"""What a browser is told that pages may do, and who may frame them."""

from __future__ import annotations

import pytest

from webapp.http.security_headers import EMBEDDED_ENDPOINTS

pytestmark = pytest.mark.changes_nothing

PAGES = ["/", "/dashboard", "/about", "/sign-in", "/nothing"]
OTHERS = [
    "/api/runs",
    "/static/js/api/requests.js",
    "/static/img/favicon.svg",
    "/api/nothing",
    "/healthz",
]


def ask(client, path, **options):
    """Return the headers of an answer to a browser."""
    answer = client.get(path, headers={"Accept": "text/html"}, buffered=True, **options)
    return answer.headers


def policy_of(headers):
    """Return a policy's directives."""
    return dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize("path", PAGES)
def test_pages_load_nothing_from_elsewhere_and_are_framed_by_nobody(client, path):
    headers = ask(client, path)
    policy = policy_of(headers)
    assert policy["default-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert "script-src" not in policy  # so that the default holds: no inline script
    assert ("'unsafe-inline'" in policy.get("style-src", "")) == (path == "/dashboard")
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", OTHERS)
def test_what_is_no_page_may_do_nothing(client, path):
    headers = ask(client, path)
    assert policy_of(headers) == {"default-src": "'none'", "frame-ancestors": "'none'"}
    assert headers["X-Frame-Options"] == "DENY"


def test_a_worker_may_load_its_own_modules(client):
    policy = policy_of(ask(client, "/static/js/reader/worker.js"))
    nothing = {"default-src": "'none'", "frame-ancestors": "'none'"}
    assert policy == {**nothing, "script-src": "'self'"}


@pytest.mark.parametrize("path", [*PAGES, *OTHERS])
def test_every_answer_keeps_the_browser_to_itself(client, path):
    headers = ask(client, path)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_pages_use_nothing_of_the_device_and_share_no_window(client, path):
    headers = ask(client, path)
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    features = dict(part.split("=") for part in headers["Permissions-Policy"].split(", "))
    assert set(features.values()) == {"()"}
    assert {"camera", "microphone", "geolocation"} <= set(features)
    # Links are copied and shared by the pages themselves.
    assert not {"clipboard-write", "web-share"} & set(features)


def test_only_what_is_made_for_it_may_be_framed(app):
    assert {"pages.embed", "shared.embed", "charts.embed"} == EMBEDDED_ENDPOINTS
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments:
            framed = rule.endpoint in EMBEDDED_ENDPOINTS
            headers = ask(app.test_client(), rule.rule)
            assert policy_of(headers)["frame-ancestors"] == ("*" if framed else "'none'")
            assert ("X-Frame-Options" not in headers) == framed


@pytest.mark.parametrize("path", ["/", "/api/runs", "/static/js/api/requests.js"])
def test_over_tls_a_browser_is_told_to_stay_there(client, path):
    secure = ask(client, path, base_url="https://localhost")
    assert secure["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in ask(client, path)
