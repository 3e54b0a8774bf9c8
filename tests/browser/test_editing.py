"""What was drawn can be taken back, brought back, rubbed out and cleared away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.drawing import draw, has_ink, positions
from tests.browser.strokes import DIGITS, line

UPPER = line((60, 80), (220, 80))
LOWER = line((60, 200), (220, 200))
ON_UPPER = (140, 80)
ON_LOWER = (140, 200)


def inked(page: Page) -> tuple[bool, bool]:
    """Tell whether the upper and the lower line are there."""
    upper, lower = positions(page, [ON_UPPER, ON_LOWER])
    return has_ink(page, upper), has_ink(page, lower)


@pytest.fixture
def page_with_lines(open_page: OpenPage) -> Page:
    page = open_page("/")
    draw(page, [UPPER, LOWER])
    assert inked(page) == (True, True)
    return page


def test_buttons_undo_and_redo_stroke_by_stroke(page_with_lines: Page) -> None:
    page = page_with_lines
    undo, redo = page.locator("#undo"), page.locator("#redo")
    expect(redo).to_be_disabled()
    undo.click()
    assert inked(page) == (True, False)
    undo.click()
    assert inked(page) == (False, False)
    expect(undo).to_be_disabled()
    redo.click()
    redo.click()
    assert inked(page) == (True, True)
    expect(redo).to_be_disabled()


def test_keys_undo_and_redo(page_with_lines: Page) -> None:
    page = page_with_lines
    for undo, redo in (
        ("Control+z", "Control+Shift+z"),
        ("Control+z", "Control+y"),
        ("Meta+z", "Meta+Shift+z"),
    ):
        page.keyboard.press(undo)
        assert inked(page) == (True, False), undo
        page.keyboard.press(redo)
        assert inked(page) == (True, True), redo


def test_drawing_anew_forgets_what_was_undone(page_with_lines: Page) -> None:
    page = page_with_lines
    page.locator("#undo").click()
    draw(page, [line((140, 120), (140, 160))])
    expect(page.locator("#redo")).to_be_disabled()


def test_clearing_empties_paper_and_answer_and_can_be_undone(page_with_lines: Page) -> None:
    page = page_with_lines
    for key in ("Delete", "Escape", None):
        expect(page.locator("#answer")).not_to_have_attribute("data-state", "empty")
        if key is None:
            page.locator("#clear").click()
        else:
            page.keyboard.press(key)
        assert inked(page) == (False, False), key
        expect(page.locator("#answer")).to_have_attribute("data-state", "empty")
        expect(page.locator("#hint")).to_be_visible()
        expect(page.locator("#clear")).to_be_disabled()
        page.locator("#undo").click()
        assert inked(page) == (True, True), key


def test_the_eraser_rubs_out_and_is_undone_like_ink(page_with_lines: Page) -> None:
    page = page_with_lines
    page.locator("#eraser").click()
    expect(page.locator("#eraser")).to_have_attribute("aria-pressed", "true")
    draw(page, [line((140, 60), (140, 100))])
    assert inked(page) == (False, True)
    page.keyboard.press("Control+z")
    assert inked(page) == (True, True)
    page.keyboard.press("Control+y")
    assert inked(page) == (False, True)


def test_the_network_reads_what_the_eraser_left(open_page: OpenPage) -> None:
    page = open_page("/")
    draw(page, [*DIGITS[1], line((40, 60), (60, 220))])
    page.keyboard.press("e")
    page.get_by_label("Width of the pen").fill("32")
    draw(page, [line((40, 50), (60, 230))])
    expect(page.locator("#digit")).to_have_text("1")


def test_an_empty_paper_asks_nothing(open_page: OpenPage) -> None:
    page = open_page("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("e")
    draw(page, [UPPER])
    page.keyboard.press("Delete")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    # The first question of a later stroke is the first of all.
    page.keyboard.press("p")
    with page.expect_request("**/api/predictions"):
        draw(page, [LOWER])
    first = [url for url in asked if "/api/" in url][:1]
    assert first and first[0].endswith("/api/predictions")
    expect(page.locator("#answer")).not_to_have_attribute("data-state", "empty")
    page.keyboard.press("e")
    page.get_by_label("Width of the pen").fill("32")
    draw(page, [LOWER])
    expect(page.locator("#answer")).to_have_attribute("data-state", "empty")
    before = len([url for url in asked if "/api/" in url])
    draw(page, [UPPER])
    expect(page.locator("#answer")).to_have_attribute("data-state", "empty")
    assert len([url for url in asked if "/api/" in url]) == before
