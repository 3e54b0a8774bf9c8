"""Finds Caddy, the reverse proxy of compose.yaml, and installs Debian's where there is none.

``python -m tests.support.ensure_caddy`` is what ``make test`` runs before the tests. Where there is
none, and none can be installed, it says so; continuous integration (``CI`` is set) insists on one.
"""

from __future__ import annotations

import shutil

from tests.support.debian import ensure


def main() -> None:
    """Make sure that there is one, or say that there is none."""
    ensure(
        lambda: shutil.which("caddy"),
        "Caddy",
        "caddy",
        "the reverse proxy of compose.yaml is not tested",
    )


if __name__ == "__main__":
    main()
