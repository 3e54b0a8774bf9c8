"""The drawing page uses the window that it has, from a small phone to a large screen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import PHONE
from tests.browser.drawing import draw, positions
from tests.browser.signing_in import sign_in_link
from tests.browser.strokes import DIGITS
from tests.browser.test_failures import NETWORK_ERRORS
from tests.browser.test_pictures import choose, picture
from tests.browser.waiting import wait_for_script
from tests.support.servers import Server

LOW = {
    "phone on its side": {**PHONE, "viewport": {"width": 844, "height": 390}},
    "200 %": {"viewport": {"width": 640, "height": 400}},
    "small phone on its side": {**PHONE, "viewport": {"width": 568, "height": 320}},
}
SMALL = {**PHONE, "viewport": {"width": 320, "height": 568}}

# How far the text of each tool's name keeps from its button's inner edges, where names are shown.
MARGINS = """() => [...document.querySelectorAll(".tools .button")].flatMap((button) => {
  const span = button.querySelector("span");
  if (button.getClientRects().length === 0 || span.clientWidth <= 1) return [];
  const range = document.createRange();
  range.selectNodeContents(span);
  const text = range.getBoundingClientRect();
  const box = button.getBoundingClientRect();
  const icon = button.querySelector("svg").getBoundingClientRect();
  return [text, icon].flatMap(({ left, right }) => [left - box.left - 1, box.right - 1 - right]);
})"""


def box_of(page: Page, selector: str) -> dict[str, float]:
    box = page.locator(selector).bounding_box()
    assert box is not None, selector
    return {**box, "right": box["x"] + box["width"], "bottom": box["y"] + box["height"]}


@pytest.mark.parametrize("window", LOW)
def test_a_low_window_has_answer_paper_and_tools_side_by_side(
    open_page: OpenPage, window: str
) -> None:
    page = open_page("/", **LOW[window])
    draw(page, DIGITS[3])
    expect(page.locator("#digit")).to_have_text("3")
    size = page.viewport_size
    assert size is not None
    answer, paper = box_of(page, "#answer"), box_of(page, "#paper")
    assert answer["right"] <= paper["x"]
    assert paper["y"] + paper["height"] <= size["height"]
    assert paper["height"] >= 0.64 * size["height"]
    for tool in ("#pen", "#width", "#undo", "#clear", "#share"):
        tool_box = box_of(page, tool)
        assert tool_box["x"] >= paper["right"] and tool_box["bottom"] <= size["height"]
        expect(page.locator(tool)).to_have_accessible_name(re.compile(r"\w"))
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_a_large_window_has_a_large_paper(open_page: OpenPage) -> None:
    page = open_page("/")
    for (width, height), least in (
        ((2560, 1440), 640),
        ((1280, 800), 540),
        ((1280, 600), 460),
    ):
        page.set_viewport_size({"width": width, "height": height})
        paper = box_of(page, "#paper")
        assert least <= paper["width"] == paper["height"] <= 640
        assert box_of(page, "#share")["bottom"] <= height


def choose_a_seven(page: Page) -> None:
    choose(page, picture(7))


def draw_on_it(page: Page) -> None:
    page.locator("#draw-on").click()


def test_names_of_tools_keep_their_distance_from_the_edges(open_page: OpenPage) -> None:
    page = open_page("/")
    named: dict[int, list[float]] = {}
    states = {"#pen": None, "#draw-on": choose_a_seven, "#to-picture": draw_on_it}
    for tool, prepare in states.items():
        if prepare is not None:
            prepare(page)
        expect(page.locator(tool)).to_be_visible()
        for width, height in [(1280, 600), (1280, 720), (1024, 768), (900, 700)]:
            page.set_viewport_size({"width": width, "height": height})
            named[width] = page.evaluate(MARGINS)
            assert all(margin >= 4 for margin in named[width]), (width, height, named[width])
        for width in range(320, 900, 20):
            page.set_viewport_size({"width": width, "height": 844})
            named[width] = page.evaluate(MARGINS)
            assert all(margin >= 3 for margin in named[width]), (width, named[width])
    # Where there is room they are there.
    assert named[1280] and named[400] and not named[320]


def test_a_small_phone_shows_every_page_without_scrolling_sideways(
    server: Server, open_page: OpenPage, trained_run: str, shared: str
) -> None:
    page = open_page("/", charts=False, tolerate=NETWORK_ERRORS, **SMALL)
    paths = ["/", "/dashboard", f"/runs/{trained_run}", "/about", "/privacy", "/sign-in"]
    as_visitor = [*paths, shared, f"{shared}/embed", "/embed", "/nothing"]
    for path in [*as_visitor, sign_in_link(server), *paths, "/drawings"]:
        page.goto(path)
        expect(page.locator("main")).to_be_visible()
        assert page.evaluate("document.scrollingElement.scrollWidth") == 320, path


def test_a_small_phone_has_room_for_answer_and_slider(open_page: OpenPage) -> None:
    page = open_page("/", **SMALL)
    draw(page, DIGITS[3])
    expect(page.locator("#digit")).to_have_text("3")
    assert box_of(page, "#width")["width"] >= 96
    assert box_of(page, "#digit")["y"] >= box_of(page, ".site-header")["bottom"]
    assert box_of(page, "#share")["bottom"] <= 568


def test_a_small_phone_says_what_is_wrong_between_header_and_bars(open_page: OpenPage) -> None:
    page = open_page("/", tolerate=NETWORK_ERRORS, **SMALL)
    page.context.set_offline(True)
    draw(page, DIGITS[3])
    expect(page.locator("#headline")).to_have_text("Server out of reach")
    words = box_of(page, ".answer__words")
    assert words["y"] >= box_of(page, ".site-header")["bottom"]
    assert words["bottom"] <= box_of(page, ".bar:first-child .bar__track")["y"]


def two_fingers(page: Page, up: float) -> None:
    """Put two fingers on the paper and move both upwards."""
    session = page.context.new_cdp_session(page)
    fingers = positions(page, [(100, 240), (180, 240)])

    def touch(kind: str, moved: float, count: int = 2) -> None:
        points: list[dict[str, Any]] = [
            {"id": index, "x": x, "y": y - moved} for index, (x, y) in enumerate(fingers[:count])
        ]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0, 1)
    touch("touchStart", 0)
    for step in range(1, 9):
        touch("touchMove", up * step / 8)
    touch("touchEnd", 0, 0)


def test_two_fingers_on_the_paper_scroll_the_page_and_draw_nothing(open_page: OpenPage) -> None:
    page = open_page("/", **{**PHONE, "viewport": {"width": 390, "height": 480}})
    two_fingers(page, 80)
    wait_for_script(page, "() => scrollY > 0")
    expect(page.locator("#undo")).to_be_disabled()
