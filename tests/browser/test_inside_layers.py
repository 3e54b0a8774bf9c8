"""Looking inside, layer by layer: what the page shows is what nnet computes."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Request, expect

from nnet.core.data import to_inputs
from nnet.interpretation.damage import Changes, damage
from nnet.models.checkpoint import SHIPPED_MODEL, load_model
from tests.browser.answers import INPUT
from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.drawing import draw
from tests.browser.inside import parse_number, seen_pixels
from tests.browser.strokes import DIGITS
from tests.browser.test_accessibility import violations_in_light_and_dark
from tests.browser.waiting import wait_until

SECOND_STAGE = 7
"""Layers of the shipped network up to the second rectifier: an unflatten and two convolutions."""

EXCITING = {
    "model": "0" * 12,
    "examined": 2000,
    "digits": [
        {"index": 3, "label": 7, "picture": INPUT, "value": value, "sees": [4, 6, 5, 5]}
        for value in (4.5, 3.25)
    ],
}


def place(page: Page, before: str | None = None) -> tuple[int, int, int]:
    """Return where in the maps the number on the page stands, once it is another than before."""
    title = page.locator("#unit-title")
    expect(title).to_have_text(re.compile(r"Convolution 2, unit \d+, row \d+, column \d+"))
    if before is not None:
        expect(title).not_to_have_text(before)
    unit, row, column = map(int, re.findall(r"\d+", title.inner_text())[1:])
    return unit - 1, row - 1, column - 1  # the page counts from 1


def test_numbers_are_those_of_nnet_and_the_keyboard_reaches_them(open_page: OpenPage) -> None:
    page = open_page("/inside", color_scheme="light")
    # Looking through 2,000 digits takes seconds; tests/web/test_inside_layers.py does it.
    page.route("**/api/inside/exciting?*", lambda route: route.fulfill(json=EXCITING))
    expect(page.locator("#strip [role=radio]")).to_have_count(8)
    page.reload()  # what lies ready is not taken for a drawing of one's own, and makes way for it
    draw(page, DIGITS[7])
    expect(page.locator("#reading-text")).to_have_text("Read as 7")
    page.locator("#strip [aria-checked=true]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#strip [aria-checked=true]")).to_contain_text("Convolution 2")
    unit, _, _ = place(page)
    page.locator("#units [aria-checked=true]").focus()
    page.keyboard.press("ArrowLeft" if unit else "ArrowRight")
    next_number = str(unit if unit else 2)
    expect(page.locator("#unit-title")).to_contain_text(f"unit {next_number},")
    expect(page.locator("#unit-number")).to_have_value(next_number)
    before = page.locator("#unit-title").inner_text()
    page.locator("#unit-map").focus()
    _, row, _ = place(page)
    page.keyboard.press("ArrowUp" if row else "ArrowDown")
    unit, row, column = place(page, before)

    model = load_model(SHIPPED_MODEL)

    def is_of_what_was_seen() -> bool:
        values = to_inputs(seen_pixels(page)[None])
        for layer in model.network.layers[:SECOND_STAGE]:
            values = layer.forward(values)
        shown = page.locator("#unit-output").inner_text()
        return shown == f"{values[row, 0, column, unit]:,.3f}"

    wait_until(page, is_of_what_was_seen)  # the last answer may come after the pen was lifted
    lines = page.locator("#unit-lines dd").all_inner_texts()
    totals = [parse_number(line.split("\n")[0].rpartition("=")[2]) for line in lines]
    factor, offset = model.network.layers[5].as_factor_and_offset()
    assert abs(totals[0] * factor[unit] + offset[unit] - totals[-2]) < 0.002
    assert totals[-1] == max(totals[-2], 0)
    products = page.locator("#terms tbody tr td:last-child").all_inner_texts()
    assert abs(sum(map(parse_number, products)) - totals[0]) < 0.01

    page.locator("#unit-off").click()
    page.locator("#bits button[data-value='2']").click()
    changed = damage(model, Changes(off=((1, unit),), bits=2))
    probabilities = changed.probabilities(seen_pixels(page)[None])[0]
    digit = int(probabilities.argmax())
    reads = page.locator("#reads-changed td").first
    expect(reads).to_have_text(re.compile(rf"^{digit} \("))
    assert digit != 7
    expect(page.locator("#reads-unchanged td").first).to_have_text("7 (> 99.9%)")
    expect(page.locator("#unit-output")).to_have_text("0.000")
    for row_of in ("#reads-unchanged", "#reads-changed"):
        expect(page.locator(f"{row_of} td").last).to_have_text(re.compile(r"^\d+\.\d\d%$"))
    for size in reversed(DEVICES.values()):
        page.set_viewport_size(size["viewport"])
        assert violations_in_light_and_dark(page) == []
    page.locator("#reset").click()
    expect(reads).to_have_text("–")
    expect(page.locator("#off-list button")).to_have_count(0)
    page.locator("#exciting-digits").scroll_into_view_if_needed()
    expect(page.locator("#exciting-digits li")).to_have_text(["4.500", "3.250"])


def test_the_folded_panel_asks_for_nothing_and_follows_once_it_is_open(open_page: OpenPage) -> None:
    page = open_page("/")
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/inside/" in request.url or "/layers" in request.url:
            asked.append(request.url)

    page.on("request", note)
    draw(page, DIGITS[4][:1])
    expect(page.locator("#seen img")).to_be_visible()
    assert asked == []
    page.locator("#inside summary").click()
    expect(page.locator("#inside .layer-strip__layer")).to_have_count(8)
    with page.expect_response("**/api/inside/layers"):
        draw(page, DIGITS[4][1:])
    expect(page.locator("#digit")).to_have_text("4")
    expect(page.locator("#inside .layer-strip__bar--first")).to_have_text("4")
    page.locator("#inside .layer-strip__layer", has_text="Convolution 3").click()
    expect(page.locator("#layer-title")).to_have_text("Convolution 3")
    expect(page.locator("#reading-text")).to_have_text("Read as 4")
