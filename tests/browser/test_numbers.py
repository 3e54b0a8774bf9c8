"""Several digits on one canvas: read as a number, with a box over each digit's ink."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import answers
from tests.browser.answers import answer_with
from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES, PHONE
from tests.browser.drawing import draw, has_ink, positions
from tests.browser.strokes import DIGITS, Stroke, line
from tests.browser.test_pictures import choose
from tests.support.writing import png, write

SCALE = 0.42


def number(text: str, step: float) -> list[Stroke]:
    """Return the strokes of digits written small, so many units apart."""
    return [
        [(x * SCALE + place * step, y * SCALE + 80) for x, y in stroke]
        for place, digit in enumerate(text)
        for stroke in DIGITS[int(digit)]
    ]


def boxes_on_screen(page: Page) -> list[dict[str, float]]:
    boxes = page.locator("#boxes .box")
    found = [boxes.nth(index).bounding_box() for index in range(boxes.count())]
    return [box for box in found if box is not None]


# Whether the boxes' upper left corners are where they should be, in window pixels. Answers follow
# each other while one draws, so it is waited for.
CORNERS_ARE = """([corners, tolerance]) => {
  const boxes = [...document.querySelectorAll("#boxes .box")];
  return boxes.length === corners.length && boxes.every((box, index) => {
    const { x, y } = box.getBoundingClientRect();
    return Math.max(Math.abs(x - corners[index][0]), Math.abs(y - corners[index][1])) < tolerance;
  });
}"""


@pytest.mark.parametrize("window", DEVICES)
def test_a_number_is_read_and_each_digit_has_its_box(open_page: OpenPage, window: str) -> None:
    page = open_page("/", **DEVICES[window])
    draw(page, number("472", 80))
    expect(page.locator("#digit")).to_have_text("472")
    expect(page.locator("#boxes .box__digit")).to_have_text(["4", "7", "2"])
    canvas = page.locator("#pad").bounding_box()
    assert canvas is not None
    unit = canvas["width"] / 280
    corners = []
    for place, digit in enumerate("472"):
        points = [point for stroke in number(digit, 0) for point in stroke]
        # A pen of 18 reaches 9 units beyond its points, and a box 3 beyond the ink.
        left = min(x for x, _ in points) + 80 * place - 12
        top = min(y for _, y in points) - 12
        corners.append([canvas["x"] + left * unit, canvas["y"] + top * unit])
    page.wait_for_function(CORNERS_ARE, arg=[corners, 4 * unit])
    page.locator("#clear").click()
    expect(page.locator("#boxes .box")).to_have_count(0)


def test_one_digit_has_no_box(open_page: OpenPage) -> None:
    page = open_page("/")
    draw(page, DIGITS[3])
    expect(page.locator("#digit")).to_have_text("3")
    expect(page.locator("#boxes .box")).to_have_count(0)


# Keeps what the page says of its strokes, which a browser's log of requests does not show.
KEEP_STROKES = """() => {
  const append = FormData.prototype.append;
  window.sentStrokes = [];
  FormData.prototype.append = function (name, value) {
    if (name === "strokes") window.sentStrokes.push(JSON.parse(value));
    return append.apply(this, [name, value]);
  };
}"""


ENDS_AT = """{
  const end = window.sentStrokes.at(-1).at(-1).points.at(-1);
  return Math.hypot(end[0] - x, end[1] - y) < 1;
}"""


def test_digits_that_touch_are_told_apart_by_the_strokes_that_are_sent(open_page: OpenPage) -> None:
    page = open_page("/")
    page.evaluate(KEEP_STROKES)
    drawn = number("25", 46)
    draw(page, drawn)
    expect(page.locator("#digit")).to_have_text("25")
    # The last question goes out a moment after the last point.
    page.wait_for_function("([x, y]) => " + ENDS_AT, arg=drawn[-1][-1])
    strokes = page.evaluate("window.sentStrokes.at(-1)")
    assert [stroke["width"] for stroke in strokes] == [18] * len(drawn)
    for sent, stroke in zip(strokes, drawn, strict=True):
        assert sent["points"][0] == pytest.approx(stroke[0], abs=1)


def test_a_rubbed_out_drawing_is_sent_without_its_strokes(open_page: OpenPage) -> None:
    page = open_page("/")
    draw(page, number("25", 90))
    page.locator("#eraser").click()
    with page.expect_request(lambda sent: sent.headers.get("content-type") == "image/png"):
        draw(page, [[(250, 250), (260, 260)]])


def test_an_unreadable_digit_within_a_number_is_marked(open_page: OpenPage) -> None:
    page = open_page("/")
    choose(page, png(write("4?2", height=80)))
    expect(page.locator("#digit")).to_have_text("4?2")
    expect(page.locator("#boxes .box--unreadable")).to_have_count(1)
    expect(page.locator("#boxes .box__digit")).to_have_text(["4", "?", "2"])


def test_boxes_lie_over_a_chosen_picture_too(open_page: OpenPage) -> None:
    page = open_page("/")
    choose(page, png(write("25", height=100, gap=60)))
    expect(page.locator("#digit")).to_have_text("25")
    shown = page.locator("#picture").bounding_box()
    assert shown is not None
    first, second = boxes_on_screen(page)
    assert shown["x"] < first["x"] and first["x"] + first["width"] < second["x"]
    assert second["x"] + second["width"] < shown["x"] + shown["width"]
    middle = shown["y"] + shown["height"] / 2
    assert first["y"] + first["height"] / 2 == pytest.approx(middle, abs=12)


DIGITS_AT = """() => [...document.querySelectorAll("#digit [role=radio]")].map((each) => {
  const { left, right, top, bottom } = each.getBoundingClientRect();
  return [left, right, top, bottom];
})"""
# The twelve digits of the longest number have this size on the smallest phone.
SMALLEST = 24
FONT_SIZE = "(one) => parseFloat(getComputedStyle(one).fontSize)"
WINDOWS = {**DEVICES, "small phone": {**PHONE, "viewport": {"width": 320, "height": 640}}}


@pytest.mark.parametrize("window", WINDOWS)
def test_a_number_stands_in_one_line_and_moves_nothing(open_page: OpenPage, window: str) -> None:
    page = open_page("/", **WINDOWS[window])
    for text in ("42", "31415926", "190427190427"):
        number_moves_nothing(page, text)
        page.unroute("**/api/predictions")
        page.locator("#clear").click()


def number_moves_nothing(page: Page, text: str) -> None:
    """Expect that a number which is answered stands in one line on an empty page."""
    height = page.evaluate("document.documentElement.scrollHeight")
    bars = page.locator("#bars").bounding_box()
    answer_with(page, answers.number(text))
    draw(page, DIGITS[1])
    expect(page.locator("#digit")).to_have_text(text)
    lefts, rights, tops, bottoms = zip(*page.evaluate(DIGITS_AT), strict=True)
    answered, words = (page.locator(f"#{name}").bounding_box() for name in ("answer", "headline"))
    assert bars and answered and words
    assert len(set(tops)) == 1, "one line"
    assert answered["x"] <= min(lefts) and max(rights) <= answered["x"] + answered["width"]
    assert answered["y"] <= tops[0] and max(bottoms) <= words["y"] + 1
    assert page.locator("#digit").evaluate(FONT_SIZE) >= SMALLEST
    assert page.locator("#bars").bounding_box() == bars
    assert page.evaluate("document.documentElement.scrollHeight") == height


def looks_at(page: Page, place: int, text: str) -> None:
    """Expect that a digit of a number, counted from 0, is the one that is looked at."""
    expect(page.locator("#bars-caption")).to_have_text(f"Digit {place + 1} of {len(text)}")
    expect(page.locator(".bar--top .bar__digit")).to_have_text(text[place])
    for group in ("#digit", "#seen-digits"):
        chosen = page.locator(f"{group} [role=radio]").nth(place)
        expect(chosen).to_have_attribute("aria-checked", "true")
        expect(page.locator(f"{group} [aria-checked=true]")).to_have_count(1)
    expect(page.locator("#boxes > g").nth(place)).to_have_class("chosen")
    expect(page.locator("#seen img")).to_have_attribute("alt", re.compile(f"^The {text[place]} as"))


def test_each_digit_of_a_number_can_be_looked_at(open_page: OpenPage) -> None:
    page = open_page("/")
    answer_with(page, answers.number("2076", {1: 0.8}))
    draw(page, DIGITS[1])
    # At first it is the one that is least sure.
    looks_at(page, 1, "2076")
    page.locator("#digit").get_by_text("7").click()
    looks_at(page, 2, "2076")
    page.locator("#seen-digits").get_by_role("radio").nth(3).click()
    looks_at(page, 3, "2076")
    page.keyboard.press("ArrowRight")
    looks_at(page, 0, "2076")
    page.locator("#digit [aria-checked=true]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    looks_at(page, 2, "2076")
    page.keyboard.press("ArrowLeft")
    looks_at(page, 1, "2076")
    # It stays the one while the drawing goes on, and is forgotten with it.
    page.locator("#digit").get_by_text("2").click()
    draw(page, [line((20, 20), (60, 20))])
    expect(page.locator("#answer")).to_have_attribute("data-state", "number")
    looks_at(page, 0, "2076")
    page.locator("#clear").click()
    draw(page, DIGITS[1])
    looks_at(page, 1, "2076")


def test_a_tap_on_a_box_looks_at_its_digit_and_leaves_no_ink(open_page: OpenPage) -> None:
    page = open_page("/")
    answer_with(page, answers.number("2076"))
    # What listens to taps is loaded with the first number.
    with page.expect_response("**/box_taps.js") as loaded:
        draw(page, [line((20, 240), (60, 240))])
    page.evaluate("async (address) => { await import(address); }", loaded.value.url)
    looks_at(page, 0, "2076")
    (third,) = positions(page, [(175, 140)])
    page.mouse.click(*third)
    looks_at(page, 2, "2076")
    assert not has_ink(page, third)
    # What is longer than a tap is a stroke, and a tap beside the boxes a dot.
    draw(page, [line((160, 140), (200, 140))])
    assert has_ink(page, third)
    (beside,) = positions(page, [(175, 40)])
    page.mouse.click(*beside)
    assert has_ink(page, beside)


def test_of_several_pieces_that_are_none_each_can_be_looked_at(open_page: OpenPage) -> None:
    page = open_page("/")
    pieces = {**answers.number("47"), "status": "not_a_digit", "text": ""}
    answer_with(page, pieces)
    draw(page, DIGITS[1])
    expect(page.locator("#digit")).to_have_text("?")
    expect(page.locator("#detail")).to_have_text("It does not look like digits from 0 to 9.")
    expect(page.locator("#bars-caption")).to_have_text("If it were a digit")
    page.locator("#seen-digits").get_by_role("radio").nth(1).click()
    expect(page.locator(".bar--top .bar__digit")).to_have_text("7")
