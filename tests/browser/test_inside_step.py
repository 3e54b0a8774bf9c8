"""Step by step: the numbers on the page are those of the network, forward and backward."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.drawing import draw
from tests.browser.inside import parse_number, seen_picture, write_number
from tests.browser.strokes import DIGITS
from tests.browser.test_accessibility import violations_in_light_and_dark


def numbers(page: Page, table: str) -> list[list[float]]:
    """Return the numbers of a table's rows."""
    rows = page.locator(f"#{table} tbody tr").all()
    return [[parse_number(text) for text in row.locator("td").all_inner_texts()] for row in rows]


def told(page: Page, name: str) -> float:
    """Return the number in a formula, where it is shown."""
    return parse_number(page.locator(f'[data-number="{name}"]:visible').first.text_content() or "")


def ask(page: Page, **settings: Any) -> dict[str, Any]:
    """Return a step with what the network saw of the drawing, asked for by the test itself."""
    answer = page.request.post("/api/inside/steps", data={"input": seen_picture(page), **settings})
    return dict(answer.json())


def foot(page: Page, table: str) -> float:
    return parse_number(page.locator(f"#{table} tfoot td").last.inner_text())


def test_a_step_on_the_own_drawing_is_followed_forward_and_backward(open_page: OpenPage) -> None:
    page = open_page("/inside/step")
    expect(page.locator("#cost-words")).to_contain_text("The first step takes the cost from")
    expect(page.locator("#label [aria-checked=true]")).to_have_text("3")  # as it lies ready
    page.locator("#hidden").select_option("4")
    page.locator("#start").select_option("lecun")
    page.locator("#label").get_by_text("7").click()
    step = ask(page, label=7, hidden=4, start="lecun")
    hidden, outputs = step["layers"]
    expect(page.locator("#cost-words")).to_contain_text(
        f"from {write_number(step['costs'][0], '.4g')} to"
    )

    page.get_by_role("button", name="output 7").click()
    expect(page.locator("#unit-title")).to_have_text("Output 7")
    assert told(page, "z") == pytest.approx(outputs["sums"][7], rel=1e-3)
    assert told(page, "a") == pytest.approx(outputs["activations"][7], rel=1e-3)
    terms = numbers(page, "terms")
    assert [row[2] for row in terms] == pytest.approx(outputs["edges"][7]["terms"], rel=1e-3)
    assert [a * w for a, w, _ in terms] == pytest.approx([row[2] for row in terms], rel=2e-3)
    assert foot(page, "terms") == pytest.approx(outputs["sums"][7], rel=1e-3)
    costs = numbers(page, "cost-terms")
    assert sum(row[2] for row in costs) == pytest.approx(foot(page, "cost-terms"), rel=2e-3)

    page.get_by_role("button", name="Backward").click()
    a, y, slope, delta = (told(page, name) for name in ("a", "y", "slope", "delta"))
    assert (a - y) * slope == pytest.approx(delta, rel=5e-3)
    page.get_by_role("button", name="output 7").press("ArrowLeft")
    expect(page.locator("#unit-title")).to_have_text(re.compile("Hidden unit [1-4]"))
    title = page.locator("#unit-title").inner_text()
    unit = int(title.split()[-1]) - 1
    assert told(page, "delta") == pytest.approx(hidden["errors"][unit], rel=1e-3)
    assert told(page, "returned") * told(page, "slope") == pytest.approx(
        hidden["errors"][unit], rel=3e-3
    )
    assert sum(row[1] for row in numbers(page, "returned")) == pytest.approx(
        foot(page, "returned"), rel=5e-3, abs=1e-5
    )
    page.locator("#changes button").nth(3).focus()
    expect(page.locator("#changes tr.step-table__row--marked")).to_have_count(1)
    edges = hidden["edges"][unit]
    assert told(page, "edge-weight") == pytest.approx(edges["weights"][3], rel=1e-3)
    assert told(page, "edge-new") == pytest.approx(edges["new_weights"][3], rel=1e-3)
    moved = told(page, "rate") * told(page, "edge-a") * told(page, "edge-delta")
    assert edges["weights"][3] - moved == pytest.approx(edges["new_weights"][3], rel=1e-3)

    page.locator("#check").click()
    expect(page.locator("#checked tbody tr")).to_have_count(14)
    for by_backpropagation, by_moving, difference in numbers(page, "checked"):
        assert by_moving == pytest.approx(by_backpropagation, rel=1e-3, abs=1e-8)
        assert difference < 1e-8
    assert "def backward" in page.locator(".step-code pre").all_text_contents()[-4]

    page.locator("#take-10").click()
    expect(page.locator("#cost-words")).to_contain_text("10 steps so far")
    expect(page.locator("#check-result")).to_be_hidden()
    found = re.search("from (.+) to (.+)[.]", page.locator("#cost-words").inner_text())
    assert found and parse_number(found[2]) < parse_number(found[1]) < step["costs"][0]
    page.locator("#clear").click()
    draw(page, DIGITS[2])
    expect(page.locator("#label [aria-checked=true]")).to_have_text("2")
    expect(page.locator("#cost-words")).to_contain_text("The first step")
    assert violations_in_light_and_dark(page) == []
    for size in DEVICES.values():
        page.set_viewport_size(size["viewport"])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
