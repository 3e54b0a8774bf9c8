"""What reaches the application of a request that Granian took, and what leaves it of the answer."""

from __future__ import annotations

import asyncio
import json
import threading
from types import SimpleNamespace

import pytest

from tests.safety.sending import connect, exchange
from tests.support.servers import serving
from tests.web.test_server import ask
from webapp.server import gateway

TOKEN = "a token of the tests"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A real server."""
    with serving(tmp_path_factory.mktemp("instance"), OWNER_TOKEN=TOKEN) as server:
        yield server


def test_a_head_is_answered_without_a_body_and_an_unchanged_answer_with_304(server):
    got = ask(server, "GET", "/api/model")
    head = ask(server, "HEAD", "/api/model")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["ETag"] == got.headers["ETag"]
    same = ask(server, "GET", "/api/model", headers={"If-None-Match": got.headers["ETag"]})
    assert (same.status, same.body) == (304, b"")


def test_a_long_answer_is_sent_whole_and_not_at_all_for_a_head(server):
    page = ask(server, "GET", "/dashboard").body.decode()
    path = "/vendor/plotly-" + page.partition("/vendor/plotly-")[2].partition('"')[0]
    whole = ask(server, "GET", path)
    assert len(whole.body) == int(whole.headers["Content-Length"]) > 1_000_000
    head = ask(server, "HEAD", path)
    assert (head.status, head.body) == (200, b"")


def test_cookies_in_several_headers_are_all_read(server):
    body = f"token={TOKEN}".encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    cookie = ask(server, "POST", "/sign-in", body, form).headers["Set-Cookie"].partition(";")[0]
    text = (
        f"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nCookie: other=1\r\nCookie: {cookie}\r\n\r\n"
    )
    assert b"You are signed in" in exchange(server, text.encode()).body


def test_addresses_arrive_as_they_were_meant(server):
    for path in ("/runs/%c3%a9", "/runs/%e2%82%ac?%c3%a9", "/runs/%ff", "/runs/a%20b", "/%2e%2e/"):
        assert ask(server, "GET", path).status == 404
    redirected = exchange(server, b"GET /static//x HTTP/1.1\r\nHost: localhost:81\r\n\r\n")
    assert redirected.headers["Location"] == "http://localhost:81/static/x"
    runs = json.loads(ask(server, "GET", "/api/runs?limit=1&status=%66inished").body)["runs"]
    assert [run["status"] for run in runs] == ["finished"]


def test_a_connection_serves_one_request_after_the_other(server, seven):
    head = "POST /api/predictions HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
    one = f"{head}Content-Length: {len(seven)}\r\n\r\n".encode() + seven
    last = f"{head}Connection: close\r\nContent-Length: {len(seven)}\r\n\r\n".encode() + seven
    with connect(server) as connection:
        connection.sendall(one + one + last)
        received = b""
        while part := connection.recv(65536):
            received += part
    assert received.count(b"HTTP/1.1 200 OK") == received.count(b'"digit":7,"alternatives"') == 3


class Connection:
    """What Granian hands over of a connection: it keeps the answer."""

    answer = None

    def response_bytes(self, *answer):
        self.answer = answer

    async def client_disconnect(self):
        await asyncio.Event().wait()


def test_an_address_that_has_all_its_threads_is_told_so_in_its_language(monkeypatch):
    monkeypatch.setattr(gateway, "MAX_WAIT_S", 0.0)
    head = SimpleNamespace(
        server="127.0.0.1:80",
        client="127.0.0.1:5000",
        method="GET",
        path="/",
        query_string="",
        http_version="1.1",
        scheme="http",
        headers={"accept-language": "zh-CN"},
    )
    left = threading.Event()

    def answer(_environ, start_response):
        left.wait()
        start_response("200 OK", [])
        return [b"read"]

    async def ask_all():
        door = gateway.Gateway(answer, patience_s=1, max_bytes=1)
        connections = [Connection() for _ in range(gateway.MAX_OF_ADDRESS + 1)]
        async with asyncio.TaskGroup() as tasks:
            asked = [tasks.create_task(door.__rsgi__(head, each)) for each in connections]
            await asked[-1]
            left.set()
        return [each.answer for each in connections]

    *answered, (status, headers, body) = asyncio.run(ask_all())
    assert {(status, body) for status, _, body in answered} == {(200, b"read")}
    assert status == 503 and dict(headers)["retry-after"] == "5"
    problem = json.loads(body)
    assert problem["code"] == "busy" and problem["detail"].startswith("服务器繁忙")
