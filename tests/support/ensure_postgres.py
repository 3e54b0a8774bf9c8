"""Finds PostgreSQL's programs, and installs Debian's where there are none.

``python -m tests.support.ensure_postgres`` is what ``make test`` runs before the tests. Where there
is none and none can be installed, it says so, and the tests of the store run on SQLite alone;
continuous integration (``CI`` is set) insists on one.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.support.debian import ensure

DEBIAN = Path("/usr/lib/postgresql")
NEEDED = ("initdb", "postgres", "pg_ctl")


def find_postgres() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest there is, or None."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(DEBIAN.glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    for folder in folders:
        if all((folder / name).exists() for name in NEEDED):
            return folder
    return None


def main() -> None:
    """Make sure that there is one, or say that there is none."""
    ensure(find_postgres, "PostgreSQL", "postgresql", "the store is tested on SQLite alone")


if __name__ == "__main__":
    main()
