"""A real server, and a visitor to it in each engine there is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.engine import Engine
from tests.engines.firefox import Firefox, find_firefox
from tests.engines.visitor import Visitor
from tests.engines.webkit import WebKit, find_screen, find_webkit
from tests.support.servers import Server, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start ``python -m webapp`` as a user would."""
    with serving(tmp_path_factory.mktemp("instance")) as server:
        yield server


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Start a browser, or leave its tests out where it is not to be had."""
    folder = tmp_path_factory.mktemp("engine")
    engine = start(request.param, folder)
    if engine is None:
        missing = f"There is no {request.param} here: python -m tests.engines.ensure_engines"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    yield engine
    engine.close()


def start(name: str, folder: Path) -> Engine | None:
    """Start the engine of this name, unless there is none."""
    if name == "firefox":
        firefox = find_firefox()
        return Firefox(firefox, folder) if firefox else None
    webkit = find_webkit()
    return WebKit(webkit, folder) if webkit and find_screen() else None


@pytest.fixture(scope="module")
def visitor(engine: Engine, server: Server) -> Visitor:
    """Somebody with that browser."""
    return Visitor(engine, server.url)
