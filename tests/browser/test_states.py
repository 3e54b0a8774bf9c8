"""The page says plainly when it is not sure, when there is no digit, and when there is nothing."""

from __future__ import annotations

import re

from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.drawing import draw
from tests.browser.strokes import Stroke, line
from tests.browser.test_pictures import choose
from tests.support.writing import png
from tests.web.test_states import least_sure

NO_DIGITS: dict[str, list[Stroke]] = {
    "W": [line((40, 60), (90, 230), (140, 100), (190, 230), (240, 60))],
    "A": [line((60, 240), (140, 40), (220, 240)), line((90, 165), (190, 165))],
    "square": [line((60, 60), (220, 60), (220, 220), (60, 220), (60, 60))],
}


def test_what_is_no_digit_is_called_so(open_page: OpenPage) -> None:
    page = open_page("/")
    explained = re.compile(r"^Closest to a \d, but it does not look like a digit\.$")
    for strokes in NO_DIGITS.values():
        draw(page, strokes)
        expect(page.locator("#headline")).to_have_text("Not a digit")
        expect(page.locator("#answer")).to_have_attribute("data-state", "not_a_digit")
        expect(page.locator("#detail")).to_have_text(explained)
        expect(page.locator("#bars-caption")).to_have_text("If it were a digit")
        announced = page.locator("#announcement")
        expect(announced).to_have_text(re.compile(r"^Not a digit\. Closest to"))
        expect(page.locator("#digit")).to_have_text("?")
        page.locator("#clear").click()


def test_two_likely_digits_are_both_named(open_page: OpenPage) -> None:
    page = open_page("/")
    choose(page, png(least_sure()))
    headline = re.compile(r"^\d, or perhaps \d\?$")
    expect(page.locator("#headline")).to_have_text(headline)
    expect(page.locator("#answer")).to_have_attribute("data-state", "uncertain")
    expect(page.locator("#announcement")).to_have_text(re.compile(r"^\d or \d, not sure\.$"))


def test_a_blank_picture_is_said_to_be_blank(open_page: OpenPage) -> None:
    page = open_page("/", tolerate="Failed to load resource")
    choose(page, png(Image.new("L", (280, 280), 255)))
    expect(page.locator("#detail")).to_have_text("Nothing is drawn on this picture.")
