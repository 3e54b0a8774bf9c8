"""A page of another site that the owner looks at cannot use the owner's browser."""

from __future__ import annotations

import pytest

from tests.safety.routes import unsafe_routes
from tests.support.problems import assert_problem

TOKEN = "a token of the tests"


@pytest.fixture
def signed_in(owned):
    """An application and a browser that its owner has signed in with."""
    client = owned.test_client()
    assert client.post("/sign-in", data={"token": TOKEN}).status_code == 303
    return owned, client


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    "headers",
    [
        *({"Origin": origin} for origin in ("null", "https://evil.example", "http://localhost:81")),
        *({"Origin": origin} for origin in ("http://localhost.evil.example", "http://xlocalhost")),
        *({"Origin": origin} for origin in ("localhost", "http://", "", "http://localhost@evil")),
        *({"Origin": origin} for origin in ("http://[", "file://", "http://evil/http://localhost")),
        *({"Sec-Fetch-Site": site} for site in ("cross-site", "same-site")),
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
    ids=lambda headers: " ".join(headers.values()) or "empty",
)
def test_other_sites_can_do_nothing_in_the_owners_name(signed_in, headers):
    app, client = signed_in
    for method, path, _ in unsafe_routes(app):
        response = client.open(path, method=method, headers=headers)
        assert_problem(response, 403, "cross_site")
    assert "You are signed in" in client.get("/sign-in").text  # nor sign it out


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_its_own_pages_and_programs_are_let_through(signed_in, headers):
    _, client = signed_in
    assert client.put("/api/model", json={"run_id": None}, headers=headers).status_code == 200


@pytest.mark.changes_nothing
def test_a_page_without_tls_is_foreign_to_a_site_with_it(owned):
    """Anybody between browser and server can have written it."""
    client, body = owned.test_client(), {"run_id": None}
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    for asked, origin, status in (
        ("https", "http://localhost", 403),
        ("https", "https://localhost", 200),
        # What ends TLS in front need not say so.
        ("http", "https://localhost", 200),
        ("http", "ftp://localhost", 403),
    ):
        headers, base = {**bearer, "Origin": origin}, f"{asked}://localhost"
        answer = client.put("/api/model", json=body, headers=headers, base_url=base)
        assert answer.status_code == status, (asked, origin)


@pytest.mark.changes_nothing
@pytest.mark.parametrize("path", ["/api/runs", "/api/model", "/", "/api/predictions"])
def test_no_answer_lets_other_sites_scripts_read_it(signed_in, path):
    _, client = signed_in
    asked = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "DELETE",
        "Access-Control-Request-Headers": "authorization",
    }
    for method in ("GET", "OPTIONS"):
        headers = client.open(path, method=method, headers=asked).headers
        assert not [name for name, _ in headers if name.startswith("Access-Control-")]


@pytest.mark.changes_nothing
def test_a_form_of_another_site_cannot_send_what_the_api_takes(signed_in):
    """Browsers let other sites' forms send these three types without asking first."""
    _, client = signed_in
    for media_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        response = client.put("/api/model", data='{"run_id": null}', content_type=media_type)
        assert response.status_code in (400, 415, 422), media_type
