"""Nothing jumps while a page loads, and no page is wider than its window."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.charts import wait_for_histories
from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.drawing import draw
from tests.browser.strokes import DIGITS

# Google's Core Web Vitals call a page good below 0.1; what is reserved here leaves nearly nothing.
LARGEST_SHIFT = 0.01
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  const add = (entries) => entries.forEach((entry) => { sum += entry.value; });
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => {
    add(observer.takeRecords());
    done(sum);
  }));
})"""


@pytest.mark.parametrize("window", DEVICES)
@pytest.mark.parametrize("path", ["/", "/dashboard", "/about"])
def test_nothing_jumps_and_nothing_is_cut_off(open_page: OpenPage, path: str, window: str) -> None:
    page = open_page(path, **DEVICES[window])
    if path == "/dashboard":
        wait_for_histories(page)
        wait_for_histories(page, "loss-chart")
    if path == "/":
        draw(page, DIGITS[3])
        expect(page.locator("#digit")).to_have_text("3")
    assert page.evaluate(SHIFT) <= LARGEST_SHIFT
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_parts_of_a_run_are_open_in_a_large_window_before_they_are_seen(
    open_page: OpenPage, trained_run: str
) -> None:
    page = open_page(f"/runs/{trained_run}", viewport={"width": 2560, "height": 1440})
    for name in ("learning", "evaluation", "studies", "command"):
        expect(page.locator(f"#{name}")).to_have_attribute("open", "")
    expect(page.locator("#learning .samples li")).to_have_count(12)
    assert page.evaluate(SHIFT) <= LARGEST_SHIFT
