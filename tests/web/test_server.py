"""``python -m webapp``: starts, answers, stops, and says what is wrong when it cannot start."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest

from nnet.models.checkpoint import SHIPPED_MODEL
from tests.support.patience import eventually
from tests.support.problems import assert_problem
from tests.support.servers import ROOT, STOP_S, environment, refuse, refuse_here, serving, start
from tests.support.stores import prepared_file

HEAD = "POST /api/predictions HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"


@dataclass
class Answer:
    """A response, read to its end."""

    status: int
    headers: Message
    body: bytes

    def read(self):
        """Return the body."""
        return self.body


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A real server that several tests share."""
    with serving(tmp_path_factory.mktemp("instance")) as server:
        yield server


def ask(server, method, path, body=None, headers=None, chunked=False):
    """Ask a real server once."""
    with closing(
        http.client.HTTPConnection("127.0.0.1", server.port, timeout=STOP_S)
    ) as connection:
        connection.request(method, path, body, headers or {}, encode_chunked=chunked)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


def exchange(server, *parts):
    """Send bytes as they are and return the answer up to the end of its body."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=STOP_S) as connection:
        for part in parts:
            connection.sendall(part)
        response = http.client.HTTPResponse(connection)
        response.begin()
        with response:
            return Answer(response.status, response.headers, response.read())


def test_it_answers_a_drawing(server, seven):
    response = ask(server, "POST", "/api/predictions", seven, {"Content-Type": "image/png"})
    assert response.status == 200
    assert json.loads(response.body)["digit"] == 7
    assert ask(server, "GET", "/readyz").status == 200


def test_many_ask_at_once_and_each_gets_the_answer(server, seven):
    answers = []

    def predict():
        response = ask(server, "POST", "/api/predictions", seven, {"Content-Type": "image/png"})
        answers.append(json.loads(response.body)["digit"])

    threads = [threading.Thread(target=predict) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [7] * 40


def test_a_chunked_body_without_its_length_is_refused(server, seven):
    headers = {"Content-Type": "image/png", "Transfer-Encoding": "chunked"}
    response = ask(server, "POST", "/api/predictions", iter([seven]), headers, chunked=True)
    assert_problem(response, 411, "length_required")


def test_a_body_that_claims_to_be_too_large_is_refused_before_it_is_sent(server):
    head = f"{HEAD}Content-Length: {10**12}\r\n\r\n".encode()
    assert_problem(exchange(server, head), 413, "too_large")


def test_a_slow_client_keeps_nobody_waiting(server, seven):
    slow = []
    try:
        for _ in range(20):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=STOP_S)
            connection.sendall(f"{HEAD}Content-Length: {len(seven)}\r\n\r\n".encode() + seven[:50])
            slow.append(connection)
        response = ask(server, "POST", "/api/predictions", seven, {"Content-Type": "image/png"})
        assert response.status == 200
        slow[0].sendall(seven[50:])
        with http.client.HTTPResponse(slow[0]) as late:
            late.begin()
            assert json.loads(late.read())["digit"] == 7
    finally:
        for connection in slow:
            connection.close()


@pytest.mark.parametrize("nonsense", [b"\0\0\0\0\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03"])
def test_bytes_that_are_no_request_do_no_harm(server, nonsense):
    with socket.create_connection(("127.0.0.1", server.port), timeout=STOP_S) as connection:
        connection.sendall(nonsense)
    assert ask(server, "GET", "/healthz").status == 200


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to stop a program by")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_answers_and_ends_with_all_its_processes(tmp_path, seven, number):
    head = f"{HEAD}Content-Length: {len(seven)}\r\n\r\n".encode()
    with serving(tmp_path) as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=STOP_S) as open_one:
            open_one.sendall(head + seven[:50])
            assert ask(server, "GET", "/healthz").status == 200
            children = _children(server.process.pid)
            server.process.send_signal(number)
            eventually(lambda: _accepts(server), lambda accepts: not accepts)
            open_one.sendall(seven[50:])
            with http.client.HTTPResponse(open_one) as late:
                late.begin()
                assert json.loads(late.read())["digit"] == 7
        assert server.process.wait(STOP_S) == 0
        assert server.log.read_text() == ""
        assert server.process.stdout.read() == ""
        assert not any(_alive(child) for child in children)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to stop a program by")
def test_told_to_stop_while_it_starts_it_ends(tmp_path):
    process = start("--port", "0", INSTANCE_PATH=str(tmp_path))
    try:
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_S) in {0, -signal.SIGTERM}
    finally:
        process.kill()
        process.communicate()


def test_host_and_port_come_from_the_environment_too(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    shutil.copy(prepared_file(), tmp_path)
    process = start(HOST="localhost", PORT=str(port), INSTANCE_PATH=str(tmp_path))
    try:
        assert f"http://localhost:{port} " in process.stdout.readline()
    finally:
        process.terminate()
        process.communicate(timeout=STOP_S)


def test_a_port_in_use_is_named(server, tmp_path):
    """Even though the other server would share it."""
    status, text = refuse_here("--port", str(server.port), INSTANCE_PATH=str(tmp_path))
    assert_one_line(text, f"Port {server.port}", "in use")
    assert status == 2


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"PORT": "http"}, "PORT must be"),
        ({"PORT": "70000"}, "PORT must be"),
        ({"PORT": "0", "HOST": "203.0.113.9"}, "203.0.113.9"),
        ({"PORT": "0", "HOST": "no such host"}, "HOST must be"),
        ({"PORT": "0", "PREDICTIONS_PER_SECOND": "-3"}, "PREDICTIONS_PER_SECOND must be"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path, environment, expected):
    status, text = refuse_here(**{"INSTANCE_PATH": str(tmp_path), **environment})
    assert_one_line(text, expected)
    assert status == 2


def test_an_address_of_no_database_is_named(tmp_path):
    status, text = refuse(PORT="0", INSTANCE_PATH=str(tmp_path), DATABASE_URL="nonsense")
    assert_one_line(text, "DATABASE_URL")
    assert status == 2


def test_a_damaged_model_is_named(tmp_path):
    model = tmp_path / "cnn.npz"
    shutil.copy(SHIPPED_MODEL, model)
    os.truncate(model, 1000)
    status, text = refuse(PORT="0", INSTANCE_PATH=str(tmp_path), MODEL_PATH=str(model))
    assert_one_line(text, str(model))
    assert status == 2


def test_a_store_of_a_newer_version_is_named(tmp_path):
    with sqlite3.connect(shutil.copy(prepared_file(), tmp_path)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    status, text = refuse(PORT="0", INSTANCE_PATH=str(tmp_path))
    assert_one_line(text, "9999", "newer version")
    assert status == 2


def test_a_damaged_store_is_named_and_left_alone(tmp_path):
    store = tmp_path / "runs.db"
    store.write_bytes(b"this is no database" * 100)
    status, text = refuse(PORT="0", INSTANCE_PATH=str(tmp_path))
    assert_one_line(text, "The store's file is damaged")
    assert (status, store.read_bytes()) == (2, b"this is no database" * 100)


WITHOUT_PRIVILEGES = """
import ctypes, os, sys
if sys.platform == "linux":  # root may write anywhere, unless it gives up what says so
    for overriding in (1, 2):
        ctypes.CDLL(None).prctl(24, overriding)
os.execv(sys.executable, [sys.executable, "-m", "webapp", "--port", "0"])
"""


def test_an_instance_folder_that_cannot_be_written_to_is_named(instance):
    for secret in ("secret", "owner-token"):
        (instance / secret).write_text(secret * 4)
    instance.chmod(0o555)
    try:
        done = subprocess.run(
            [sys.executable, "-c", WITHOUT_PRIVILEGES],
            cwd=ROOT,
            env=environment(INSTANCE_PATH=str(instance)),
            capture_output=True,
            text=True,
            timeout=STOP_S,
        )
    finally:
        instance.chmod(0o755)
    assert_one_line(done.stderr, str(instance), "Make it writable")
    assert done.returncode == 2


def assert_one_line(text, *expected):
    """Check that an error is one line that names what is wrong."""
    assert text.startswith("Error: ") and text.count("\n") == 1, text
    for part in expected:
        assert part in text
    assert "Traceback" not in text


def _accepts(server):
    """Tell whether a server takes new connections."""
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=STOP_S):
            return True
    except OSError:
        return False


def _children(pid):
    """Return the ids of a process's children, where the system lists them."""
    tasks = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in tasks.read_text().split()] if tasks.exists() else []


def _alive(pid):
    """Tell whether a process runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
