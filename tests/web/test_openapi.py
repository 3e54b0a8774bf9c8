"""The OpenAPI document: complete, and kept by every answer."""

from __future__ import annotations

import shutil

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error, positive_data_acceptance
from schemathesis.specs.openapi.checks import ignored_auth

from nnet.models.checkpoint import HISTORIES
from tests.support.applications import application

CALLS = {
    "/api/predictions": {"post"},
    "/api/model": {"get", "put"},
    "/api/model/reader": {"get"},
    "/api/runs": {"get", "post"},
    "/api/curves.svg": {"get"},
    "/api/runs/{run_id}": {"get", "patch", "delete"},
    "/api/runs/{run_id}/pause": {"post"},
    "/api/runs/{run_id}/resume": {"post"},
    "/api/runs/{run_id}/stop": {"post"},
    "/api/runs/{run_id}/next": {"post"},
    "/api/runs/{run_id}/more": {"post"},
    "/api/runs/{run_id}/metrics": {"get"},
    "/api/runs/{run_id}/curves.svg": {"get"},
    "/api/runs/{run_id}/evaluation": {"get"},
    "/api/runs/{run_id}/pictures": {"get"},
    "/api/runs/{run_id}/studies": {"get"},
    "/api/visitor-runs": {"post"},
    "/api/studies": {"post"},
    "/api/studies/{study_id}": {"get", "delete"},
    "/api/configurations": {"post"},
    "/api/distortions": {"post"},
    "/api/drawings": {"get", "post", "delete"},
    "/api/drawings/{drawing_id}": {"get", "delete"},
    "/api/corrections": {"get", "post"},
    "/api/corrections/{correction_id}": {"get", "patch", "delete"},
    "/api/collection": {"get", "post"},
    "/api/collection/lessons": {"post"},
    "/api/runs/{run_id}/lesson": {"get"},
    "/api/collection/strokes.jsonl": {"get"},
    "/api/collection/pictures.zip": {"get"},
    "/api/runs/{run_id}/weights": {"get"},
    "/api/runs/{run_id}/samples": {"get"},
    "/api/runs/{run_id}/command": {"get"},
    "/api/runs/{run_id}/config": {"get"},
    "/api/inside/network": {"get"},
    "/api/inside/layers": {"post"},
    "/api/inside/unit": {"post"},
    "/api/inside/exciting": {"get"},
    "/api/inside/accuracy": {"post"},
    "/api/inside/steps": {"post"},
    "/api/inside/gradient-checks": {"post"},
    "/api/inside/films": {"get"},
    "/api/inside/film": {"get", "post"},
    "/api/inside/film/{film_id}/{epoch}/{kind}.png": {"get"},
    "/api/inside/reasons": {"post"},
    "/api/inside/contrasts": {"post"},
    "/api/inside/neighbours": {"post"},
    "/api/inside/changes": {"post"},
    "/api/rooms": {"get", "post"},
    "/api/rooms/{code}": {"get", "patch", "delete"},
    "/api/rooms/{code}/reset": {"post"},
    "/api/rooms/{code}/strokes.jsonl": {"get"},
    "/api/rooms/{code}/phones": {"get", "post"},
    "/api/rooms/{code}/phones/{number}": {"patch"},
    "/api/rooms/{code}/phone": {"get", "patch"},
    "/api/rooms/{code}/drawings": {"post", "delete"},
    "/api/rooms/{code}/drawings/{number}": {"patch"},
    "/api/rooms/{code}/ballot": {"get"},
    "/api/rooms/{code}/votes": {"post"},
    "/api/rooms/{code}/wall": {"get"},
    "/healthz": {"get"},
    "/readyz": {"get"},
}
TOKEN = "a token of the tests"
BEYOND_SCHEMAS = [positive_data_acceptance, ignored_auth, not_a_server_error]
"""That a picture has a digit on it, and that a cursor is this list's, no schema can say. Who is let
in tests/web/test_owner.py says; the header below is everybody's. That nothing is computed in the
background here is no fault."""

EXAMPLES = 12
EXAMPLES_INSIDE = 5
"""Questions about the inside of a network share the field that nearly all of their examples fail
at: no schema can say what is a picture of a digit. Nor can one say what is the code of a room."""

OPERATIONS = [(path, method) for path, methods in CALLS.items() for method in sorted(methods)]


@pytest.fixture(scope="module")
def app(new_instance):
    """One application for the whole document, with a network that reads thousands quickly."""
    instance = new_instance()
    model = shutil.copy(HISTORIES / "nielsen.npz", instance / "model.npz")
    with application(instance, OWNER_TOKEN=TOKEN, MODEL_PATH=str(model)) as app:
        yield app


@pytest.fixture(scope="module")
def described(app):
    """The document as schemathesis reads it."""
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app)


@pytest.fixture(scope="module")
def document(app):
    """The document as it is served."""
    return app.test_client().get("/api/openapi.json").json


def test_every_call_is_described(document):
    assert {path: set(calls) for path, calls in document["paths"].items()} == CALLS
    for calls in document["paths"].values():
        for call in calls.values():
            assert call["summary"] and call["tags"] and call["operationId"]
            assert {"200", "201", "204"} & set(call["responses"])
            for status, response in call["responses"].items():
                assert response["description"]
                if int(status) >= 400:
                    assert set(response["content"]) == {"application/problem+json"}


def test_accuracies_are_described_as_fractions_that_may_be_null(document):
    schemas = document["components"]["schemas"]
    for schema in ("RunOut", "MetricOut"):
        for accuracy in ("test_accuracy", "drawings_accuracy"):
            described = schemas[schema]["properties"][accuracy]
            assert (described["minimum"], described["maximum"]) == (0, 1)
            assert "null" in described["type"] and described["description"]


def test_the_document_names_no_host(create):
    client = create(TRUSTED_HOSTS="evil.example").test_client()
    served = client.get("/api/openapi.json", headers={"Host": "evil.example"})
    assert served.status_code == 200 and "evil.example" not in served.get_data(as_text=True)


def test_no_page_of_the_documentation_comes_from_elsewhere(client):
    assert all(client.get(path).status_code == 404 for path in ("/docs", "/redoc", "/api/docs"))


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_answer_is_as_the_document_says(described, path, method, mode):
    operation = described[path][method]
    if mode is GenerationMode.NEGATIVE and not (operation.query or operation.body):
        return  # nothing can be wrong with a call that takes nothing

    @settings(
        max_examples=EXAMPLES_INSIDE
        if path.startswith(("/api/inside/", "/api/rooms/"))
        else EXAMPLES,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case):
        headers = {"Accept-Encoding": "identity", "Authorization": f"Bearer {TOKEN}"}
        response = case.call(headers=headers)
        assert response.status_code < 500 or response.json()["code"] == "no_workers"
        case.validate_response(response, excluded_checks=BEYOND_SCHEMAS)

    check()
