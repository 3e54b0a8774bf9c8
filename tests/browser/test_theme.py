"""Light or dark: as the system prefers, or as the reader chose at the foot of a page."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.charts import wait_for_histories
from tests.browser.conftest import OpenPage
from tests.browser.drawing import draw
from tests.browser.strokes import DIGITS
from tests.browser.waiting import wait_for_script

pytestmark = pytest.mark.own_context

LIGHT, DARK = "rgb(245, 241, 232)", "rgb(22, 21, 19)"
NOTE_FIRST_THEME = """new MutationObserver((changes, observer) => {
  if (!document.body) return;
  window.firstTheme = document.documentElement.dataset.theme;
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });"""
SHEET = """() => document.getElementById("pad").getContext("2d").getImageData(0, 0, 1, 1).data[0]"""


def choose(page: Page, name: str) -> None:
    """Press a button of the theme switch."""
    page.get_by_role("group", name="Theme").get_by_role("button", name=name).click()


def paper(page: Page) -> Any:
    """Return the colour behind everything."""
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def browser_colour(page: Page) -> Any:
    """Return the colour that the page asks for around itself."""
    return page.evaluate(
        "[...document.querySelectorAll('meta[name=theme-color]')]"
        ".find(({ media }) => matchMedia(media).matches).content"
    )


def test_the_choice_is_kept_and_there_before_the_page_is_painted(open_page: OpenPage) -> None:
    page = open_page("/about", color_scheme="light")
    assert paper(page) == LIGHT and browser_colour(page) == "#f5f1e8"
    choose(page, "Dark")
    assert paper(page) == DARK and browser_colour(page) == "#161513"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.context.add_init_script(NOTE_FIRST_THEME)
    page.goto("/privacy")
    assert page.evaluate("window.firstTheme") == "dark"
    assert paper(page) == DARK
    dark = page.get_by_role("group", name="Theme").get_by_role("button", name="Dark")
    expect(dark).to_have_attribute("aria-pressed", "true")
    choose(page, "System")
    assert paper(page) == LIGHT and browser_colour(page) == "#f5f1e8"
    page.emulate_media(color_scheme="dark")
    assert paper(page) == DARK
    choose(page, "Light")
    assert paper(page) == LIGHT
    page.reload()
    assert paper(page) == LIGHT


def test_what_is_drawn_follows_the_choice(open_page: OpenPage) -> None:
    page = open_page("/", color_scheme="light")
    draw(page, DIGITS[3])  # painted on the sheet
    assert page.evaluate(SHEET) > 200
    choose(page, "Dark")
    wait_for_script(page, f"() => ({SHEET})() < 60")
    page.goto("/dashboard")
    wait_for_histories(page)
    label = page.locator("#accuracy-chart text").first
    lightness = "node => Number(getComputedStyle(node).fill.match(/\\d+/)[0])"
    assert label.evaluate(lightness) > 120
    choose(page, "Light")
    wait_for_script(
        page,
        "() => Number(getComputedStyle(document.querySelector('#accuracy-chart text'))"
        ".fill.match(/\\d+/)[0]) < 120",
    )


def test_other_tabs_follow_the_choice(open_page: OpenPage) -> None:
    page = open_page("/about", color_scheme="light")
    other = page.context.new_page()
    other.goto("/privacy")
    choose(page, "Dark")
    wait_for_script(other, "() => document.documentElement.dataset.theme === 'dark'")


def test_without_storage_the_choice_holds_for_the_page(open_page: OpenPage) -> None:
    page = open_page("/about", color_scheme="light")
    page.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException(); } })"
    )
    page.reload()
    choose(page, "Dark")
    assert paper(page) == DARK
