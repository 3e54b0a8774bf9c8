"""A digit is drawn without a pointer: arrow keys move the pen, space puts it down and up."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_keyboard import reach


def write(page: Page, keys: str) -> None:
    """Press keys: u, d, l and r move four squares, capitals one; a space is the space bar."""
    names = {"u": "Up", "d": "Down", "l": "Left", "r": "Right"}
    for key in keys:
        far = "Shift+" if key.islower() else ""
        page.keyboard.press("Space" if key == " " else f"{far}Arrow{names[key.lower()]}")


ONE = "uu dddd "
SEVEN = "uull rrrr" + "DDDDL" * 4 + " "


def test_a_one_and_a_seven_are_drawn_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/")
    pad = page.locator("#pad")
    expect(page.locator("#pad-keys")).to_be_hidden()
    reach(page, pad)
    expect(page.locator("#pad-keys")).to_be_visible()
    write(page, ONE)
    expect(page.locator("#digit")).to_have_text("1")
    expect(page.get_by_role("status").filter(has_text="Pen up")).to_have_text(
        "Pen up: column 15, row 23"
    )
    page.keyboard.press("Escape")
    expect(page.locator("#hint")).to_be_visible()
    write(page, "uuuu" + SEVEN)
    expect(page.locator("#digit")).to_have_text("7")
    # Taken back while the pen is down, a stroke ends.
    write(page, " rr")
    page.keyboard.press("ControlOrMeta+z")
    write(page, "dd")
    expect(page.locator("#digit")).to_have_text("7")

    page.goto("/inside")
    page.locator("#clear").click()
    reach(page, page.locator("#pad"))
    write(page, ONE)
    expect(page.locator("#reading-text")).to_have_text("Read as 1")
