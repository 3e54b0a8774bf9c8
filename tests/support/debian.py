"""Installing Debian's packages, for whatever the tests need besides Python's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable


def install(package: str) -> None:
    """Install a package where that can be done; whoever needs it looks whether it was."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not (is_root and shutil.which("apt-get")):
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--no-install-recommends", package]):
        subprocess.run(["apt-get", "-qq", *command], check=False, env=quiet)


def ensure(find: Callable[[], object], name: str, package: str, untested: str) -> None:
    """Make sure that a program is there, or say that it is not; an error where ``CI`` is set.

    find      returns it, or None
    name      what it is called
    package   Debian's, which has it
    untested  what is left out without it
    """
    if find() is None:
        install(package)
    if find() is None:
        missing = f"There is no {name}, and none could be installed"
        if os.environ.get("CI"):
            sys.exit(f"{missing}. Install Debian's package {package} and run the tests again.")
        print(f"{missing}: {untested}.")
