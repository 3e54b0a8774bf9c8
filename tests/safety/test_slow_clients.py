"""Clients that never finish keep nobody waiting, and are not waited for without end."""

from __future__ import annotations

import contextlib
import http.client
import json

import pytest

from tests.safety.sending import PREDICT, answer_on, connect, exchange, predict
from tests.safety.watching import within_memory
from tests.support.problems import assert_problem
from tests.support.servers import STOP_S, serving
from tests.web.test_server import ask

HALF_OPEN = 150
MIB = 1024 * 1024
PICTURE = PREDICT + "Content-Type: image/png\r\n"
FORM = PREDICT + "Content-Type: multipart/form-data; boundary=x\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A real server."""
    with serving(tmp_path_factory.mktemp("instance")) as server:
        yield server


@pytest.fixture(scope="module")
def impatient(tmp_path_factory):
    """A real server that waits for a second only."""
    with serving(tmp_path_factory.mktemp("impatient"), PATIENCE_S="1") as server:
        yield server


@pytest.fixture
def connections():
    """A list of connections that are closed in the end."""
    with contextlib.ExitStack() as stack:
        kept = []
        stack.callback(lambda: [connection.close() for connection in kept])
        yield kept


BEGINNINGS = {
    "nothing": b"",
    "half a head": PICTURE.encode()[:60],
    "a head alone": f"{PICTURE}Content-Length: 5000\r\n\r\n".encode(),
    "half a body": f"{PICTURE}Content-Length: 5000\r\n\r\n".encode() + b"\x89PNG" * 600,
    "half a form": f"{FORM}Content-Length: 5000\r\n\r\n--x\r\nContent-Disp".encode(),
    "half a chunk": f"{PICTURE}Transfer-Encoding: chunked\r\n\r\nff\r\nabc".encode(),
    "half a sign-in": b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
    b"application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\ntoken=",
    "an unread answer": b"GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 4,
}


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_others_are_answered_while_many_requests_stay_unfinished(
    server, connections, seven, beginning
):
    with within_memory(server):
        for _ in range(HALF_OPEN):
            connections.append(connect(server))
            connections[-1].sendall(BEGINNINGS[beginning])
        for _ in range(5):
            assert predict(server, seven) == 200
        assert ask(server, "GET", "/").status == 200


def test_others_are_answered_while_bodies_trickle(server, connections, seven):
    head = f"{PICTURE}Content-Length: {len(seven)}\r\n\r\n".encode()
    for _ in range(HALF_OPEN):
        connections.append(connect(server))
        connections[-1].sendall(head)
    for place in range(20):
        for connection in connections:
            connection.sendall(seven[place : place + 1])
        assert predict(server, seven) == 200
    for connection in connections:
        connection.sendall(seven[20:])
    # Slow is not wrong: all of them are answered now.
    answers = [answer_on(connection) for connection in connections]
    assert {json.loads(answer.body)["digit"] for answer in answers} == {7}


def test_unfinished_pictures_share_a_bounded_memory(server, connections, seven):
    """Four hundred pictures of 2 MiB, each but for its last byte, would take 800 MiB."""
    head = f"{PICTURE}Content-Length: {2 * MIB}\r\n\r\n".encode()
    with within_memory(server):
        for _ in range(400):
            connections.append(connect(server))
            with contextlib.suppress(ConnectionError):
                connections[-1].sendall(head + bytes(2 * MIB - 1))
        assert predict(server, seven) == 200
    given_up = answer_on(connections[0])  # the oldest of them made room
    assert given_up is None or given_up.status == 408
    connections[-1].sendall(b"\0")
    assert answer_on(connections[-1]).status == 415  # the newest was received to its end


def test_whoever_does_not_finish_is_given_up(impatient):
    assert exchange(impatient, PICTURE.encode()) is None
    body = exchange(impatient, f"{PICTURE}Content-Length: 10\r\n\r\n12345".encode())
    assert_problem(body, 408, "too_slow")
    spoken = f"{PICTURE}Accept-Language: zh\r\nContent-Length: 10\r\n\r\n12345"
    assert "正文" in assert_problem(exchange(impatient, spoken.encode()), 408, "too_slow")["detail"]
    assert body.headers["Connection"] == "close"
    with connect(impatient) as idle:
        assert idle.recv(1) == b""


def test_an_idle_connection_is_closed(impatient):
    connection = http.client.HTTPConnection("127.0.0.1", impatient.port, timeout=STOP_S)
    connection.request("GET", "/healthz")
    connection.getresponse().read()
    assert connection.sock.recv(1) == b""
    connection.close()


def test_a_sender_who_leaves_is_forgotten(impatient, seven):
    for _ in range(50):
        with connect(impatient) as connection:
            connection.sendall(f"{PICTURE}Content-Length: {MIB}\r\n\r\n".encode() + bytes(1000))
    assert predict(impatient, seven) == 200
    assert impatient.log.read_text() == ""


def test_many_readers_of_the_largest_file_do_not_fill_the_memory(server, connections, seven):
    page = ask(server, "GET", "/dashboard").body.decode()
    path = "/vendor/plotly-" + page.partition("/vendor/plotly-")[2].partition('"')[0]
    plain = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\n\r\n".encode()
    whole = exchange(server, plain)
    assert whole.status == 200 and len(whole.body) == int(whole.headers["Content-Length"]) > 4 * MIB
    with within_memory(server):
        for _ in range(HALF_OPEN):
            connections.append(connect(server))
            connections[-1].sendall(plain)
        for _ in range(5):
            assert predict(server, seven) == 200
