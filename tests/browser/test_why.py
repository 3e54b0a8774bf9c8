"""Why this answer?: what the page shows of a drawing is what the network makes of it."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
from playwright.sync_api import Page, Route, expect

from nnet.core.data import to_inputs
from nnet.imaging.png import base64_png
from nnet.interpretation.occlusion import measure_occlusion
from nnet.interpretation.saliency import gradient_times_input
from nnet.interpretation.scores import Scores
from nnet.models.checkpoint import SHIPPED_MODEL, load_model
from tests.browser.conftest import OpenPage
from tests.browser.drawing import draw
from tests.browser.inside import seen_pixels, write_number
from tests.browser.strokes import DIGITS
from tests.browser.test_accessibility import violations_in_light_and_dark
from tests.browser.waiting import wait_until
from tests.web.test_stroke_vote import SLOPPY

LABELS = [4] * 11 + [9]


def answer_neighbours(route: Route) -> None:
    """Answer with twelve digits: thousands would have to be read first."""
    picture = base64_png(np.zeros((28, 28), np.uint8))
    found = [
        {"index": index, "label": label, "distance": index, "picture": picture}
        for index, label in enumerate(LABELS)
    ]
    answer = {"searched": 10_000, "units": 128, "neighbours": found}
    route.fulfill(body=json.dumps(answer), content_type="application/json")


def written(value: Any) -> str:
    """Return a number as the page writes it: two figures, with its sign."""
    return write_number(float(f"{value:.2g}"), "+g")


def inputs_of(page: Page) -> np.ndarray:
    """Return what the network saw of the drawing as its inputs, (28, 28)."""
    inputs: np.ndarray = to_inputs(seen_pixels(page)[np.newaxis]).reshape(28, 28)
    return inputs


def may_mark(effects: np.ndarray, count: int) -> bool:
    """Tell whether so many pixels may be marked: numbers are rounded on their way to the page."""
    shares = effects / np.abs(effects).max()
    return bool((shares > 0.031).sum() <= count <= (shares > 0.029).sum())


def test_a_walk_through_the_reasons(open_page: OpenPage) -> None:
    page = open_page("/inside/why", color_scheme="light")
    page.route("**/api/inside/neighbours", answer_neighbours)
    legend = page.locator("#reasons .legend__for")
    expect(legend).to_have_text("speaks for 3")  # a digit lies ready
    page.locator("#clear").click()
    expect(page.locator("#why-occlusion svg")).to_have_attribute("aria-label", "Nothing is marked.")
    expect(legend).to_have_text("speaks for it")
    expect(page.locator(".why[aria-busy]")).to_have_count(0)

    draw(page, DIGITS[4])
    expect(legend).to_have_text("speaks for 4")
    expect(page.locator(".why__whose")).to_be_hidden()
    scores = Scores(load_model(SHIPPED_MODEL).folded)

    def is_of_what_was_seen() -> bool:
        marked = page.locator("#why-occlusion .heatmap__for").count()
        return may_mark(measure_occlusion(scores, inputs_of(page))[4], marked)

    wait_until(page, is_of_what_was_seen)  # the last answer may come after the pen was lifted
    picture = inputs_of(page)
    for name, effects in [
        ("occlusion", measure_occlusion(scores, picture)[4]),
        ("gradient", gradient_times_input(scores, picture, 4)),
    ]:
        most, least = written(effects.max()), written(effects.min())
        figure = page.locator(f"#why-{name}")
        expect(figure.locator(".heatmap__range")).to_have_text(
            f"The strongest pixels: {most} and {least}."
        )
        expect(figure.locator("svg")).to_have_attribute("aria-label", re.compile("Most speaks"))
        assert may_mark(effects, figure.locator(".heatmap__for").count())

    first, second = page.locator("#why-first"), page.locator("#why-second")
    contrast = page.locator("#contrast")
    contrast.scroll_into_view_if_needed()
    expect(first).to_have_value("4")
    second.select_option("9")
    expect(contrast.locator(".legend__against")).to_have_text("speaks for 9 rather than 4")
    (read,) = scores.of(picture.reshape(1, 784))
    expect(contrast.locator(".why__lead")).to_have_text(
        f"The score of 4 is {read[4] - read[9]:.1f} higher than that of 9."
    )
    first.select_option("9")  # and so both change places
    expect(second).to_have_value("4")
    expect(contrast.locator(".why__lead")).to_contain_text("The score of 9 is")

    neighbours = page.locator("#neighbours")
    neighbours.scroll_into_view_if_needed()
    expect(neighbours.locator(".why__lead")).to_have_text(
        "Of the 12 most similar of 10,000 training digits 11 are labelled 4."
    )
    expect(neighbours.locator(".neighbour--other")).to_have_text(["9"])

    change = page.locator("#change")
    change.scroll_into_view_if_needed()
    expect(change.locator(".change__words")).to_have_text(
        "Without this stroke it would be read as 1."
    )
    expect(change.locator(".change__taken")).to_have_count(1)
    assert violations_in_light_and_dark(page) == []
    change.get_by_role("button", name="Draw it like this").click()
    expect(page.locator("#reading-text")).to_have_text("Read as 1")
    expect(change.locator(".change__words")).to_contain_text("Nothing that was tried")
    expect(change.locator(".change__taken")).to_have_count(0)

    # What votes beside the network of pictures may read something else.
    page.locator("#clear").click()
    draw(page, [[(130 + 0.95 * (x - 130), y) for x, y in SLOPPY[1]]])
    page.locator("#reasons").scroll_into_view_if_needed()
    whose = page.locator(".why__whose")
    expect(whose).to_be_visible()
    expect(whose).to_contain_text("which reads 9.")
    expect(whose).to_contain_text("together they answer 1.")
    expect(legend).to_have_text("speaks for 9")
