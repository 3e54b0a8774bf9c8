"""Which files a .dockerignore keeps out of a build."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

WILDCARDS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def ignored_by(file: Path) -> Callable[[str], bool]:
    """Return a function that tells whether a path, relative to the file's folder, is left out.

    The last pattern that matches a path, or a folder that it lies in, decides.
    """
    lines = [line.strip() for line in file.read_text().splitlines()]
    patterns = [line for line in lines if line and not line.startswith("#")]
    rules = [(_regex(line.removeprefix("!")), not line.startswith("!")) for line in patterns]

    def is_ignored(path: str) -> bool:
        verdict = False
        for regex, leaves_out in rules:
            if regex.fullmatch(path):
                verdict = leaves_out
        return verdict

    return is_ignored


def _regex(pattern: str) -> re.Pattern[str]:
    """Return what matches a pattern's paths, and whatever lies in them."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern.strip("/"))
    text = "".join(WILDCARDS.get(part, re.escape(part)) for part in parts)
    return re.compile(f"{text}(?:/.*)?")
