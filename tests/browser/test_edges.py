"""All pages begin on one line at the left, with the header above and the footer below."""

from __future__ import annotations

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


def test_all_pages_begin_on_one_line(open_page: OpenPage) -> None:
    page = open_page("/", tolerate="Failed to load resource", charts=False)
    run_id = page.request.get("/api/runs").json()["runs"][0]["id"]
    lines: dict[str, set[int]] = {window: set() for window in WINDOWS}
    for path in PATHS:
        page.goto(f"/runs/{run_id}" if path == "a run" else path)
        for window, (width, height) in WINDOWS.items():
            page.set_viewport_size({"width": width, "height": height})
            edges = page.evaluate(EDGES)
            lines[window] |= {round(edge) for edge in edges.values()}
            assert len(lines[window]) == 1, (path, window, edges)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
