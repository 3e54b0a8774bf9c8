"""Nothing is refused while somebody draws, and an answer that takes its time is announced.

The page's clock stands still and moves on by what a test says.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.answers import answer
from tests.browser.conftest import OpenPage
from tests.browser.drawing import positions
from tests.browser.strokes import DIGITS, Stroke
from tests.browser.waiting import wait_until

pytestmark = pytest.mark.own_context

# From the last pen-up on; and from a question on.
REFUSED_AFTER_MS = 400
READING_AFTER_MS = 300
A_WHILE_MS = 5000


class Standstill:
    """A drawing page whose time stands still, and a server that answers when it is told to."""

    def __init__(self, open_page: OpenPage, tolerate: str | None = None) -> None:
        self.page: Page = open_page("/about", tolerate)
        self.held: list[Route] = []
        self.page.clock.install()
        self.page.goto("/")
        self.page.route("**/api/predictions", lambda route: self.held.append(route))
        self.page.clock.pause_at(self.page.evaluate("Date.now() + 1000"))
        self.state = self.page.locator("#answer")

    def pass_time(self, ms: int) -> None:
        self.page.clock.run_for(ms)

    def press(self, stroke: Stroke) -> None:
        """Draw a stroke, and leave the pen on the paper."""
        first, *others = positions(self.page, stroke)
        self.page.mouse.move(*first)
        self.page.mouse.down()
        for point in others:
            self.page.mouse.move(*point)

    def answer(self, found: dict[str, Any], status: int = 200) -> None:
        """Answer the question that is asked now, whose picture takes a moment to make."""
        wait_until(self.page, lambda: len(self.held) > 0)
        self.held.pop().fulfill(status=status, json=found)

    def expect(self, state: str, text: str) -> None:
        expect(self.state).to_have_attribute("data-state", state)
        expect(self.page.locator("#digit")).to_have_text(text)


@pytest.fixture
def standstill(open_page: OpenPage) -> Standstill:
    return Standstill(open_page)


@pytest.mark.parametrize(("confidence", "shown"), [(0.8, "4"), (0.3, "…")])
def test_a_stroke_that_is_under_way_is_never_refused(
    standstill: Standstill, confidence: float, shown: str
) -> None:
    standstill.press(DIGITS[8][0][:9])
    standstill.pass_time(1)
    standstill.answer(answer(4, confidence, "not_a_digit"))
    standstill.expect("tentative", shown)
    expect(standstill.page.locator("#headline")).to_have_text("Reading …")
    expect(standstill.page.locator(".bar--top .bar__digit")).to_have_text("4")
    standstill.pass_time(A_WHILE_MS)
    standstill.expect("tentative", shown)
    standstill.page.mouse.up()
    standstill.pass_time(REFUSED_AFTER_MS - 1)
    standstill.expect("tentative", shown)
    standstill.pass_time(1)
    standstill.expect("not_a_digit", "?")


def test_the_next_stroke_puts_a_refusal_off(standstill: Standstill) -> None:
    standstill.press(DIGITS[4][0])
    standstill.pass_time(1)
    standstill.answer(answer(4, 0.8, "not_a_digit"))
    standstill.expect("tentative", "4")
    standstill.page.mouse.up()
    standstill.pass_time(REFUSED_AFTER_MS - 1)
    standstill.press(DIGITS[4][1])
    standstill.pass_time(A_WHILE_MS)
    standstill.answer(answer(4, 0.8, "not_a_digit"))
    standstill.expect("tentative", "4")
    standstill.page.mouse.up()
    standstill.pass_time(REFUSED_AFTER_MS)
    standstill.expect("not_a_digit", "?")


def test_a_digit_is_said_as_soon_as_the_pen_is_up(standstill: Standstill) -> None:
    standstill.press(DIGITS[7][0])
    standstill.pass_time(1)
    standstill.answer(answer(7))
    standstill.expect("tentative", "7")
    standstill.page.mouse.up()
    standstill.expect("digit", "7")


def test_a_slow_answer_says_that_it_is_being_read(standstill: Standstill) -> None:
    standstill.press(DIGITS[3][0])
    standstill.page.mouse.up()
    standstill.pass_time(READING_AFTER_MS - 1)
    standstill.expect("empty", "")
    standstill.pass_time(1)
    standstill.expect("tentative", "…")
    expect(standstill.page.locator("#headline")).to_have_text("Reading …")
    standstill.answer(answer(3))
    standstill.expect("digit", "3")


def test_a_server_that_is_busy_is_not_said_to_read(open_page: OpenPage) -> None:
    standstill = Standstill(open_page, tolerate="Failed to load resource")
    standstill.press(DIGITS[3][0])
    standstill.pass_time(1)
    standstill.answer({"status": 503, "code": "busy"}, status=503)
    expect(standstill.state).to_have_attribute("data-state", "busy")
    standstill.page.mouse.up()
    standstill.press(DIGITS[1][0])
    standstill.pass_time(READING_AFTER_MS)
    expect(standstill.state).to_have_attribute("data-state", "busy")
