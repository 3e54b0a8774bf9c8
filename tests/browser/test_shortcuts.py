"""Keys of the drawing page mean the drawing, and nothing while something else has them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.drawing import draw
from tests.browser.strokes import DIGITS

PLAIN_KEYS = ["Backspace", "Delete", "Escape", "e"]


def open_with_a_seven(open_page: OpenPage) -> Page:
    page = open_page("/")
    draw(page, DIGITS[7])
    expect(page.locator("#digit")).to_have_text("7")
    return page


def expect_nothing_happened(page: Page) -> None:
    expect(page.locator("#clear")).to_be_enabled()
    expect(page.locator("#redo")).to_be_disabled()
    expect(page.locator("#pen")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#hint")).to_be_hidden()


def test_escape_closes_the_share_dialog_and_leaves_the_drawing(open_page: OpenPage) -> None:
    page = open_with_a_seven(open_page)
    page.get_by_role("button", name="Share").click()
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+z")
    expect(page.locator("#share-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#share-dialog")).to_be_hidden()
    expect_nothing_happened(page)
    page.keyboard.press("Escape")
    expect(page.locator("#hint")).to_be_visible()


@pytest.mark.parametrize("control", ["#width", "#undo", "#steps summary"])
def test_keys_of_a_control_are_no_shortcuts(open_page: OpenPage, control: str) -> None:
    page = open_with_a_seven(open_page)
    page.locator(control).focus()
    for key in PLAIN_KEYS:
        page.keyboard.press(key)
    expect_nothing_happened(page)
    # No control but a field of text has a use for this one.
    page.keyboard.press("Control+z")
    expect(page.locator("#hint")).to_be_visible()


def test_tools_used_by_pointer_leave_the_keys_to_the_drawing(open_page: OpenPage) -> None:
    page = open_with_a_seven(open_page)
    page.locator("#eraser").click()
    page.keyboard.press("p")
    expect(page.locator("#pen")).to_have_attribute("aria-pressed", "true")
    page.locator("#width").click()
    draw(page, DIGITS[1])
    page.keyboard.press("Delete")
    expect(page.locator("#hint")).to_be_visible()
