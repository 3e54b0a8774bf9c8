"""All pages begin on one line at the left, with the header above and the footer below."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPage

WINDOWS = {"small": (320, 568), "phone": (390, 844), "desktop": (1280, 800), "large": (2560, 1440)}
PATHS = ["/", "/dashboard", "/about", "/privacy", "/sign-in", "/nothing-here", "a run"]
EDGES = """() => {
  const seen = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  };
  const text = (link) => {
    const range = document.createRange();
    range.selectNodeContents(link);
    return range.getBoundingClientRect().left;
  };
  return {
    brand: document.querySelector(".brand").getBoundingClientRect().left,
    content: [...document.querySelector("main").children].find(seen).getBoundingClientRect().left,
    footer: text(document.querySelector(".site-footer a")),
  };
}"""


@pytest.mark.parametrize("window", WINDOWS)
def test_all_pages_begin_on_one_line(open_page: OpenPage, window: str) -> None:
    width, height = WINDOWS[window]
    page = open_page(
        "/",
        tolerate="Failed to load resource",
        charts=False,
        viewport={"width": width, "height": height},
    )
    run_id = page.request.get("/api/runs").json()["runs"][0]["id"]
    lines = set()
    for path in PATHS:
        page.goto(f"/runs/{run_id}" if path == "a run" else path)
        edges = page.evaluate(EDGES)
        lines |= {round(edge) for edge in edges.values()}
        assert len(lines) == 1, (path, edges)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
