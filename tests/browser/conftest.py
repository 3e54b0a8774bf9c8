"""The real server on a free port and a real Chromium, watched for errors on every page."""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, Route, expect

from nnet.core.data import Splits, load_mnist
from nnet.jobs.experiment import run_experiment
from nnet.models.recipes import recipe_config
from nnet.store.run_queue import request_action
from nnet.store.run_states import TRAINING, WrongStatus
from nnet.store.runs import RunStore
from nnet.store.tables import Run
from tests.browser.charts import STAND_IN
from tests.browser.contexts import ContextPool
from tests.browser.devices import DESKTOP
from tests.browser.ensure_browser import find_browser
from tests.browser.waiting import TIMEOUT_MS
from tests.support.servers import STOP_S, Server, serving
from tests.support.sketches import digit

OpenPage = Callable[..., Page]

expect.set_options(timeout=TIMEOUT_MS)


SOON = ("/evaluation", "/pictures", "/inside/exciting", "/inside/accuracy")
"""What has to wait now and then while test digits are read for somebody else."""


def draw_nothing(route: Route) -> None:
    """Answer with a stand-in for Plotly."""
    route.fulfill(body=STAND_IN, content_type="text/javascript")


def is_told_to_come_again(message: ConsoleMessage) -> bool:
    """Tell whether the browser logged that what reads test digits has to wait for others."""
    path = message.location["url"].partition("?")[0]
    return "503" in message.text and path.endswith(SOON)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start ``python -m webapp`` as a user would; what it logs is shown beside a failure."""
    with serving(tmp_path_factory.mktemp("instance"), new=True) as server:
        yield server


@pytest.fixture(autouse=True)
def runs_end_with_their_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """Stop what a test, one that failed perhaps, leaves in the queue: other tests' runs wait."""
    yield
    if "server" not in request.fixturenames:
        return
    server = request.getfixturevalue("server")
    store = RunStore(f"sqlite:///{server.environment['INSTANCE_PATH']}/runs.db")
    try:
        with store.reading() as session:
            left = session.scalars(sa.select(Run.id).where(Run.status.in_(("queued", *TRAINING))))
            waiting = list(left)
        for run_id in waiting:
            with suppress(WrongStatus):  # it ended by itself just now, or is about to
                request_action(store, run_id, "stop")
    finally:
        store.close()


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
def make_run(server: Server, few: Splits) -> Callable[[], str]:
    """A function that trains for an epoch and returns the run's id."""
    numbers = itertools.count(1)
    splits = dataclasses.replace(few, training=load_mnist().training[:10_000])

    def make_run() -> str:
        store = RunStore(f"sqlite:///{server.environment['INSTANCE_PATH']}/runs.db")
        # The shipped run of the recipe has the name that it would get by itself.
        name = f"one epoch, {next(numbers)}"
        run_id = run_experiment(recipe_config("nielsen", epochs=1), store, splits, name).run_id
        store.close()
        return run_id

    return make_run


@pytest.fixture(scope="session")
def trained_run(make_run: Callable[[], str]) -> str:
    """The id of a run that has finished, whose network the server's store holds."""
    return make_run()


@pytest.fixture(scope="session")
def shared(server: Server) -> str:
    """The address of a shared 3, for those who only look at it."""
    body = json.dumps({"strokes": digit(3)}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{server.url}/api/drawings", body, headers)
    with urllib.request.urlopen(request, timeout=STOP_S) as answer:
        return str(json.load(answer)["url"])


def watch(page: Page, path: str, site: str, faults: list[str], tolerate: str | None = None) -> None:
    """Note a page's errors, and what it asks for elsewhere than below the site's address."""

    def is_brought_about(text: str) -> bool:
        return tolerate is not None and text.startswith(tolerate)

    def log(message: ConsoleMessage) -> None:
        expected = is_brought_about(message.text) or is_told_to_come_again(message)
        if message.type == "error" and not expected:
            faults.append(f"error on {path}: {message.text} ({message.location['url']})")

    origin = re.match("https?://[^/]+", site)
    own = (site, "data:", f"blob:{origin[0] if origin else site}")

    def check(request: Request) -> None:
        if not request.url.startswith(own):
            faults.append(f"{path} asks elsewhere: {request.url}")

    page.on("console", log)

    def fail(error: Error) -> None:
        if not is_brought_about(error.message):
            faults.append(f"exception on {path}: {error}")

    page.on("pageerror", fail)
    page.on("request", check)


@pytest.fixture(scope="session")
def contexts(browser: Browser, base_url: str) -> Iterator[ContextPool]:
    """What pages are opened in."""
    pool = ContextPool(browser, base_url)
    yield pool
    pool.close()


@pytest.fixture
def open_page(
    contexts: ContextPool, base_url: str, request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """Open pages, each of another visitor, that log no error and load from no other host.

    ``tolerate`` is the beginning of error messages that the test itself brings about. Without
    ``charts`` the pages get what a chart is to show, but draw none. What moves costs a third of all
    drawing: nothing does unless a test asks for it.

    A test marked ``own_context`` is by browsers that have loaded nothing of the site before and
    that nobody uses after it: their clock, and scripts that they begin with, stay changed. Nothing
    is kept for later in the background unless a test is about that.
    """
    faults: list[str] = []
    has_own = request.node.get_closest_marker("own_context") is not None

    def open_page(
        path: str, tolerate: str | None = None, charts: bool = True, **options: Any
    ) -> Page:
        options = {**DESKTOP, "reduced_motion": "reduce", "service_workers": "block", **options}
        context = contexts.take(options, new=has_own)
        context.set_default_timeout(TIMEOUT_MS)
        if not charts:
            context.route("**/vendor/plotly-*", draw_nothing)
        page: Page = context.new_page()
        watch(page, path, base_url, faults, tolerate)
        page.goto(path)
        return page

    yield open_page
    contexts.give_back(discard=has_own)
    assert faults == []
