"""Drawings to try: drawn onto the paper stroke by stroke, and read like any other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.drawing import INK_AT, draw, has_ink, positions
from tests.browser.strokes import line
from tests.browser.test_keyboard import press
from tests.browser.waiting import wait_until

pytestmark = pytest.mark.own_context

SAMPLES = {
    "Draw a 7": "7",
    "Draw a sloppy 4": "4",
    "Draw 2026": "2026",
    "Draw a cat, which is no digit": "?",
}
# What the sample of a seven begins with, and what it ends with.
SEVEN_FROM, SEVEN_TO = (84, 56), (132, 200)
FRAME_MS = 20


def sample(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("window", DEVICES)
def test_an_empty_page_says_what_it_is_and_offers_something_to_try(
    open_page: OpenPage, window: str
) -> None:
    page = open_page("/", **DEVICES[window])
    expect(page.locator("#headline")).to_have_text("Draw a number.")
    expect(page.locator("#detail")).to_have_text(
        "A neural network written from scratch, in NumPy alone, reads it as you draw."
    )
    expect(page.locator("#hint")).to_contain_text("Draw a digit or a number here")
    buttons = page.locator("#samples button")
    expect(buttons).to_have_count(len(SAMPLES))
    for index in range(len(SAMPLES)):
        box = buttons.nth(index).bounding_box()
        assert box is not None and min(box["width"], box["height"]) >= 44
        assert box["y"] + box["height"] <= DEVICES[window]["viewport"]["height"]


def test_samples_are_drawn_and_read(open_page: OpenPage) -> None:
    page = open_page("/")
    for name, text in SAMPLES.items():
        sample(page, name)
        expect(page.locator("#digit")).to_have_text(text)
        state = page.locator("#answer")
        expect(state).to_have_attribute(
            "data-state", "not_a_digit" if "cat" in name else state_of(name)
        )
        page.locator("#clear").click()


def begin_a_seven(open_page: OpenPage) -> tuple[Page, tuple[float, float]]:
    """Return a page whose clock stands still just after the sample has begun, and where it ends."""
    page = open_page("/about", reduced_motion="no-preference")
    page.clock.install()
    page.goto("/")
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    start, end = positions(page, [SEVEN_FROM, SEVEN_TO])
    sample(page, "Draw a 7")

    def has_begun() -> bool:
        page.clock.run_for(FRAME_MS)
        return bool(page.evaluate(INK_AT, list(start)))

    # What draws it is loaded first, for which the page's clock need not go on.
    wait_until(page, has_begun)
    return page, end


def state_of(name: str) -> str:
    return "number" if len(SAMPLES[name]) > 1 else "digit"


def test_it_is_drawn_stroke_by_stroke_where_motion_is_welcome(open_page: OpenPage) -> None:
    page, end = begin_a_seven(open_page)
    assert not page.evaluate(INK_AT, list(end))
    page.clock.run_for(1000)
    assert page.evaluate(INK_AT, list(end))
    page.clock.resume()
    expect(page.locator("#answer")).to_have_attribute("data-state", "digit")


def test_one_sample_after_the_other_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/")
    for name, text in SAMPLES.items():
        press(page, page.get_by_role("button", name=name, exact=True))
        expect(page.locator("#digit")).to_have_text(text)
        expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()
    page.locator("#undo").click()
    page.locator("#clear").click()
    expect(page.locator("#samples")).to_be_visible()


def test_whoever_draws_has_the_whole_paper(open_page: OpenPage) -> None:
    page = open_page("/")
    loading: list[Route] = []
    page.route("**/stroke_player.js", lambda route: loading.append(route))
    with page.expect_request("**/stroke_player.js"):
        sample(page, "Draw a 7")
    # Drawn before the sample begins, a line stays alone.
    draw(page, [line((60, 60), (60, 200))])
    (end,) = positions(page, [SEVEN_TO])
    loading[0].continue_()
    page.evaluate("(player) => import(player)", loading[0].request.url)
    assert not has_ink(page, end)
    expect(page.locator("#samples")).to_be_hidden()
    page.locator("#clear").click()
    sample(page, "Draw a 7")
    expect(page.locator("#clear")).to_be_enabled()
    assert has_ink(page, end)
    expect(page.locator("#samples")).to_be_visible()
    draw(page, [line((60, 130), (200, 130))])
    expect(page.locator("#samples")).to_be_hidden()
    # A stroke may lead where they were.
    (below,) = positions(page, [(140, 260)])
    draw(page, [line((140, 200), (140, 270))])
    assert has_ink(page, below)
    page.locator("#clear").click()
    expect(page.locator("#samples")).to_be_visible()


def test_a_stroke_takes_the_paper_over_from_a_sample(open_page: OpenPage) -> None:
    page, end = begin_a_seven(open_page)
    draw(page, [line((20, 20), (60, 20))])
    page.clock.run_for(2000)
    assert not page.evaluate(INK_AT, list(end))
