"""How sure the network is: figures and words that promise no more than can be believed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.answers import answer, answer_with
from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.drawing import draw
from tests.browser.strokes import DIGITS, line

TOLD = [
    (1.0, "> 99.9%", "Very likely", "> 99%"),
    (0.99914, "> 99.9%", "Very likely", "> 99%"),
    (0.9931, "99.3%", "Very likely", "> 99%"),
    (0.946, "95%", "Very likely", "95%"),
    (0.871, "87%", "Likely", "87%"),
    (0.55, "55%", "More likely than not", "55%"),
    (0.4, "40%", "Not sure", "40%"),
]
"""A confidence, and how it is told: its figure, its words, and beside its bar."""


def test_a_confidence_is_told_as_far_as_it_can_be_believed(open_page: OpenPage) -> None:
    page = open_page("/")
    for confidence, share, words, bar in TOLD:
        answer_with(page, answer(7, confidence))
        draw(page, [line((140, 60), (140, 220))])
        expect(page.locator("#percent")).to_have_text(share)
        expect(page.locator("#headline")).to_have_text(words)
        expect(page.locator(".bar--top .bar__percent")).to_have_text(bar)
        expect(page.locator("#announcement")).to_have_text(f"7. {words}, {share}.")
        page.unroute("**/api/predictions")
        page.locator("#clear").click()


@pytest.mark.parametrize("window", DEVICES)
def test_what_is_hardly_possible_is_no_figure_to_read(open_page: OpenPage, window: str) -> None:
    page = open_page("/", **DEVICES[window])
    answer_with(page, answer(3, 1.0))
    draw(page, DIGITS[3])
    expect(page.locator("#digit")).to_have_text("3")
    shares = page.locator(".bar:not(.bar--top) .bar__percent")
    # Heard, but not seen.
    expect(shares).to_have_text(["< 1%"] * 9)
    unseen = "(all) => all.every((one) => getComputedStyle(one).opacity === '0')"
    assert shares.evaluate_all(unseen)
