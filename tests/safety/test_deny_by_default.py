"""Whatever is not a mere look is the owner's, unless somebody decided otherwise."""

from __future__ import annotations

import pytest

from tests.safety.routes import PUBLIC, UNSAFE_METHODS, address, rules, unsafe_routes
from tests.support.problems import assert_problem
from webapp.sign_in import public

TOKEN = "a token of the tests"


def test_a_stranger_is_refused_on_every_route_that_is_not_marked_public(owned):
    client, allowed = owned.test_client(), {"GET", "HEAD", "OPTIONS"}
    public_calls = {
        (address(rule), method): rule.endpoint
        for rule in rules(owned)
        if rule.endpoint in PUBLIC
        for method in rule.methods - allowed
    }
    tried = set()
    for rule in rules(owned):
        for method in UNSAFE_METHODS:
            response = client.open(address(rule), method=method)
            if (endpoint := public_calls.get((address(rule), method))) is not None:
                assert "WWW-Authenticate" not in response.headers, rule
                tried.add(endpoint)
            else:
                assert response.status_code in (401, 403, 405), (method, rule, response.text)
    assert tried == PUBLIC


@pytest.mark.changes_nothing
def test_a_stranger_is_told_to_sign_in_before_anything_else_is_looked_at(owned):
    client = owned.test_client()
    for method, path, endpoint in unsafe_routes(owned):
        if endpoint not in PUBLIC:
            for body in (b"", b"{", b'{"recipe": 1}'):
                response = client.open(
                    path, method=method, data=body, content_type="application/json"
                )
                assert_problem(response, 401, "unauthorized")


@pytest.mark.parametrize("method", [*UNSAFE_METHODS, "PROPFIND", "X-UNHEARD-OF"])
def test_a_new_route_is_the_owners_until_it_is_marked_public(owned, method):
    def change():
        return "changed"

    def open_to_all():
        return "changed"

    owned.add_url_rule("/new", "new", change, methods=[method])
    owned.add_url_rule("/new-public", "new-public", public(open_to_all), methods=[method])
    client, bearer = owned.test_client(), {"Authorization": f"Bearer {TOKEN}"}
    assert_problem(client.open("/new", method=method), 401, "unauthorized")
    assert client.open("/new", method=method, headers=bearer).text == "changed"
    assert client.open("/new-public", method=method).text == "changed"


@pytest.mark.changes_nothing
@pytest.mark.parametrize(
    "header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"]
)
def test_a_look_stays_a_look_whatever_a_header_says(owned, header):
    run = owned.test_client().get("/api/runs?limit=1").json["runs"][0]
    path = f"/api/runs/{run['id']}"
    owned.test_client().get(path, headers={header: "DELETE"})
    owned.test_client().post(f"{path}?_method=DELETE", headers={header: "DELETE"})
    assert owned.test_client().get(path).json["id"] == run["id"]


@pytest.mark.changes_nothing
def test_what_does_not_exist_is_not_found_for_strangers_too(owned):
    client = owned.test_client()
    for method in UNSAFE_METHODS:
        assert_problem(client.open("/api/nothing", method=method), 404, "not_found")
        assert_problem(client.open("/healthz", method=method), 405, "method_not_allowed")


@pytest.mark.parametrize(
    "authorization",
    [
        *("", "Bearer", "Bearer ", "Bearer null", "Bearer undefined", "Bearer None"),
        *("Basic b3duZXI6YSB0b2tlbiBvZiB0aGUgdGVzdHM=", "Token a token of the tests"),
        *(
            "Bearer a token of the test",
            "Bearer a token of the testss",
            "Bearer A TOKEN OF THE TESTS",
        ),
        *("Bearer a token of the tests\0", "Bearer a token of the tests, x", "Bearer \u00fc"),
    ],
)
def test_nothing_like_the_token_is_the_token(owned, authorization):
    response = owned.test_client().put(
        "/api/model", json={"run_id": None}, headers={"Authorization": authorization}
    )
    assert_problem(response, 401, "unauthorized")
