"""Reads the locks: the versions with hashes that are installed, and what was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Pin:
    """A version of a package, the Pythons and systems that it is for, and its files' hashes."""

    name: str
    version: Version
    marker: Marker | None
    hashes: tuple[str, ...]

    def is_for(self, python: str) -> bool:
        """Return whether a Python such as 3.13 installs it, on this system."""
        versions = {"python_version": python, "python_full_version": f"{python}.9"}
        return self.marker is None or self.marker.evaluate(versions)


def pins(path: Path) -> list[Pin]:
    """Return what a lock pins."""
    found = []
    for line in _lines(path):
        text, *hashes = line.split(" --hash=")
        asked = Requirement(text)
        (exactly,) = asked.specifier
        if exactly.operator != "==":
            raise ValueError(f"{path.name} does not pin {asked.name}: {line!r}")
        name, version = canonicalize_name(asked.name), Version(exactly.version)
        found.append(Pin(name, version, asked.marker, tuple(hashes)))
    return found


def asked_for(path: Path) -> Iterator[Requirement]:
    """Yield what a file of requirements asks for, and those that it refers to."""
    for line in _lines(path):
        option, _, other = line.partition(" ")
        if option == "-r":
            yield from asked_for(path.parent / other)
        else:
            yield Requirement(line)


def _lines(path: Path) -> Iterator[str]:
    """Yield a file's lines without comments, those that a backslash continues as one."""
    text = path.read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if plain := " ".join(line.partition("#")[0].split()):
            yield plain
