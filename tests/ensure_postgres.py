"""Finds PostgreSQL's programs, and installs Debian's where there are none.

``python -m tests.ensure_postgres`` is what ``make test`` runs before the tests. Where there is none
and none can be installed, it says so, and the tests of the store run on SQLite alone; continuous
integration (``CI`` is set) insists on one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

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


def _install() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", "update"], check=False, env=quiet)
    subprocess.run(
        ["apt-get", "-qq", "install", "--no-install-recommends", "postgresql"],
        check=False,
        env=quiet,
    )


def main() -> None:
    """Make sure that there is one, or say that there is none."""
    if find_postgres() is None:
        _install()
    if find_postgres() is None:
        missing = "There is no PostgreSQL, and none could be installed"
        if os.environ.get("CI"):
            sys.exit(f"{missing}. Install Debian's package postgresql and run the tests again.")
        print(f"{missing}: the store is tested on SQLite alone.")


if __name__ == "__main__":
    main()
