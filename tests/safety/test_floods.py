"""Requests that are too much: nested, numerous, endless, or not as long as they say."""

from __future__ import annotations

import json

import pytest

from tests.safety.sending import PREDICT, exchange, predict
from tests.safety.watching import within_memory
from tests.support.problems import assert_problem
from tests.support.servers import serving
from tests.web.test_server import ask

TOKEN = "a token of the tests"
JSON = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
FORM = "Content-Type: multipart/form-data; boundary=x\r\n"
PART = b'--x\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A real server."""
    with serving(tmp_path_factory.mktemp("instance"), OWNER_TOKEN=TOKEN) as server:
        yield server


@pytest.fixture(autouse=True)
def others_are_answered(server, seven):
    """Whatever was sent: memory stays within its limit, and the next drawing is read."""
    with within_memory(server):
        yield
    assert predict(server, seven) == 200
    assert server.log.read_text() == ""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * MIB, id="nested lists"),
        pytest.param('{"a":' * 400_000, id="nested objects"),
        pytest.param('{"recipe":' + "[" * 100_000 + "]" * 100_000 + "}", id="whole nested lists"),
        pytest.param("1" * MIB, id="a number of a million digits"),
        pytest.param('{"recipe": ' + "9" * MIB + "}", id="the same in its place"),
        pytest.param('{"name": 1e' + "9" * MIB + "}", id="a huge exponent"),
        pytest.param('{"recipe": "nielsen", "overrides": {"epochs": 1e400}}', id="infinity"),
        pytest.param('{"recipe": "nielsen", "overrides": {"seed": -0.0}}', id="minus nothing"),
        pytest.param("{" + ",".join(f'"k{i}":0' for i in range(40_000)) + "}", id="many keys"),
        pytest.param('{"recipe": "' + "a" * 2 * MIB + '"}', id="a long text"),
        pytest.param('{"recipe": "' + "\\ud800" * 300_000 + '"}', id="half characters"),
        pytest.param('{"recipe": "nielsen", "overrides": ' * 3, id="unfinished"),
        pytest.param('{"a": 1}' * 100_000, id="one after the other"),
        pytest.param(
            '{"recipe": "nielsen", "overrides": {"layers": ['
            + ",".join(['{"type": "dense", "units": 1000000}'] * 40_000)
            + "]}}",
            id="many layers",
        ),
        pytest.param(
            '{"recipe": "nielsen", "overrides": {"layers": [{"type": "dense", "units": 99999999},'
            '{"type": "dense", "units": 99999999}, {"type": "dense", "units": 10}]}}',
            id="huge layers",
        ),
        pytest.param(
            '{"recipe": "nielsen", "overrides": {"layers": [{"type": "unflatten", '
            '"shape": [784, 1, 1]}]}}',
            id="settings of another kind",
        ),
        pytest.param("\0" * MIB, id="NULs"),
        pytest.param("\ufeff{}", id="byte order mark"),
    ],
)
@pytest.mark.parametrize("path", ["/api/runs", "/api/configurations"])
def test_no_json_is_too_much(server, path, text):
    answer = ask(server, "POST", path, text.encode(), JSON)
    if answer.status == 200:  # It tells what is wrong with layers.
        assert json.loads(answer.body)["problem"]
    else:
        assert_problem(answer, answer.status, json.loads(answer.body)["code"])
        assert answer.status in (400, 413, 422)
        assert len(answer.body) < 10_000


def lengths(*headers):
    return "".join(f"{header}\r\n" for header in headers)


@pytest.mark.parametrize(
    ("headers", "body", "statuses"),
    [
        pytest.param(["Content-Length: -1"], b"", {400}, id="negative"),
        pytest.param(["Content-Length: 1e3"], b"", {400}, id="not a number"),
        pytest.param(["Content-Length: 0x10"], b"", {400}, id="hexadecimal"),
        pytest.param(["Content-Length: "], b"", {400}, id="empty"),
        pytest.param(["Content-Length: +5"], b"abcde", {400}, id="with a sign"),
        pytest.param(["Content-Length: 5, 5"], b"abcde", {400}, id="a list"),
        pytest.param(["Content-Length: 5", "Content-Length: 9"], b"abcde", {400}, id="two"),
        pytest.param([f"Content-Length: {10**9}"], b"", {413}, id="a gigabyte"),
        pytest.param([f"Content-Length: {2**63}"], b"", {400, 413}, id="two to the 63rd"),
        pytest.param([f"Content-Length: {10**30}"], b"", {400, 413}, id="more than that"),
        pytest.param(["Content-Length: \u0665"], b"abcde", {400}, id="Arabic"),
        pytest.param(["Transfer-Encoding: chunked"], b"0\r\n\r\n", {411}, id="chunked"),
        pytest.param(["Transfer-Encoding: chunked"], b"nonsense\r\n", {400, 411}, id="no chunk"),
        pytest.param(["Transfer-Encoding: chunked"], b"-5\r\n", {400, 411}, id="negative chunk"),
        pytest.param(
            ["Transfer-Encoding: chunked"], b"f" * 40 + b"\r\n", {400, 411}, id="huge chunk"
        ),
        pytest.param(
            ["Transfer-Encoding: chunked"], b"1;" + b"x" * 200_000, {400, 411}, id="chunk's remark"
        ),
        pytest.param(["Transfer-Encoding: gzip"], b"", {400, 411, 501}, id="compressed"),
        pytest.param(
            ["Content-Length: 5", "Transfer-Encoding: chunked"],
            b"0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n",
            {400, 411},
            id="both",
        ),
    ],
)
def test_a_body_that_lies_about_its_length_is_refused(server, headers, body, statuses):
    head = PREDICT + "Content-Type: image/png\r\n" + lengths(*headers) + "\r\n"
    answer = exchange(server, head.encode(), body)
    assert answer is not None and answer.status in statuses, answer


