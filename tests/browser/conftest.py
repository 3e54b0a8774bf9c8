"""The real server on a free port and a real Chromium, watched for errors on every page."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.browser.devices import DESKTOP
from tests.browser.ensure_browser import find_browser

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 60

OpenPage = Callable[..., Page]


@dataclass(frozen=True)
class Server:
    """A running server, the folder of its data and the log that it writes."""

    url: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes]
    log: Path


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Server]:
    """Start ``python -m webapp`` as a user would; show its log when something failed."""
    folder = tmp_path_factory.mktemp("server")
    port = _free_port()
    environment = {
        **os.environ,
        "INSTANCE_PATH": str(folder / "instance"),
        "PREDICTIONS_PER_SECOND": "0",
        "PYTHONUNBUFFERED": "1",
    }
    environment.pop("DATABASE_URL", None)
    log = folder / "server.log"
    command = [sys.executable, "-m", "webapp", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    running = Server(f"http://127.0.0.1:{port}", environment, process, log)
    try:
        _wait_until_ready(running)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=30)
        if request.session.testsfailed:
            print(f"\n--- log of the server ---\n{log.read_text(errors='replace')}")


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    """Let ``page.goto("/")`` mean the server under test."""
    return server.url


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Start whichever Chromium this machine has."""
    options = find_browser()
    if options is None:
        pytest.fail("No Chromium starts. Run python -m tests.browser.ensure_browser first.")
    return options


@pytest.fixture
def open_page(new_context: Callable[..., Any], base_url: str) -> Iterator[OpenPage]:
    """Open pages that may neither log an error nor load anything from another host.

    ``tolerate`` is the beginning of error messages that the test itself brings about.
    """
    faults: list[str] = []

    def open_page(path: str, tolerate: str | None = None, **options: Any) -> Page:
        page: Page = new_context(**{**DESKTOP, **options}).new_page()

        def log(message: ConsoleMessage) -> None:
            expected = tolerate is not None and message.text.startswith(tolerate)
            if message.type == "error" and not expected:
                faults.append(f"error on {path}: {message.text}")

        def check(request: Request) -> None:
            if not request.url.startswith((base_url, "data:", f"blob:{base_url}")):
                faults.append(f"{path} asks another host: {request.url}")

        page.on("console", log)
        page.on("pageerror", lambda error: faults.append(f"exception on {path}: {error}"))
        page.on("request", check)
        page.goto(path)
        return page

    yield open_page
    assert faults == []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{server.url}/readyz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    log = server.log.read_text(errors="replace")
    pytest.fail(f"The server did not become ready. Its log:\n{log}", pytrace=False)
