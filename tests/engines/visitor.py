"""What a person does with a browser, whichever engine it has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.browser.strokes import SIDE, Stroke
from tests.engines.engine import Engine
from tests.support.patience import eventually

TEXT = "(selector) => document.querySelector(selector)?.textContent.trim() ?? null"
# Whatever the page keeps of the drawing for a reload is gone by then.
FORGET = """() => {
  for (const leaving of ["pagehide", "visibilitychange"]) {
    addEventListener(leaving, () => sessionStorage.clear());
  }
}"""
FRAMES = 5
# Whether an element is there to be pressed, and has been in its place for some frames.
RESTS = f"""(selector) => {{
  const find = () => document.querySelector(selector);
  if (window.watched !== selector) {{
    window.watched = selector;
    let place = null;
    const look = () => {{
      const {{ x, y }} = find()?.getBoundingClientRect() ?? {{}};
      window.framesAtRest = place === `${{x}} ${{y}}` ? window.framesAtRest + 1 : 0;
      place = `${{x}} ${{y}}`;
      if (window.watched === selector) requestAnimationFrame(look);
    }};
    look();
  }}
  const isThere = (find()?.getClientRects().length ?? 0) > 0;
  const isReady = document.readyState === "complete" && isThere && !find().disabled;
  return isReady && window.framesAtRest >= {FRAMES};
}}"""
PAPER = """() => {
  const pad = document.getElementById("pad");
  pad.scrollIntoView({ block: "nearest" });
  const { x, y, width } = pad.getBoundingClientRect();
  return [x, y, width];
}"""


class Visitor:
    """Somebody who uses the pages of one site."""

    def __init__(self, engine: Engine, site: str) -> None:
        self._engine = engine
        self._site = site

    @property
    def pointers(self) -> tuple[str, ...]:
        """What this visitor can draw with."""
        return self._engine.pointers

    def open(self, path: str) -> None:
        """Load one of the site's pages, as in a new tab: no drawing is kept."""
        self._engine.run(FORGET)
        self._engine.open(f"{self._site}{path}")

    def reload(self) -> None:
        """Load the page again, as the browser's button does: with what its controls held."""
        before = self._engine.run("() => performance.timeOrigin")
        self._engine.run("() => location.reload()")
        self.wait(
            "(before) => performance.timeOrigin !== before && document.readyState === 'complete'",
            before,
        )

    def press(self, selector: str) -> None:
        """Click on something once it is there to be clicked, and rests; a page may be scrolling."""
        self.wait(RESTS, selector)
        self._engine.click(selector)

    def write(self, selector: str, text: str) -> None:
        """Write into a field, in place of what was there."""
        self._engine.write(selector, text)

    def draw(self, strokes: Iterable[Stroke], pointer: str = "mouse") -> None:
        """Draw on the paper, which is 280 units wide whatever its size in the window."""
        for stroke in strokes:
            left, top, width = self._engine.run(PAPER)
            scale = width / SIDE
            self._engine.drag(pointer, [(left + x * scale, top + y * scale) for x, y in stroke])

    def wait(self, script: str, *arguments: Any) -> Any:
        """Wait until a function of JavaScript gives something true, and return that."""
        return eventually(lambda: self._engine.run(script, *arguments), bool)

    def wait_for_text(self, selector: str, text: str) -> None:
        """Wait until what a selector names says exactly this."""
        eventually(lambda: self._engine.run(TEXT, selector), lambda found: found == text)

    def look(self, script: str, *arguments: Any) -> Any:
        """Return what a function of JavaScript gives."""
        return self._engine.run(script, *arguments)
