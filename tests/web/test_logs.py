"""The log: a line for each request, and nothing in it that is nobody's business."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from tests.support.servers import ROOT, serving
from tests.web.test_server import ask

FAILING = """
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from webapp import create_app
from webapp.http import logs
logs.configure("json")
app = create_app({"TRAINING_WORKERS": 0})
app.add_url_rule("/fails", view_func=lambda: 1 / 0)
answer = app.test_client().get("/fails?secret=1")
print(answer.headers["X-Request-ID"], answer.status_code)
with closing(connect(Path(app.instance_path, "runs.db"))) as database:
    database.execute("DROP TABLE metrics")
    database.execute("ALTER TABLE runs RENAME TO elsewhere")
print(app.test_client().get("/api/runs").json["request_id"])
"""


def entries(server):
    """Return the lines of a server's log."""
    return [json.loads(line) for line in server.log.read_text().splitlines()]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server that logs for programs."""
    with serving(tmp_path_factory.mktemp("instance"), LOG_FORMAT="json") as server:
        yield server


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", "/", "/", 200),
        ("GET", "/api/runs?limit=1&secret=2", "/api/runs", 422),
        ("GET", "/runs/1a2b3c", "/runs/<run_id>", 404),
        ("GET", "/nowhere?secret=3", "/nowhere", 404),
        ("GET", "/sign-in?token=secret", "/sign-in", 401),
        ("PUT", "/api/model", "/api/model", 401),
        ("GET", "/static/js/api/requests.js", "/static/<path:filename>", 200),
    ],
)
def test_a_request_is_one_line(server, method, path, route, status):
    answer = ask(server, method, path)
    line = entries(server)[-1]
    assert (line["method"], line["route"], line["status"]) == (method, route, status)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["duration_ms"] >= 0 and line["level"] == "INFO"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", line["time"])
    assert "secret" not in json.dumps(line) and "127.0.0.1" not in json.dumps(line)


def test_whoever_watches_over_the_server_is_not_logged(server):
    before = entries(server)
    ids = {ask(server, "GET", path).headers["X-Request-ID"] for path in ("/healthz", "/readyz")}
    assert len(ids) == 2 and entries(server) == before


def test_a_failure_is_one_line_with_its_traceback_and_a_warning_names_its_request(environment):
    command = [sys.executable, "-c", FAILING]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    request_id, status, warned_id = done.stdout.split()
    failure, request, *others = map(json.loads, done.stderr.splitlines())
    assert status == "500" and request["status"] == 500
    assert failure["request_id"] == request["request_id"] == request_id
    assert failure["level"] == "ERROR" and "ZeroDivisionError" in failure["traceback"]
    warnings = [line for line in others if line["level"] == "WARNING"]
    assert warned_id in {line["request_id"] for line in warnings}


def test_at_a_terminal_only_what_is_wrong_is_logged(tmp_path):
    with serving(tmp_path, LOG_FORMAT="text") as server:
        assert ask(server, "GET", "/").headers["X-Request-ID"]
        assert server.log.read_text() == ""


def test_elsewhere_than_on_loopback_the_log_is_for_programs(tmp_path):
    with serving(tmp_path, HOST="0.0.0.0", OWNER_TOKEN="a token of the tests") as server:
        ask(server, "GET", "/about")
        assert entries(server)[-1]["route"] == "/about"
