"""/metrics: figures for Prometheus, for the owner and programs on the same computer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from prometheus_client.parser import text_string_to_metric_families

from nnet.models.checkpoint import SHIPPED_MODEL, load_model
from tests.support.owner import TOKEN, predict
from tests.support.problems import assert_problem
from tests.support.servers import serving
from tests.web.test_server import ask

BEARER = {"Authorization": f"Bearer {TOKEN}"}
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


def figures(text):
    """Return each figure by its name and labels."""
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_and_predictions_are_counted(client, seven):
    for _ in range(3):
        client.post("/api/predictions", data=seven, content_type="image/png")
    client.post("/api/predictions", data=b"", content_type="image/png")
    client.get("/nowhere/at/all")
    answer = client.get("/metrics")
    found = figures(answer.text)
    assert answer.content_type.startswith("text/plain; version=")
    route = "/api/predictions"
    assert found["inknet_requests_total", *sorted([route, "200", "POST"])] == 3
    assert found["inknet_requests_total", *sorted([route, "400", "POST"])] == 1
    assert found["inknet_requests_total", "404", "unknown", "unknown"] == 1
    assert found["inknet_request_seconds_count", route] == 4
    assert found["inknet_request_seconds_sum", route] > 0
    assert found["inknet_predictions_total", "digit"] == 3
    sha256 = load_model(SHIPPED_MODEL).sha256
    assert found["inknet_active_model", *sorted(["", sha256])] == 1


def test_addresses_that_are_invented_are_not_kept(client):
    before = len(figures(client.get("/metrics").text))
    for number in range(50):
        client.get(f"/nowhere/{number}")
        client.open("/", method=f"METHOD{number}")
    assert len(figures(client.get("/metrics").text)) < before + 40


@pytest.mark.parametrize(
    "request_",
    [
        {"environ_base": ELSEWHERE},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"X-Forwarded-Proto": "https"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
        {"headers": {"Cf-Connecting-Ip": "127.0.0.1"}},
        {"headers": {"Host": "inknet.example"}},
        {"headers": {"Host": "localhost.evil.example:80"}},
    ],
)
def test_strangers_are_told_nothing(create, request_):
    client = create(HOST="0.0.0.0", OWNER_TOKEN=TOKEN).test_client()
    assert_problem(client.get("/metrics", **request_), 401, "unauthorized")
    headers = {**request_.get("headers", {}), **BEARER}
    assert client.get("/metrics", **{**request_, "headers": headers}).status_code == 200


def test_behind_a_proxy_nobody_can_pretend_to_be_here(create):
    client = create(HOST="0.0.0.0", PROXIES=1, OWNER_TOKEN=TOKEN).test_client()
    for claimed in ("127.0.0.1", "127.0.0.1, 192.0.2.7"):
        headers = {"X-Forwarded-For": claimed, "X-Forwarded-Host": "localhost"}
        assert_problem(client.get("/metrics", headers=headers), 401, "unauthorized")


def test_the_owners_browser_may_look(create):
    client = create(OWNER_TOKEN=TOKEN).test_client()
    client.post("/sign-in", data={"token": TOKEN}, environ_base=ELSEWHERE)
    assert client.get("/metrics", environ_base=ELSEWHERE).status_code == 200


def test_several_processes_count_together(tmp_path, seven):
    with serving(tmp_path, WORKERS="2") as server:
        with ThreadPoolExecutor(8) as threads:
            [*threads.map(lambda _: predict(server, seven), range(40))]
        found = figures(ask(server, "GET", "/metrics").body.decode())
    assert found["inknet_predictions_total", "digit"] == 40
