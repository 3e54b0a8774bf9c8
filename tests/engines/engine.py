"""What a visitor needs of a browser, whichever engine it has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from tests.browser.strokes import Point

CSS = "css selector"
WINDOW = (1280, 900)


class Engine(Protocol):
    """A browser with one window."""

    pointers: tuple[str, ...]
    """What a test can hold: ``mouse``, ``touch``, ``pen``."""

    def open(self, address: str) -> None:
        """Load a page."""

    def run(self, script: str, *arguments: Any) -> Any:
        """Return what a function of JavaScript gives, called with arguments."""

    def click(self, selector: str) -> None:
        """Click on the first element that a CSS selector names, scrolled into sight."""

    def write(self, selector: str, text: str) -> None:
        """Type into a field, in place of what was there."""

    def drag(self, pointer: str, points: Iterable[Point]) -> None:
        """Move one of the pointers from the first point to the last, pressed."""

    def close(self) -> None:
        """End the browser and whatever was started with it."""


def call(script: str) -> str:
    """Return a script's body that gives what the function gives, called with the arguments."""
    return f"return ({script})(...arguments)"
