"""Nothing that tells who a visitor was is written anywhere."""

from __future__ import annotations

import json

from tests.support.servers import serving
from tests.support.sketches import digit
from tests.web.test_server import ask

VISITOR = "203.0.113.77"
AGENT = "a browser of somebody's own"
FROM = {"X-Forwarded-For": VISITOR, "User-Agent": AGENT, "Referer": "https://private.example/page"}


def test_no_visitor_leaves_a_trace_but_what_was_shared(instance, seven):
    as_json = {"Content-Type": "application/json", **FROM}
    settings = {"PROXIES": "1", "LOG_FORMAT": "json", "OWNER_TOKEN": "a token of the tests"}
    with serving(instance, **settings) as server:
        assert ask(server, "GET", "/", headers=FROM).status == 200
        picture = {"Content-Type": "image/png", **FROM}
        assert ask(server, "POST", "/api/predictions", seven, picture).status == 200
        body = json.dumps({"strokes": digit(3)}).encode()
        assert ask(server, "POST", "/api/drawings", body, as_json).status == 201
        assert ask(server, "GET", "/api/runs?name=somebody", headers=FROM).status == 422
        wrong = {"Authorization": "Bearer a guess of somebody's", **as_json}
        assert ask(server, "PUT", "/api/model", b"{}", wrong).status == 401
        assert ask(server, "GET", "/sign-in?token=used-up", headers=FROM).status == 401
    written = {path: path.read_bytes() for path in instance.rglob("*") if path.is_file()}
    assert b'"route": "/api/drawings"' in written[server.log]
    for path, content in written.items():
        for trace in (VISITOR, AGENT, "private.example", "somebody", "used-up"):
            assert trace.encode() not in content, (path, trace)
