"""Answers come live and in order, however slow the server is."""

from __future__ import annotations

import itertools
import json

from playwright.sync_api import Page, Route, expect

from tests.browser.answers import answer
from tests.browser.conftest import OpenPage
from tests.browser.drawing import draw, positions
from tests.browser.strokes import DIGITS, line
from tests.browser.waiting import wait_until

SHORTEST_INTERVAL_MS = 100


class SlowServer:
    """Holds every question of a page until the test lets it be answered."""

    def __init__(self, page: Page) -> None:
        self.held: list[Route] = []
        self._page = page
        page.route("**/api/predictions", lambda route: self.held.append(route))

    def wait_for(self, count: int) -> None:
        """Wait until this many questions have come in all."""
        wait_until(self._page, lambda: len(self.held) >= count)

    def answer(self, index: int, digit: int) -> None:
        """Answer the question with this number."""
        self.held[index].fulfill(body=json.dumps(answer(digit)), content_type="application/json")


def test_one_question_at_a_time_and_then_the_latest_drawing(open_page: OpenPage) -> None:
    page = open_page("/")
    server = SlowServer(page)
    draw(page, [line((60, 60), (220, 60))])
    server.wait_for(1)
    for y in (100, 140, 180):
        draw(page, [line((60, y), (220, y))])
    assert len(server.held) == 1, "a second question went out before the first was answered"
    server.answer(0, 1)
    expect(page.locator("#digit")).to_have_text("1")
    server.wait_for(2)
    server.answer(1, 2)
    expect(page.locator("#digit")).to_have_text("2")
    # All strokes were in the second question: there is nothing left to ask.
    page.locator("#undo").click()
    server.wait_for(3)
    server.answer(2, 3)
    expect(page.locator("#digit")).to_have_text("3")
    assert len(server.held) == 3


def test_an_answer_to_a_cleared_drawing_is_not_shown(open_page: OpenPage) -> None:
    page = open_page("/")
    server = SlowServer(page)
    draw(page, DIGITS[7])
    server.wait_for(1)
    page.locator("#clear").click()
    draw(page, DIGITS[1])
    server.wait_for(2)
    server.answer(0, 7)
    server.answer(1, 1)
    expect(page.locator("#digit")).to_have_text("1")


def test_questions_are_at_least_a_tenth_of_a_second_apart_and_never_overlap(
    open_page: OpenPage,
) -> None:
    page = open_page("/")
    asked = """() => performance.getEntriesByType("resource")
      .filter((entry) => entry.name.endsWith("/api/predictions"))
      .map((entry) => [entry.startTime, entry.responseEnd])"""
    spiral = [point for turn in range(40) for point in DIGITS[0][0][turn % 5 :]]
    first, *others = positions(page, spiral)
    page.mouse.move(*first)
    page.mouse.down()
    for point in others * 20:  # as long as a slow machine needs
        page.mouse.move(*point)
        if len(page.evaluate(asked)) >= 8:
            break
    page.mouse.up()
    expect(page.locator("#answer")).not_to_have_attribute("data-state", "empty")
    times = page.evaluate(asked)
    assert len(times) >= 8, "the answer is not live"
    for (start, end), (next_start, _) in itertools.pairwise(times):
        assert next_start - start >= SHORTEST_INTERVAL_MS
        assert next_start >= end
