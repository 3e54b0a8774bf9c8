"""How the pen feels: its cursor, what fades, what outlives a reload, and drawings of any length."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.drawing import draw, positions
from tests.browser.strokes import DIGITS, arc

# Notes which elements move, and for how long.
KEEP_ANIMATIONS = """() => {
  const animate = Element.prototype.animate;
  window.animations = [];
  Element.prototype.animate = function (frames, options) {
    window.animations.push([this.className, options.duration]);
    return animate.call(this, frames, options);
  };
}"""

# Goes round an ellipse with the mouse, which is down, in steps of some units of the drawing.
GO_ROUND = """([step, rounds]) => {
  const canvas = document.getElementById("pad");
  const { left, top, width } = canvas.getBoundingClientRect();
  const count = Math.round((rounds * 450) / step);
  for (let index = 0; index <= count; index += 1) {
    const angle = (2 * Math.PI * rounds * index) / count - Math.PI / 2;
    const clientX = left + (width * (140 + 56 * Math.cos(angle))) / 280;
    const clientY = top + (width * (140 + 84 * Math.sin(angle))) / 280;
    const options = { pointerId: 1, buttons: 1, clientX, clientY, bubbles: true };
    canvas.dispatchEvent(new PointerEvent("pointermove", options));
  }
}"""


def ring_of(page: Page) -> tuple[float, str]:
    """Return the diameter of the cursor's ring in CSS pixels, and its picture."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
    cursor = unquote(page.locator("#pad").evaluate("(pad) => getComputedStyle(pad).cursor"))
    radii = [float(radius) for radius in re.findall(r' r="([\d.]+)"', cursor)]
    return 2 * min(radii), cursor


def test_the_cursor_is_as_large_as_what_it_draws_and_rubs_out(open_page: OpenPage) -> None:
    page = open_page("/")
    paper = page.locator("#pad").bounding_box()
    assert paper is not None
    slider = page.get_by_label("Width of the pen")
    for width in (8, 18, 32):
        slider.fill(str(width))
        diameter, pen = ring_of(page)
        assert diameter == pytest.approx(width / 280 * paper["width"], abs=1)
    page.locator("#eraser").click()
    wider, eraser = ring_of(page)
    assert wider > diameter and "dasharray" in eraser and "dasharray" not in pen


def test_undo_redo_and_clear_fade(open_page: OpenPage) -> None:
    page = open_page("/", reduced_motion="no-preference")
    page.evaluate(KEEP_ANIMATIONS)
    draw(page, DIGITS[1])
    assert page.evaluate("animations") == []
    for key in ("Control+z", "Control+y", "Delete"):
        page.keyboard.press(key)
    moved = page.evaluate("animations")
    assert [name for name, _ in moved] == ["paper__before"] * 3
    assert all(0 < duration <= 150 for _, duration in moved)
    page.emulate_media(reduced_motion="reduce")
    page.keyboard.press("Control+z")
    assert len(page.evaluate("animations")) == 3


def test_a_drawing_outlives_a_reload_and_the_way_back_in_its_tab_alone(open_page: OpenPage) -> None:
    page = open_page("/")
    draw(page, DIGITS[7])
    draw(page, DIGITS[1])
    page.keyboard.press("Control+z")
    expect(page.locator("#digit")).to_have_text("7")
    page.reload()
    expect(page.locator("#digit")).to_have_text("7")
    expect(page.locator("#redo")).to_be_enabled()
    page.goto("/about")
    page.go_back()
    expect(page.locator("#digit")).to_have_text("7")
    # It can be drawn on and shared as if nothing had happened.
    page.keyboard.press("Control+y")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link to the drawing")
    expect(link).to_be_visible()
    address = link.input_value()
    strokes = page.request.get(address.replace("/d/", "/api/drawings/")).json()["strokes"]
    times = [point[3] for stroke in strokes for point in stroke["points"]]
    assert len(strokes) == 2 and times == sorted(times) and times[-1] < 60_000
    other = page.context.new_page()
    other.goto("/")
    expect(other.locator("#hint")).to_be_visible()
    other.close()


@pytest.mark.parametrize(("step", "rounds"), [(1, 30), (18, 400)], ids=["points", "length"])
def test_a_stroke_longer_than_what_can_be_shared_is_thinned(
    open_page: OpenPage, step: float, rounds: int
) -> None:
    page = open_page("/")
    page.mouse.move(*positions(page, arc((140, 140), (56, 84), -90, -80, 1))[0])
    page.mouse.down()
    page.evaluate(GO_ROUND, [step, rounds])
    page.mouse.up()
    expect(page.locator("#digit")).to_have_text("0")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link to the drawing")
    expect(link).to_be_visible()
    shared = page.request.get(link.input_value().replace("/d/", "/api/drawings/")).json()
    assert shared["prediction"]["text"] == "0"
    assert 1000 < len(shared["strokes"][0]["points"]) <= 10_000


def test_more_strokes_than_can_be_shared_are_read_all_the_same(open_page: OpenPage) -> None:
    page = open_page("/")
    draw(page, DIGITS[1])
    for x, y in positions(page, [(148, 60)] * 200):
        page.mouse.click(x, y)
    expect(page.locator("#answer")).to_have_attribute("data-state", "digit")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    expect(page.locator("#share-problem")).to_contain_text("more than 200 strokes")
