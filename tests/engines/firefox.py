"""Firefox without a window, by Marionette."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.browser.strokes import Point
from tests.engines.engine import CSS, WINDOW, call
from tests.engines.marionette import Marionette
from tests.support.patience import eventually

NAMES = ("firefox-esr", "firefox")
# Port 0 lets the system choose one, which Firefox writes into its profile.
PREFERENCES = """\
user_pref("marionette.port", 0);
user_pref("intl.accept_languages", "en");
"""
PORT = "MarionetteActivePort"
STOP_S = 60


def find_firefox() -> str | None:
    """Return the program, or None."""
    if sys.platform != "linux":
        return None
    return next(filter(None, map(shutil.which, NAMES)), None)


class Firefox:
    """An Engine."""

    pointers = ("mouse", "touch")

    def __init__(self, program: str, folder: Path) -> None:
        """Start it with a profile of its own in the folder, and what it logs beside that."""
        profile = folder / "profile"
        profile.mkdir()
        (profile / "user.js").write_text(PREFERENCES)
        command = [program, "--marionette", "--headless", "--no-remote", "--profile", profile]
        with (folder / "firefox.log").open("w") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            self._session = Marionette(self._wait_for_port(profile / PORT))
            width, height = WINDOW
            self._session.tell("SetWindowRect", width=width, height=height)
        except BaseException:
            self._stop()
            raise

    def open(self, address: str) -> None:
        """Load a page."""
        self._session.tell("Navigate", url=address)

    def run(self, script: str, *arguments: Any) -> Any:
        """Return what a function of JavaScript gives, called with arguments."""
        return self._session.tell("ExecuteScript", script=call(script), args=arguments)

    def click(self, selector: str) -> None:
        """Click on the first element that a CSS selector names, scrolled into sight."""
        self._session.tell("ElementClick", id=self._find(selector))

    def write(self, selector: str, text: str) -> None:
        """Type into a field, in place of what was there."""
        field = self._find(selector)
        self._session.tell("ElementClear", id=field)
        self._session.tell("ElementSendKeys", id=field, text=text)

    def drag(self, pointer: str, points: Iterable[Point]) -> None:
        """Move one of the pointers from the first point to the last, pressed."""
        moves = [
            {"type": "pointerMove", "duration": 0, "x": round(x), "y": round(y)} for x, y in points
        ]
        down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        sequence = {
            "type": "pointer",
            "id": pointer,
            "parameters": {"pointerType": pointer},
            "actions": [moves[0], down, *moves[1:], up],
        }
        self._session.tell("PerformActions", actions=[sequence])

    def close(self) -> None:
        """End it."""
        self._session.close()
        self._stop()

    def _find(self, selector: str) -> str:
        # The only entry of an element is its id, under a name that WebDriver has for it.
        (found,) = self._session.tell("FindElement", using=CSS, value=selector).values()
        return str(found)

    def _wait_for_port(self, file: Path) -> int:
        def told() -> str:
            assert self._process.poll() is None, "Firefox has ended already."
            return file.read_text() if file.exists() else ""

        return int(eventually(told, bool))

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
