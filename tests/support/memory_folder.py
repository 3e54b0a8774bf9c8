"""Keeps what tests write in memory, where the system has a folder for that.

Stores are written to the disk for good with every change, which is what users want and what
hundreds of tests wait for: a third of what the tests of stores took.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

IN_MEMORY = Path("/dev/shm")
"""Linux's. Containers often have one of 64 MB, which is not used."""

ROOM_BYTES = 4 * 1024**3
"""Four times what all tests together have kept at once."""


def keep_temporary_files_in_memory() -> None:
    """Let temporary folders, of the programs that tests start as well, be made in memory.

    A folder that TMPDIR names is left as it is.
    """
    if "TMPDIR" in os.environ or not os.access(IN_MEMORY, os.W_OK | os.X_OK):
        return
    if shutil.disk_usage(IN_MEMORY).free >= ROOM_BYTES:
        os.environ["TMPDIR"] = str(IN_MEMORY)
        tempfile.tempdir = None  # to be looked up anew
