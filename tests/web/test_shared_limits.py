"""Limits that several servers share through Redis, and what becomes of them without it."""

from __future__ import annotations

import json
from contextlib import ExitStack

import pytest

from tests.support.ensure_redis import find_redis
from tests.support.lacking import lacking
from tests.support.patience import eventually
from tests.support.redis_server import redis_server
from tests.support.servers import refuse_here, serving
from tests.web.test_server import ask

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PICTURE = {"Content-Type": "image/png"}


@pytest.fixture
def redis():
    """A Redis server; where there is none its tests are skipped, but not in CI."""
    program = find_redis()
    if program is None:
        lacking("Redis", "ensure_redis")
    with redis_server(program) as server:
        yield server


@pytest.fixture
def two_servers(tmp_path, redis):
    """Two servers that answer one prediction a second and address, all together."""
    with ExitStack() as stack:
        servers = []
        for name in ("first", "second"):
            folder = tmp_path / name
            folder.mkdir()
            settings = {"PREDICTIONS_PER_SECOND": "1", "REDIS_URL": redis.url}
            servers.append(stack.enter_context(serving(folder, **settings)))
        yield servers


def predict(server, seven):
    return ask(server, "POST", "/api/predictions", seven, PICTURE)


def guess(server):
    return ask(server, "POST", "/sign-in", "token=a+wrong+guess", FORM).status


def test_servers_share_limits(two_servers, seven):
    first, second = two_servers
    # Seconds end between two requests, now and then: then the next second begins with the first.
    eventually(
        lambda: (predict(first, seven).status, predict(second, seven).status),
        lambda statuses: statuses == (200, 429),
    )
    guesses = [guess(server) for server in (first, second) * 3]
    # Minutes end as well: then the count begins anew, and ends in the same way.
    assert 429 in guesses or 429 in [guess(second) for _ in range(5)]


def test_without_redis_each_server_counts_for_itself_and_answers(two_servers, redis, seven):
    first, second = two_servers
    assert predict(first, seven).status == 200
    redis.kill()
    for server in (first, second):
        answer = eventually(
            lambda server=server: predict(server, seven), lambda answer: answer.status == 200
        )
        assert json.loads(answer.body)["digit"] == 7
        eventually(
            lambda server=server: predict(server, seven).status, lambda status: status == 429
        )
        eventually(lambda server=server: guess(server), lambda status: status == 429)
    assert "in-memory storage" in first.log.read_text()


def test_a_server_starts_without_its_redis(tmp_path, seven):
    settings = {"REDIS_URL": "redis+unix:///nowhere/redis.sock", "PREDICTIONS_PER_SECOND": "20"}
    with serving(tmp_path, **settings) as server:
        assert predict(server, seven).status == 200


def test_an_address_of_something_else_is_refused(tmp_path):
    status, text = refuse_here(PORT="0", INSTANCE_PATH=str(tmp_path), REDIS_URL="localhost:6379")
    assert status == 2 and "REDIS_URL must be" in text
