"""A film of learning: each epoch's network reads the drawing, and shows its weights."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.drawing import draw
from tests.browser.inside import seen_picture
from tests.browser.strokes import DIGITS
from tests.browser.test_accessibility import violations_in_light_and_dark

BARS = """() => [...document.querySelectorAll("#bars .bar")]
  .map((bar) => Number(bar.style.getPropertyValue("--probability")))"""


def test_the_slider_goes_through_what_each_epoch_read(open_page: OpenPage) -> None:
    page = open_page("/inside/film")
    expect(page.locator("#words")).to_contain_text("After epoch 30 of 30: reads 3, ")
    film: dict[str, Any] = page.request.get("/api/inside/film").json()
    answer = page.request.post("/api/inside/film", data={"input": seen_picture(page)})
    readings = answer.json()["readings"]
    for epoch in (0, 3):
        page.locator("#epoch").fill(str(epoch))
        expect(page.locator("#sheet")).to_have_attribute(
            "src", re.compile(f"/{film['id']}/{epoch}/changes.png$")
        )
        assert page.evaluate(BARS) == pytest.approx(readings[epoch], abs=1e-5)
        digit = readings[epoch].index(max(readings[epoch]))
        expect(page.locator("#words")).to_contain_text(f"reads {digit}, ")
        accuracy = film["frames"][epoch]["test_accuracy"]
        expect(page.locator("#accuracy")).to_contain_text(f"{accuracy:.2%}")
    page.get_by_role("button", name="The weights").click()
    expect(page.locator("#sheet")).to_have_attribute("src", re.compile("/3/weights.png$"))
    page.locator("#epoch").press("End")
    page.locator("#clear").click()
    expect(page.locator("#words")).to_be_empty()
    draw(page, DIGITS[4])
    expect(page.locator("#words")).to_contain_text("reads 4, ")
    expect(page.locator("#summary")).to_contain_text("it reads 4.")
    page.locator("#play").click()  # from the start, as it is at the end
    expect(page.locator("#play-name")).to_have_text("Pause")
    page.locator("#play").click()
    expect(page.locator("#play-name")).to_have_text("Play")
    assert page.locator("#epoch").input_value() != "30"
    assert violations_in_light_and_dark(page) == []
