"""Takes the pictures of the pages that the README shows: ``make pictures``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.drawing import draw
from tests.browser.ensure_browser import find_browser
from tests.browser.strokes import DIGITS
from tests.support.servers import ROOT, serving
from tests.support.shipped import SHIPPED

FOLDER = ROOT / "docs" / "images"
DESKTOP = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}


def main() -> None:
    """Draw a digit, open the dashboard, and save what is to be seen at both sizes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    options = find_browser() or {}
    with (
        tempfile.TemporaryDirectory() as instance,
        serving(Path(instance)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**options)  # type: ignore[arg-type]
        for suffix, viewport in (("", DESKTOP), ("-phone", PHONE)):
            page = browser.new_page(viewport=viewport, base_url=server.url)  # type: ignore[arg-type]
            _draw_a_three(page)
            page.screenshot(path=FOLDER / f"draw{suffix}.png")
            page.goto("/dashboard")
            expect(page.locator("#accuracy-drawn .curves__line")).to_have_count(len(SHIPPED))
            page.screenshot(path=FOLDER / f"dashboard{suffix}.png")
        browser.close()


def _draw_a_three(page: Page) -> None:
    page.goto("/")
    draw(page, DIGITS[3])
    expect(page.locator("#digit")).to_have_text("3")


if __name__ == "__main__":
    main()
