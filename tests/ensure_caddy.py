"""Finds Caddy, the reverse proxy of compose.yaml, and installs Debian's where there is none.

``python -m tests.ensure_caddy`` is what ``make test`` runs before the tests. Where there is none,
and none can be installed, it says so; continuous integration (``CI`` is set) insists on one.
"""

from __future__ import annotations

import os
import shutil
import sys

from tests.debian import install


def main() -> None:
    """Make sure that there is one, or say that there is none."""
    if shutil.which("caddy") is None:
        install("caddy")
    if shutil.which("caddy") is None:
        missing = "There is no Caddy, and none could be installed"
        if os.environ.get("CI"):
            sys.exit(f"{missing}. Install Debian's package caddy and run the tests again.")
        print(f"{missing}: the reverse proxy of compose.yaml is not tested.")


if __name__ == "__main__":
    main()
