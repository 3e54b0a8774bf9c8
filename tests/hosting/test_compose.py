"""The services of compose.yaml, run together without an engine: what commands and settings do.

Left out are their images, their networks and what they may not do.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from contextlib import ExitStack

import psycopg
import pytest

from tests.hosting.compose import services
from tests.hosting.programs import free_port, running, status
from tests.support.ensure_redis import find_redis
from tests.support.lacking import lacking
from tests.support.locks import ROOT
from tests.support.owner import TOKEN, call, has_ended, predict, queue, until
from tests.web.test_server import ask
from webapp.config import MAX_BODY_BYTES

LOOPBACK = "127.0.0.1"
CADDYFILE = ROOT / "docs" / "hosting" / "Caddyfile"
VALUES = {"DOMAIN": "127.0.0.1", "OWNER_TOKEN": TOKEN, "POSTGRES_PASSWORD": "given"}


@pytest.fixture(scope="module")
def caddy():
    """Caddy's program; without it its tests are skipped, but not in CI."""
    program = shutil.which("caddy")
    if program is None:
        lacking("Caddy", "ensure_caddy")
    return program


@pytest.fixture(scope="module")
def redis():
    """Redis's program; without it its tests are skipped, but not in CI."""
    program = find_redis()
    if program is None:
        lacking("Redis", "ensure_redis")
    return str(program)


@pytest.fixture(scope="module")
def database(postgres_server):
    """The address of an empty database."""
    name = f"compose_{secrets.token_hex(4)}"
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield postgres_server.url(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def together(caddy, redis, database, tmp_path_factory):
    """The proxy and two servers, with Redis, Dask's scheduler and a worker."""
    folder = tmp_path_factory.mktemp("compose")
    described = services(VALUES)
    scheduler, front, counter = free_port(), free_port(), free_port()
    ports = [free_port(), free_port()]
    addresses = {
        "scheduler:8786": f"{LOOPBACK}:{scheduler}",
        "redis:6379": f"{LOOPBACK}:{counter}",
        "0.0.0.0": LOOPBACK,
    }

    def here(text):
        """Return an argument or a setting with this machine's addresses."""
        for there, address in addresses.items():
            text = text.replace(there, address)
        programs = {"python": sys.executable, "redis-server": redis, "8786": str(scheduler)}
        return programs.get(text, text)

    def command(name):
        return [here(argument) for argument in described[name]["command"]]

    settings = {name: here(text) for name, text in described["app"]["environment"].items()}
    settings["DATABASE_URL"] = database
    env = {**os.environ, "PYTHONPATH": str(ROOT), "HOST": "0.0.0.0", "LOG_FORMAT": "json"}
    serve = [sys.executable, "-m", "webapp"]
    with ExitStack() as stack:

        def start(name, line, port, **more):
            return stack.enter_context(
                running(line, port, {**env, **more}, folder / f"{name}.log", folder)
            )

        reached = ("--bind", LOOPBACK, "--port", str(counter))
        start("redis", [*command("redis"), *reached], counter)
        start("scheduler", command("scheduler"), scheduler)
        start("worker", command("worker"), scheduler)
        # Both at once, with an empty database.
        apps = [
            start(f"app{n}", serve, n, **settings, PORT=str(n), INSTANCE_PATH=str(folder / str(n)))
            for n in ports
        ]
        file = folder / "Caddyfile"
        file.write_text(caddyfile_for(ports))
        homes = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        line = [caddy, "run", "--config", str(file), "--adapter", "caddyfile"]
        proxy = start("proxy", line, front, DOMAIN=f"http://127.0.0.1:{front}", **homes)
        yield proxy.wait(), [app.wait() for app in apps]


def caddyfile_for(ports):
    """Return the Caddyfile for servers on ports of this machine, without its own control port.

    A server that is gone is left alone for minutes, however slow the machine is.
    """
    servers = " ".join(f"{LOOPBACK}:{port}" for port in ports)
    text, count = re.subn(r"dynamic a app 8000 \{[^}]*\}", f"to {servers}", CADDYFILE.read_text())
    text, patient = re.subn("fail_duration 5s", "fail_duration 5m", text)
    assert count == patient == 1
    return text.replace("{\n", "{\n\tadmin off\n", 1)


def test_the_caddyfile_is_one_and_lets_every_picture_through(caddy, tmp_path):
    env = {**os.environ, "DOMAIN": "inknet.example", "XDG_DATA_HOME": str(tmp_path)}

    def run(*arguments):
        return subprocess.run([caddy, *arguments], env=env, capture_output=True, check=True).stdout

    adapter = ("--adapter", "caddyfile")
    run("validate", "--config", CADDYFILE, *adapter)
    assert run("fmt", CADDYFILE).decode() == CADDYFILE.read_text()
    (limit,) = re.findall(rb'"max_size":(\d+)', run("adapt", "--config", CADDYFILE, *adapter))
    assert MAX_BODY_BYTES < int(limit) < 2 * MAX_BODY_BYTES


def test_a_drawing_is_answered_through_the_proxy(together, seven):
    proxy, apps = together
    assert [predict(proxy, seven)["digit"] for _ in range(4)] == [7] * 4
    assert status(f"{proxy.url}/readyz") == 200
    assert [predict(app, seven)["digit"] for app in apps] == [7, 7]


def test_a_run_is_trained_by_dask_and_seen_by_every_server(together):
    proxy, apps = together
    run_id = queue(proxy, epochs=1)
    assert until(proxy, run_id, has_ended)["status"] == "finished"
    for app in apps:
        assert call(app, "GET", f"/runs/{run_id}")["epochs_done"] == 1


def test_whoever_signs_in_at_one_server_is_signed_in_at_the_other(together):
    _, (first, second) = together
    origin = {"Origin": f"https://{VALUES['DOMAIN']}"}
    form = urllib.parse.urlencode({"token": TOKEN})
    headers = {**origin, "Content-Type": "application/x-www-form-urlencoded"}
    # By hand: the cookie is for TLS alone, which Caddy ends in front of the servers.
    answer = ask(first, "POST", "/sign-in", form, headers)
    assert answer.status == 303 and "Secure" in answer.headers["Set-Cookie"]
    cookie = {"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}
    body = json.dumps({"recipe": "no such recipe"}).encode()
    headers = {"Content-Type": "application/json", **origin, **cookie}
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(f"{second.url}/api/runs", body, headers))
    assert refused.value.code == 422  # not 401: the owner asked, for what does not exist
    refused.value.close()


def test_wrong_tokens_are_counted_by_both_servers_together(together):
    _, (first, second) = together
    stranger = {"Authorization": "Bearer a wrong token", "X-Forwarded-For": "203.0.113.9"}
    tried = [status(f"{server.url}/metrics", **stranger) for server in [first] * 5 + [second]]
    assert tried[-1] == 429 and 429 not in tried[:-1], tried


def test_the_proxy_goes_on_with_the_server_that_is_left(together, seven):
    proxy, apps = together
    apps[0].stop()
    # Each is asked half of the time: the proxy has learned by then that one is gone.
    assert [status(f"{proxy.url}/healthz") for _ in range(20)] == [200] * 20
    # Before 2.11.2, Caddy does not send a drawing to a second server when the first is gone.
    assert [predict(proxy, seven)["digit"] for _ in range(4)] == [7] * 4
