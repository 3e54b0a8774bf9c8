"""Takes the pictures of the pages that the README and links show: ``make pictures``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.drawing import draw
from tests.browser.ensure_browser import find_browser
from tests.browser.strokes import DIGITS
from tests.browser.take_icons import take_icons
from tests.support.servers import ROOT, serving
from tests.support.shipped import SHIPPED

FOLDER = ROOT / "docs" / "images"
PREVIEW = ROOT / "static" / "img" / "preview.png"
"""What chat programs show of a link to these pages, as large as they show whole."""

PREVIEW_SIZE = {"width": 1200, "height": 630}
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

        def open_page(viewport: dict[str, int]) -> Page:
            still = {"viewport": viewport, "reduced_motion": "reduce", "base_url": server.url}
            return browser.new_page(**still)  # type: ignore[arg-type]

        for suffix, viewport in (("", DESKTOP), ("-phone", PHONE)):
            page = open_page(viewport)
            _draw_a_three(page)
            page.screenshot(path=FOLDER / f"draw{suffix}.png")
            page.goto("/dashboard")
            expect(page.locator("#accuracy-drawn .curves__line")).to_have_count(len(SHIPPED))
            expect(page.locator("#feed-state")).to_have_attribute("data-state", "live")
            page.screenshot(path=FOLDER / f"dashboard{suffix}.png")
        page = open_page(PREVIEW_SIZE)
        _draw_a_three(page)
        page.screenshot(path=PREVIEW)
        take_icons(browser)
        browser.close()


def _draw_a_three(page: Page) -> None:
    page.goto("/")
    draw(page, DIGITS[3])
    expect(page.locator("#digit")).to_have_text("3")


if __name__ == "__main__":
    main()
