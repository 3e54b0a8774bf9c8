"""Finds a Chromium that starts, and installs one where there is none.

``python -m tests.browser.ensure_browser`` is what ``make test`` runs before the tests. It looks for
the one that the variable CHROMIUM names, for one of the system's and for Playwright's own. Where
none of them starts, it lets Playwright install its own, and where that cannot be fetched, Debian's
package manager.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from playwright.sync_api import Error, sync_playwright

from tests.support.debian import install

SHELL = "chromium-headless-shell"
"""Chromium without windows and what belongs to them: a third less work for each page."""

SYSTEM_NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    # What a page has loaded stays in the process for the next one of the same site.
    "--process-per-site",
]


def launch_options(executable: str | None) -> dict[str, object]:
    """Return Playwright's launch options; ``None`` means the browser that Playwright brought."""
    # Chromium refuses to sandbox itself for root, whom continuous integration often runs as.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    options: dict[str, object] = {"args": [*ARGUMENTS, *(["--no-sandbox"] if is_root else [])]}
    if executable is not None:
        options["executable_path"] = executable
    return options


def find_browser() -> dict[str, object] | None:
    """Return the launch options of the first browser that starts, or None."""
    with sync_playwright() as playwright:
        for candidate in _candidates():
            try:
                playwright.chromium.launch(**launch_options(candidate)).close()  # type: ignore[arg-type]
            except Error:
                continue
            return launch_options(candidate)
    return None


def _candidates() -> Iterator[str | None]:
    if named := os.environ.get("CHROMIUM"):
        yield named
    yield from filter(None, map(shutil.which, SYSTEM_NAMES))
    yield None


def _install() -> None:
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(playwright, check=False).returncode == 0 and find_browser():
        return
    install(SHELL)
    if find_browser() is None:
        install("chromium")


def main() -> None:
    """Make sure that a browser starts, or end with a line that says what to do."""
    if find_browser() is None:
        _install()
    if find_browser() is None:
        sys.exit(
            "No Chromium could be started or installed. Install Chromium or Google Chrome, or "
            "name one in the variable CHROMIUM, and run the tests again."
        )


if __name__ == "__main__":
    main()