def test_more_than_was_announced_is_no_part_of_the_picture(server, seven):
    head = PREDICT + f"Content-Type: image/png\r\nContent-Length: {len(seven)}\r\n\r\n"
    assert exchange(server, head.encode(), seven + b"\0" * 100_000).status == 200


def test_a_body_without_end_is_cut_off(server):
    """Chunk after chunk, to a call that takes bodies without their length."""
    head = "POST /api/runs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
    head += f"Content-Type: application/json\r\nAuthorization: Bearer {TOKEN}\r\n\r\n"
    answer = exchange(server, head.encode(), *[b"100000\r\n" + b" " * MIB + b"\r\n"] * 64)
    assert answer is None or answer.status in (400, 408, 413)


def form(body):
    """Return a form, whatever it holds, as a request."""
    return (PREDICT + FORM + f"Content-Length: {len(body)}\r\n\r\n").encode(), body


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(PART * 20_000 + b"--x--\r\n", id="many parts"),
        pytest.param(b"--x\r\n" * 400_000, id="many beginnings"),
        pytest.param(b"--x\r\n" + b"A: b\r\n" * 300_000 + b"\r\n\r\n--x--", id="many headers"),
        pytest.param(b"--x\r\nA: " + b"b" * 2_000_000 + b"\r\n\r\n--x--", id="a long header"),
        pytest.param(b"-" * 2_000_000, id="an endless boundary"),
        pytest.param(b"\r\n--" * 500_000, id="nearly boundaries"),
        pytest.param(b"\r" * 2_000_000, id="line ends"),
        pytest.param(PART + b"\r\n" * 1_000_000, id="no end"),
        pytest.param(PART[:30], id="no head"),
        pytest.param(PART.replace(b'"a"', b'"' + b"../" * 1000 + b'"') + b"x\r\n--x--", id="name"),
        pytest.param(PART.replace(b'"a"', b'"a\0<script>"') + b"x\r\n--x--", id="odd name"),
        pytest.param(b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--", id="no name"),
        pytest.param(
            b"--x\r\nContent-Disposition: form-data; name*=UTF-16''%00\r\n\r\n\r\n--x--",
            id="encoded",
        ),
    ],
)
def test_no_form_is_too_much(server, body):
    answer = exchange(server, *form(body))
    assert answer is not None and answer.status in (400, 413, 415, 422), answer


@pytest.mark.parametrize("boundary", ["", "a" * 50_000, '"', "\t", "é", "x; boundary=y", "=" * 70])
def test_no_boundary_does_harm(server, boundary):
    head = f"{PREDICT}Content-Type: multipart/form-data; boundary={boundary}\r\n"
    answer = exchange(server, f"{head}Content-Length: 5\r\n\r\n".encode(), b"--x--")
    assert answer is not None and answer.status in (400, 413, 415, 422, 431), answer


GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n"


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(
            b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", id="address"
        ),
        pytest.param(
            b"GET /?" + b"a=b&" * 60_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", id="query"
        ),
        pytest.param(GET + b"X: " + b"a" * 200_000 + b"\r\n\r\n", id="one header"),
        pytest.param(GET + b"Cookie: " + b"a=b;" * 60_000 + b"\r\n\r\n", id="cookies"),
        pytest.param(GET + b"X: y\r\n" * 5_000 + b"\r\n", id="many headers"),
        pytest.param(b"A" * 200_000 + b" / HTTP/1.1\r\nHost: localhost\r\n\r\n", id="method"),
        pytest.param(GET + b"X" * 200_000 + b": y\r\n\r\n", id="a header's name"),
        pytest.param(GET + b" folded: y\r\n\r\n", id="folded line"),
        pytest.param(GET + b"X: a\0b\r\n\r\n", id="NUL"),
        pytest.param(b"GET / HTTP/1.1\r\n" * 1000 + b"\r\n", id="many first lines"),
    ],
)
def test_no_head_is_too_much(server, head):
    answer = exchange(server, head)
    assert answer is None or 400 <= answer.status < 500, answer


def test_headers_as_long_as_they_may_be_are_read(server):
    for head in (
        GET + b"Cookie: inknet_session=" + b"a" * 50_000,
        GET + b"Accept: " + b"a,b" * 9000,
    ):
        assert exchange(server, head + b"\r\n\r\n").status == 200


def test_a_header_does_not_pass_for_another(server, seven):
    """Underscores and hyphens are the same to WSGI: X_Forwarded_For would be X-Forwarded-For."""
    head = PREDICT + "Content_Length: 5\r\nContent_Type: image/png\r\n\r\n"
    answer = exchange(server, head.encode())
    # Neither a type nor a length was heard of: the body is empty, and judged by its content.
    assert answer.status == 400 and b"The picture is empty" in answer.body
