"""WebKit's own small browser on a virtual screen, by WebDriver."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.browser.strokes import Point
from tests.engines.engine import CSS, WINDOW, call

DRIVER = "WebKitWebDriver"
BROWSERS = "*/webkit*gtk-*/MiniBrowser"
"""Below the folder of libraries, whatever the processor and the version."""


def find_webkit() -> Path | None:
    """Return the browser, or None; it needs its driver, and Linux."""
    if sys.platform != "linux" or shutil.which(DRIVER) is None:
        return None
    return max(Path("/usr/lib").glob(BROWSERS), default=None)


def find_screen() -> str | None:
    """Return the virtual screen's program, or None."""
    return shutil.which("Xvfb")


class WebKit:
    """An Engine."""

    pointers = ("mouse", "touch", "pen")

    def __init__(self, browser: Path, folder: Path) -> None:
        """Start it on a screen of its own; what its driver logs goes into the folder."""
        from selenium.webdriver import WebKitGTK
        from selenium.webdriver.webkitgtk.options import Options
        from selenium.webdriver.webkitgtk.service import Service

        self._screen, display = start_screen()
        try:
            options = Options()
            options.binary_location = os.fspath(browser)
            options.add_argument("--automation")
            service = Service(
                shutil.which(DRIVER),
                log_output=os.fspath(folder / "webkit.log"),
                env={**os.environ, "DISPLAY": display, "LANGUAGE": "en"},
            )
            # The driver warns of how it calls itself.
            with warnings.catch_warnings(action="ignore"):
                self._driver = WebKitGTK(options=options, service=service)
            self._driver.set_window_size(*WINDOW)
        except BaseException:
            stop(self._screen)
            raise

    def open(self, address: str) -> None:
        """Load a page."""
        self._driver.get(address)

    def run(self, script: str, *arguments: Any) -> Any:
        """Return what a function of JavaScript gives, called with arguments."""
        return self._driver.execute_script(call(script), *arguments)

    def click(self, selector: str) -> None:
        """Click on the first element that a CSS selector names, scrolled into sight."""
        self._driver.find_element(CSS, selector).click()

    def write(self, selector: str, text: str) -> None:
        """Type into a field, in place of what was there."""
        field = self._driver.find_element(CSS, selector)
        field.clear()
        field.send_keys(text)

    def drag(self, pointer: str, points: Iterable[Point]) -> None:
        """Move one of the pointers from the first point to the last, pressed."""
        from selenium.webdriver.common.actions.action_builder import ActionBuilder
        from selenium.webdriver.common.actions.pointer_input import PointerInput

        (x, y), *others = [(round(x), round(y)) for x, y in points]
        builder = ActionBuilder(self._driver, mouse=PointerInput(pointer, pointer), duration=0)
        actions = builder.pointer_action
        actions.move_to_location(x, y).pointer_down()
        for x, y in others:
            actions.move_to_location(x, y)
        actions.pointer_up()
        builder.perform()

    def close(self) -> None:
        """End it, its driver and its screen."""
        try:
            self._driver.quit()
        finally:
            stop(self._screen)


def start_screen() -> tuple[subprocess.Popen[bytes], str]:
    """Start a virtual screen, and return it with its name, which it chooses and tells itself."""
    reading, writing = os.pipe()
    width, height = (side + 100 for side in WINDOW)
    size = f"{width}x{height}x24"
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    if not number:
        screen.wait()
        raise AssertionError("The virtual screen did not start.")
    return screen, f":{number}"


def stop(screen: subprocess.Popen[bytes]) -> None:
    """End a virtual screen."""
    screen.terminate()
    screen.wait()
