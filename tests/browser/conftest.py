"""The real server on a free port and a real Chromium, watched for errors on every page."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

from nnet.store.runs import RunStore
from tests.browser.devices import DESKTOP
from tests.browser.ensure_browser import find_browser
from tests.support.servers import ROOT, Server, serving

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start ``python -m webapp`` as a user would; what it logs is shown beside a failure."""
    with serving(tmp_path_factory.mktemp("instance")) as server:
        yield server


@pytest.fixture
def store(server: Server) -> Iterator[RunStore]:
    """The store of the server under test."""
    store = RunStore(f"sqlite:///{server.environment['INSTANCE_PATH']}/runs.db")
    yield store
    store.close()


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


@pytest.fixture(scope="session")
def make_run(server: Server) -> Callable[[], str]:
    """A function that trains for an epoch and returns the run's id."""

    numbers = itertools.count(1)

    def make_run() -> str:
        # The shipped run of the recipe has the name that it would get by itself.
        name = f"one epoch, {next(numbers)}"
        train = [sys.executable, "-m", "nnet", "train", "--recipe", "nielsen", "--epochs", "1"]
        command = [*train, "--name", name]
        trained = subprocess.run(
            command, cwd=ROOT, env=server.environment, capture_output=True, text=True, check=True
        )
        found = re.search(r"Run (\w+) finished", trained.stdout)
        assert found, trained.stdout
        return found[1]

    return make_run


@pytest.fixture(scope="session")
def trained_run(make_run: Callable[[], str]) -> str:
    """The id of a run that has finished, whose network the server's store holds."""
    return make_run()


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
