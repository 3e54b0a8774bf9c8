"""Finds Redis, and installs Debian's where there is none.

``python -m tests.ensure_redis`` is what ``make test`` runs before the tests. Where there is none
and none can be installed, it says so, and the tests of shared limits are left out; continuous
integration (``CI`` is set) insists on one.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tests.debian import install


def find_redis() -> Path | None:
    """Return Redis's program, or None."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return Path(found) if found else None


def main() -> None:
    """Make sure that there is one, or say that there is none."""
    if find_redis() is None:
        install("redis-server")
    if find_redis() is None:
        missing = "There is no Redis, and none could be installed"
        if os.environ.get("CI"):
            sys.exit(f"{missing}. Install Debian's package redis-server and run the tests again.")
        print(f"{missing}: limits that servers share are not tested.")


if __name__ == "__main__":
    main()
