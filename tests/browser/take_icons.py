"""Takes the icons of the installed site from its favicon: ``make pictures``."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.support.servers import ROOT
from webapp.installation.manifest import ICONS, PAPER

IMAGES = ROOT / "static" / "img"
LINE, LINES = "#e4dccb", 7
"""The colour of the paper's squares, and how many lie side by side."""

PAGE = """<style>
  body {{ margin: 0; }}
  main {{
    display: grid; place-items: center; width: {side}px; height: {side}px;
    border-radius: {radius}px; background: {paper}; overflow: hidden; position: relative;
  }}
  main::before {{
    content: ""; position: absolute; inset: 0;
    background:
      repeating-linear-gradient(to right, {line} 0 {width}px, transparent {width}px {square}px),
      repeating-linear-gradient(to bottom, {line} 0 {width}px, transparent {width}px {square}px);
    background-position: {shift}px {shift}px;
  }}
  svg {{ position: relative; width: {drop}px; height: {drop}px; }}
</style><main>{favicon}</main>"""


def take_icons(browser: Browser) -> None:
    """Save an ink drop on squared paper in every size that the manifest names.

    What a system may cut to a shape of its own fills the whole square, and its drop lies within the
    circle that is left in any case: four fifths as wide.
    """
    favicon = (IMAGES / "favicon.svg").read_text("utf-8")
    for name, sizes, purpose in ICONS:
        side = int(sizes.partition("x")[0])
        is_cut = purpose == "maskable"
        square = side / LINES
        width = max(1, round(side / 192))
        page = browser.new_page(viewport={"width": side, "height": side})
        page.set_content(
            PAGE.format(
                side=side,
                radius=0 if is_cut else side * 0.2,
                paper=PAPER,
                line=LINE,
                width=width,
                square=square,
                shift=(square - width) / 2,
                drop=side * (0.58 if is_cut else 0.74),
                favicon=favicon,
            )
        )
        page.screenshot(path=IMAGES / name, omit_background=True)
        page.close()
