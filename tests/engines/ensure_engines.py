"""Finds Firefox and WebKit, and installs Debian's where there are none.

``python -m tests.engines.ensure_engines`` is what ``make test`` runs before the tests. Where they
cannot be installed, as on macOS and Windows, it says so, and the pages are tried in Chromium alone;
continuous integration (``CI`` is set) insists on both.
"""

from __future__ import annotations

from tests.engines.firefox import find_firefox
from tests.engines.webkit import find_screen, find_webkit
from tests.support.debian import ensure

NEEDED = (
    (find_firefox, "Firefox", "firefox-esr", "no page is tried in Firefox"),
    (find_webkit, "WebKit", "webkit2gtk-driver", "no page is tried in WebKit"),
    (find_screen, "virtual screen", "xvfb", "no page is tried in WebKit"),
)


def main() -> None:
    """Make sure that there are both, or say which is missing."""
    for find, name, package, untested in NEEDED:
        ensure(find, name, package, untested)


if __name__ == "__main__":
    main()
