"""Ink lands exactly under the pointer, whatever the screen's pixels and the window's size."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.devices import PHONE
from tests.browser.drawing import draw, draw_by_touch, has_ink, positions
from tests.browser.strokes import line
from tests.browser.waiting import wait_until

# A thin cross: its arms have ink in the middle and none a pen's width aside.
CROSS = [line((60, 140), (220, 140)), line((140, 60), (140, 220))]
ON_CROSS = [(80, 140), (200, 140), (140, 80), (140, 200), (140, 140)]
BESIDE_CROSS = [(80, 148), (200, 132), (132, 80), (148, 200), (120, 120)]
PEN_WIDTH = "8"


def assert_cross(page: Page) -> None:
    for position in positions(page, ON_CROSS):
        assert has_ink(page, position)
    for position in positions(page, BESIDE_CROSS):
        assert not has_ink(page, position)


@pytest.mark.parametrize("ratio", [1, 1.25, 2, 3])
def test_ink_is_under_the_pointer_at_any_device_pixel_ratio(
    open_page: OpenPage, ratio: float
) -> None:
    page = open_page("/", device_scale_factor=ratio)
    page.get_by_label("Width of the pen").fill(PEN_WIDTH)
    draw(page, CROSS)
    assert_cross(page)
    box = page.locator("#pad").bounding_box()
    assert box is not None
    pixels = page.evaluate("document.getElementById('pad').width")
    assert abs(pixels - box["width"] * ratio) <= 1, "the canvas is not as sharp as the screen"


def test_ink_is_under_the_finger_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("/", **PHONE)
    page.get_by_label("Width of the pen").fill(PEN_WIDTH)
    draw_by_touch(page, CROSS)
    assert_cross(page)


def test_ink_stays_in_place_and_goes_on_under_the_pointer_after_a_resize(
    open_page: OpenPage,
) -> None:
    page = open_page("/")
    page.get_by_label("Width of the pen").fill(PEN_WIDTH)
    draw(page, CROSS[:1])
    pixels = "document.getElementById('pad').width"
    before = page.evaluate(pixels)
    page.set_viewport_size({"width": 700, "height": 620})
    wait_until(page, lambda: page.evaluate(pixels) != before)
    draw(page, CROSS[1:])
    assert_cross(page)


def test_ink_is_under_the_pointer_on_a_scrolled_page(open_page: OpenPage) -> None:
    page = open_page("/", viewport={"width": 700, "height": 400})
    page.get_by_label("Width of the pen").fill(PEN_WIDTH)
    page.evaluate("scrollTo(0, 110)")
    draw(page, CROSS)
    assert_cross(page)
