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
        """Click on something once it is there to be clicked, and the page's scripts have run."""
        self.wait(
            """(selector) => {
              const element = document.querySelector(selector);
              const isThere = element !== null && element.getClientRects().length > 0;
              return document.readyState === "complete" && isThere && !element.disabled;
            }""",
            selector,
        )
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
