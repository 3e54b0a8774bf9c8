"""No id and no file's name in an address leads to a file that is not to be read."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest

from tests.safety.routes import SAFE_METHODS, rules, small_run
from tests.support.servers import ROOT, serving
from tests.web.test_server import ask, exchange

TOKEN = "a token of the tests"
CANARY = f"canary {secrets.token_hex(16)}"
NEVER_READ = [
    CANARY,
    (ROOT / "LICENSE").read_text()[:60],
    (ROOT / "webapp" / "config.py").read_text()[:60],
    "root:x:0",
    "SQLite format 3",
]

UP = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%252f", "%252e%252e%252f", "..\\", "..%5c"]
UP += [
    "..%255c",
    "....//",
    "..;/",
    ".%2e/",
    "..%c0%af",
    "%c0%ae%c0%ae/",
    "..%00/",
    "..//",
    "..%ef%bc%8f",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A real server with a file in its instance folder that nobody is to read."""
    instance = tmp_path_factory.mktemp("instance")
    (instance / "canary").write_text(CANARY)
    (instance / "canary.js").write_text(CANARY)
    with serving(instance, OWNER_TOKEN=TOKEN) as server:
        server.instance = instance
        yield server


@pytest.fixture(scope="module")
def values(server):
    """Values for a parameter that try to lead elsewhere."""
    files = ["canary", "instance/canary", "LICENSE", "webapp/config.py", "etc/passwd"]
    climbing = [step * depth + file for step in UP for depth in (1, 3, 12) for file in files]
    inside = [str(server.instance / "canary"), "/etc/passwd", "/proc/self/environ"]
    absolute = [
        f"{prefix}{path}" for path in inside for prefix in ("", "/", "%2f", "file:", "file://")
    ]
    odd = [
        "%00",
        "canary%00.js",
        "%00canary",
        ".",
        "..",
        "%2e",
        "~",
        "~root",
        "-",
        "*",
        "%",
        "%%",
        "%g",
    ]
    odd += [
        "a" * 5000,
        "%f0%9f%92%a9" * 300,
        "%ff%fe",
        "\u202ecanary",
        "1" * 400,
        "-1",
        "0x10",
        "1e9",
    ]
    odd += ["CON", "nul.js", "canary:$DATA", "C:%5cwindows%5cwin.ini", "%5c%5chost%5cshare", "None"]
    odd += [
        "'%20OR%20'1'='1",
        "%27;DROP%20TABLE%20runs;--",
        "{{7*7}}",
        "$(id)",
        "%0d%0aX-Injected:%201",
    ]
    return climbing + absolute + odd


def get(server, method, path):
    """Send a request line as it is and return the answer."""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
    body = b"{}" if method in ("POST", "PUT", "PATCH") else b""
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return exchange(server, head.encode() + body)


def assert_nothing_read(answer, statuses, where):
    """Check that an answer is a refusal, and holds nothing of a file."""
    assert answer.status in statuses, (where, answer.status, answer.body[:300])
    text = answer.body.decode("utf-8", "replace")
    assert not [secret for secret in NEVER_READ if secret in text], where
    assert "X-Injected" not in answer.headers, where


def test_no_parameter_of_an_address_leads_to_a_file(server, values, create):
    with_parameters = [rule for rule in rules(create()) if rule.arguments]
    assert {"filename", "version", "names", "run_id", "study_id", "drawing_id"} <= {
        name for rule in with_parameters for name in rule.arguments
    }
    # What is one address for every parameter is tried with few of the others: their views all ask
    # the store, and only these ask the disk.
    files = [rule for rule in with_parameters if rule.arguments & {"filename", "version", "names"}]
    for rule in with_parameters:
        method = next(iter((rule.methods - SAFE_METHODS) or {"GET"}))
        for value in values if rule in files else values[::13]:
            # 405 where the value's slashes make it another address.
            path = _put(rule, value)
            answer = get(server, method, path)
            assert_nothing_read(answer, {308, 400, 404, 405, 422}, (method, path))
            # Slashes beside each other are put together, on this server.
            assert answer.headers.get("Location", "http://localhost/").startswith(
                "http://localhost/"
            ), path


def _put(rule, value):
    """Return a rule's address with a value as it is."""
    before, _, rest = rule.rule.partition("<")
    return f"{before}{value}{rest.partition('>')[2]}"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/api/model", {"run_id": "VALUE"}),
        ("POST", "/api/studies", {"kind": "map", "run_id": "VALUE"}),
        ("POST", "/api/runs", {"recipe": "VALUE"}),
        ("POST", "/api/runs", {"recipe": "nielsen", "overrides": {"layers": "VALUE"}}),
        ("POST", "/api/runs", {"recipe": "nielsen", "overrides": {"loss": "VALUE"}}),
    ],
)
def test_no_name_in_a_body_leads_to_a_file(server, method, path, body):
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    for value in (
        "../canary",
        str(server.instance / "canary"),
        "../../instance/canary",
        "..\\canary",
    ):
        text = json.dumps(body).replace("VALUE", value.replace("\\", "\\\\"))
        answer = ask(server, method, path, text, headers)
        assert_nothing_read(answer, {404, 422, 503}, (path, value))


@pytest.mark.parametrize("value", ["../canary", "/etc/passwd", "%00", "..%5ccanary", "a" * 5000])
def test_no_parameter_of_a_query_leads_to_a_file(server, value):
    run = small_run(json.loads(ask(server, "GET", "/api/runs").body)["runs"])
    for path in (f"/api/runs/{run}/pictures?against=", "/api/runs?cursor=", "/sign-in?token="):
        assert_nothing_read(get(server, "GET", path + value), {401, 404, 409, 422}, path)


def test_static_files_are_only_those_of_its_folder(server):
    assert ask(server, "GET", "/static/js/api/requests.js").status == 200
    for path in ("/static", "/static/", "/static/js", "/static/js/", "/static//etc/passwd"):
        assert_nothing_read(get(server, "GET", path), {308, 404}, path)
    folders = [path.name for path in Path(ROOT).iterdir()]
    for name in folders:
        if name not in ("static", "templates"):
            assert get(server, "GET", f"/{name}").status == 404, name


def test_absolute_addresses_are_no_way_to_other_servers(server):
    """A request line may hold a whole address, as for a proxy; this server is none."""
    answer = get(server, "GET", "http://127.0.0.1:1/canary")
    assert_nothing_read(answer, {404}, "proxy")
    assert_nothing_read(get(server, "CONNECT", "127.0.0.1:1"), {400, 404, 405, 501}, "tunnel")
