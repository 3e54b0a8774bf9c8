"""What a chart shows, as Plotly holds it once somebody has asked for it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.waiting import wait_until
from tests.support.shipped import SHIPPED

STAND_IN = """window.Plotly = {
  async react(element, data, layout) {
    Object.assign(element, { data, layout, on() {} });
  },
};"""
"""Takes Plotly's place for tests that look at no chart: it takes a second to be read and run."""

LINES = """(id) => {
  const { data } = document.getElementById(id);
  if (!data) document.getElementById("explore")?.click();
  return (data ?? []).map(({ name, x, y, customdata, visible, line }) => ({
    name, epochs: x.length, heights: [...y],
    values: [...y].map((each, at) => customdata?.[at][0] ?? each),
    shown: visible === true, colour: line?.color, dash: line?.dash,
  }));
}"""
"""Values are what was measured; heights what is drawn, which on a scale of mistakes is another.

On the training page the server has drawn the charts: Plotly is asked for first.
"""


def lines(page: Page, chart: str = "accuracy-chart") -> dict[str, dict[str, Any]]:
    """Return the lines of a chart by their names."""
    return {line["name"]: line for line in page.evaluate(LINES, chart)}


def wait_for_lines(page: Page, count: int, chart: str = "accuracy-chart") -> None:
    """Wait until a chart has this many lines."""
    wait_until(page, lambda: len(lines(page, chart)) == count)


def wait_for_histories(page: Page, chart: str = "accuracy-chart") -> None:
    """Wait until a chart has at least a line for each of the shipped recipes."""
    wait_until(page, lambda: len(lines(page, chart)) >= len(SHIPPED))
