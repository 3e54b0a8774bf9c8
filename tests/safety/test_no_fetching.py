"""No call takes an address to fetch: whatever text it is given, the server connects to nobody."""

from __future__ import annotations

import copy
import json
import socket

import pytest

from tests.safety.routes import small_run
from tests.support.servers import serving
from tests.web.test_server import ask

TOKEN = "a token of the tests"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A real server."""
    with serving(tmp_path_factory.mktemp("instance"), OWNER_TOKEN=TOKEN) as server:
        yield server


@pytest.fixture
def trap():
    """A socket that listens, and that nobody is to connect to."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def example(schema, document):
    """Return a value of the schema's form, and the places of texts in it are called TEXT."""
    if "$ref" in schema:
        return example(document["components"]["schemas"][schema["$ref"].split("/")[-1]], document)
    kinds = schema.get("type", "string")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "object":
        fields = schema.get("properties", {})
        return {name: example(field, document) for name, field in fields.items()}
    if kind == "array":
        return [example(schema.get("items", {}), document)]
    return {"integer": 1, "number": 0.5, "boolean": True}.get(kind, "TEXT")


def with_one_text(value, address, every):
    """Return copies of a value in each of which one of its parts is an address."""
    places = []

    def walk(part, path):
        for key, member in part.items() if isinstance(part, dict) else enumerate(part):
            if isinstance(member, dict | list):
                walk(member, [*path, key])
            if every or member == "TEXT":
                places.append([*path, key])

    walk(value, [])
    for path in places:
        changed = copy.deepcopy(value)
        target = changed
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = address
        yield changed


def test_an_address_in_any_field_is_a_text_and_nothing_else(server, trap):
    document = json.loads(ask(server, "GET", "/api/openapi.json").body)
    run = small_run(json.loads(ask(server, "GET", "/api/runs").body)["runs"])
    host = f"127.0.0.1:{trap.getsockname()[1]}"
    addresses = [f"http://{host}/x", f"//{host}/x", f"ftp://{host}/x", f"tcp://{host}"]
    addresses += [f"sqlite://{host}/x", f"\\\\{host}\\x", f"http://localhost@{host}/"]
    tried = 0
    for path, calls in document["paths"].items():
        for method, call in calls.items():
            body = call.get("requestBody", {}).get("content", {}).get("application/json")
            queries = [p["name"] for p in call.get("parameters", []) if p["in"] == "query"]
            form = None if body is None else example(body["schema"], document)
            for address in addresses:
                quoted = address.replace("/", "%2f").replace("\\", "%5c")
                asked = [(path.replace("{run_id}", quoted).replace("{study_id}", quoted), None)]
                here = path.replace("{run_id}", run).replace("{study_id}", "none")
                asked += [(f"{here}?{name}={quoted}", None) for name in queries]
                if form is not None:
                    every = address == addresses[0]  # what is no text is refused in any spelling
                    forms = with_one_text(form, address, every)
                    asked += [(here, json.dumps(changed)) for changed in forms]
                for target, content in asked:
                    answer = ask(server, method.upper(), target, content, HEADERS)
                    assert answer.status < 500 or answer.status == 503, (target, answer.body)
                    tried += 1
    assert tried > 200
    with pytest.raises(BlockingIOError):
        trap.accept()


@pytest.mark.parametrize(
    "header", ["Referer", "Origin", "X-Forwarded-Host", "Host", "Link", "From"]
)
def test_an_address_in_a_header_is_not_visited(server, trap, header):
    host = f"127.0.0.1:{trap.getsockname()[1]}"
    for path in ("/", "/api/model", "/dashboard"):
        ask(server, "GET", path, headers={header: host if header == "Host" else f"http://{host}/x"})
    with pytest.raises(BlockingIOError):
        trap.accept()
