"""Installing Debian's packages, for whatever the tests need besides Python's."""

from __future__ import annotations

import os
import shutil
import subprocess


def install(package: str) -> None:
    """Install a package where that can be done; whoever needs it looks whether it was."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not (is_root and shutil.which("apt-get")):
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--no-install-recommends", package]):
        subprocess.run(["apt-get", "-qq", *command], check=False, env=quiet)
