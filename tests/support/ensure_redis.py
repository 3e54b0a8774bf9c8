"""Finds Redis, and installs Debian's where there is none.

``python -m tests.support.ensure_redis`` is what ``make test`` runs before the tests. Where there is
none and none can be installed, it says so, and the tests of shared limits are left out; continuous
integration (``CI`` is set) insists on one.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.support.debian import ensure


def find_redis() -> Path | None:
    """Return Redis's program, or None."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return Path(found) if found else None


def main() -> None:
    """Make sure that there is one, or say that there is none."""
    ensure(find_redis, "Redis", "redis-server", "limits that servers share are not tested")


if __name__ == "__main__":
    main()
