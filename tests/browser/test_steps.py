"""The panel that shows how the network came to see a drawing, step by step."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.drawing import draw
from tests.browser.strokes import DIGITS

LOADED = """() => [...document.querySelectorAll("#steps-list img")]
  .every((image) => image.complete && image.naturalWidth > 0)"""


def open_panel(page: Page) -> None:
    page.locator("#steps summary").click()


@pytest.mark.parametrize("window", DEVICES)
def test_each_step_is_shown_once_the_panel_is_open(open_page: OpenPage, window: str) -> None:
    page = open_page("/", **DEVICES[window])
    draw(page, DIGITS[3])
    expect(page.locator("#digit")).to_have_text("3")
    expect(page.locator("#steps-list img")).to_have_count(0)
    open_panel(page)
    pictures = page.locator("#steps-list figure")
    expect(pictures).to_have_text(
        ["All ink", "Cut out", "Scaled to 20 pixels", "Centred: its input"]
    )
    expect(page.locator("#steps-hint")).to_contain_text("times as wide as those of MNIST")
    assert page.evaluate(LOADED)
    seen = page.locator("#seen img").get_attribute("src")
    assert pictures.nth(3).locator("img").get_attribute("src") == seen
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_follows_the_drawing_and_is_emptied_with_it(open_page: OpenPage) -> None:
    page = open_page("/")
    open_panel(page)
    expect(page.locator("#steps-hint")).to_contain_text("Draw something")
    draw(page, DIGITS[1])
    expect(page.locator("#steps-list figure")).to_have_count(4)
    page.locator("#clear").click()
    expect(page.locator("#steps-list figure")).to_have_count(0)
    expect(page.locator("#steps-hint")).to_contain_text("Draw something")


def test_what_is_odd_is_said_plainly(open_page: OpenPage) -> None:
    page = open_page("/")
    open_panel(page)
    page.locator("#width").fill("32")
    draw(page, [[(x * 0.3 + 100, y * 0.3 + 100) for x, y in DIGITS[1][0]]])
    # Where its strokes are known they are drawn again, however thick the pen was.
    hint = page.locator("#steps-hint")
    expect(hint).to_contain_text("drawn again with a pen that suits")
    expect(hint).not_to_contain_text("thick")
    # Once ink may have been rubbed out, the picture alone is read.
    page.locator("#eraser").click()
    draw(page, [[(20, 20), (40, 20)]])
    expect(hint).to_contain_text("Drawn very thick:")
    expect(hint).to_contain_text("times MNIST's strokes.")


def test_nothing_is_explained_while_it_is_closed(open_page: OpenPage) -> None:
    page = open_page("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    draw(page, DIGITS[7])
    expect(page.locator("#digit")).to_have_text("7")
    assert asked and not any("explain" in url for url in asked if "predictions" in url)
