"""Waiting for conditions that no locator tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

POLL_MS = 50
TIMEOUT_MS = 60_000
"""How long any condition is waited for: no test needs a quick machine."""

TRAINING_TIMEOUT_MS = 300_000
"""The same for what a process has to be started and a network trained for."""


def wait_until(page: Page, condition: Callable[[], bool], timeout_ms: int = TIMEOUT_MS) -> None:
    """Let the page go on until the condition holds."""
    for _ in range(timeout_ms // POLL_MS):
        if condition():
            return
        page.wait_for_timeout(POLL_MS)
    raise AssertionError("What was waited for did not happen.")


def wait_for_script(page: Page, script: str, arg: Any = None, timeout_ms: int = TIMEOUT_MS) -> None:
    """Wait until a script gives something true.

    Playwright's own wait_for_function evaluates text within the page, which the pages' content
    security policy rightly forbids.
    """
    wait_until(page, lambda: bool(page.evaluate(script, arg)), timeout_ms)
