"""A digit drawn by mouse, finger or pen is read, while it is being drawn."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import PHONE
from tests.browser.drawing import draw, draw_by_pen, draw_by_touch, has_ink, positions
from tests.browser.strokes import DIGITS, line

SHARE = re.compile(r"^(> 99\.9|99\.\d|\d\d)%$")
SCROLLING_PHONE = {**PHONE, "viewport": {"width": 390, "height": 480}}


def expect_answer(page: Page, digit: int) -> None:
    expect(page.locator("#digit")).to_have_text(str(digit))
    expect(page.locator("#percent")).to_have_text(SHARE)
    expect(page.locator(".bar--top .bar__digit")).to_have_text(str(digit))


def clear(page: Page) -> None:
    page.locator("#clear").click()
    expect(page.locator("#answer")).to_have_attribute("data-state", "empty")


def test_digits_drawn_by_mouse_are_read(open_page: OpenPage) -> None:
    page = open_page("/")
    for digit, strokes in DIGITS.items():
        draw(page, strokes)
        expect_answer(page, digit)
        clear(page)


def test_digits_drawn_by_finger_are_read(open_page: OpenPage) -> None:
    page = open_page("/", **PHONE)
    for digit in (2, 3, 4, 7):
        draw_by_touch(page, DIGITS[digit])
        expect_answer(page, digit)
        clear(page)


def test_the_answer_shows_what_the_network_saw_and_how_long_it_took(open_page: OpenPage) -> None:
    page = open_page("/")
    draw(page, DIGITS[3])
    picture = page.locator("#seen img")
    expect(picture).to_have_count(1)
    expect(picture).to_have_js_property("naturalWidth", 28)
    expect(picture).to_have_js_property("naturalHeight", 28)
    expect(page.locator("#time")).to_contain_text(re.compile(r"[\d.]+ ms to read"))
    expect(page.locator(".bar__digit")).to_have_text([str(digit) for digit in range(10)])
    expect(page.locator("#announcement")).to_contain_text("3")


def test_the_answer_comes_before_the_pen_is_lifted(open_page: OpenPage) -> None:
    page = open_page("/")
    first, *others = positions(page, DIGITS[7][0])
    page.mouse.move(*first)
    page.mouse.down()
    for point in others:
        page.mouse.move(*point)
    expect(page.locator("#digit")).to_have_text("7")
    expect(page.locator(".bar--top .bar__digit")).to_have_text("7")
    # Nothing is promised of what may go on.
    expect(page.locator("#answer")).to_have_attribute("data-state", "tentative")
    expect(page.locator("#percent")).to_be_hidden()
    page.mouse.up()
    expect_answer(page, 7)
    expect(page.locator("#answer")).to_have_attribute("data-state", "digit")


def test_a_right_click_does_not_end_a_stroke(open_page: OpenPage) -> None:
    page = open_page("/")
    first, *others = positions(page, line((60, 60), (220, 60), (220, 220)))
    page.mouse.move(*first)
    page.mouse.down()
    half = len(others) // 2
    for point in others[:half]:
        page.mouse.move(*point)
    page.mouse.down(button="right")
    page.mouse.move(*others[half])
    page.mouse.up(button="right")
    for point in others[half:]:
        page.mouse.move(*point)
    assert has_ink(page, others[-1])
    page.mouse.up()
    page.keyboard.press("Control+z")
    assert not has_ink(page, others[-1]) and not has_ink(page, first)


def test_drawing_by_finger_does_not_scroll_the_page(open_page: OpenPage) -> None:
    page = open_page("/", **SCROLLING_PHONE)
    scrollable = "document.documentElement.scrollHeight > innerHeight"
    assert page.evaluate(scrollable), "the page must be able to scroll for this test"
    draw_by_touch(page, [line((140, 180), (140, 40))])
    expect(page.locator("#undo")).to_be_enabled()
    assert page.evaluate("scrollY") == 0


def test_a_phone_shows_paper_tools_and_answer_without_scrolling(open_page: OpenPage) -> None:
    page = open_page("/", **PHONE)
    draw_by_touch(page, DIGITS[4])
    expect_answer(page, 4)
    # What can be unfolded, and the footer, may lie below.
    assert page.evaluate(
        "['.desk', '#answer'].every(each =>"
        " document.querySelector(each).getBoundingClientRect().bottom <= innerHeight)"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_pen_draws_wider_where_it_presses_harder(open_page: OpenPage) -> None:
    page = open_page("/")
    stroke = line((60, 140), (220, 140))
    draw_by_pen(page, stroke, lambda index: 0.1 + 0.9 * index / (len(stroke) - 1))
    light, heavy = positions(page, [(75, 148), (205, 148)])
    assert not has_ink(page, light)
    assert has_ink(page, heavy)


def test_the_width_of_the_pen_can_be_chosen(open_page: OpenPage) -> None:
    page = open_page("/")
    slider = page.get_by_label("Width of the pen")
    slider.fill("8")
    draw(page, [line((60, 80), (220, 80))])
    slider.fill("32")
    draw(page, [line((60, 200), (220, 200))])
    beside_thin, beside_thick = positions(page, [(140, 90), (140, 210)])
    assert not has_ink(page, beside_thin)
    assert has_ink(page, beside_thick)
