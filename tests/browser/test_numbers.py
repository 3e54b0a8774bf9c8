"""Several digits on one canvas: read as a number, with a box over each digit's ink."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.drawing import draw
from tests.browser.strokes import DIGITS, Stroke
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


TEXT_BOX = """() => {
  const range = document.createRange();
  range.selectNodeContents(document.getElementById("digit"));
  const { left, right, top, bottom } = range.getBoundingClientRect();
  return [left, right, top, bottom];
}"""


@pytest.mark.parametrize("window", DEVICES)
@pytest.mark.parametrize("text", ["1904", "190427", "190427190427"])
def test_a_long_number_stays_in_its_place(open_page: OpenPage, window: str, text: str) -> None:
    page = open_page("/", **DEVICES[window])
    answer = {
        **{"status": "number", "text": text, "digit": None, "alternatives": None, "digits": []},
        **{"confidence": 0.9, "probabilities": None, "elapsed_ms": 1.0, "model": "0" * 12},
    }
    page.route("**/api/predictions", lambda route: route.fulfill(json=answer))
    draw(page, DIGITS[1])
    expect(page.locator("#digit")).to_have_text(text)
    left, right, top, bottom = page.evaluate(TEXT_BOX)
    bars, words = page.locator("#bars").bounding_box(), page.locator("#headline").bounding_box()
    answered = page.locator("#answer").bounding_box()
    assert bars and words and answered
    assert answered["y"] - 1 <= top and bottom <= bars["y"]
    assert answered["x"] - 1 <= left and right <= words["x"]
