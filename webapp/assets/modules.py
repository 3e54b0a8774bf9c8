"""A page's modules, all of which its head names: ``{{ module("draw") }}`` in a template.

A browser learns what a module imports when it has the module. On a phone that is a sixth of a
second for each step of the way down, six steps deep on some pages. ``<link rel="modulepreload">``
tells it at once (HTML, section 4.6.7.8); browsers that do not know it find their way as before.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from flask import current_app, g, url_for
from markupsafe import Markup

IMPORT = re.compile(r"""^(?:import|export)\b(?:[^;"']*\bfrom)? ?"(\.[^"]+)";$""", re.MULTILINE)
"""How our scripts write what they import as they start; what they import later has brackets."""

LOAD = re.compile(r"""(\b(?:from|import|new URL)\s*\(?\s*["'])(\.[^"']+\.js)(["'])""")
"""What a script loads, at once or later; a worker's script is no import, and is needed, too."""

COMMENTS = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*.*?\*/)$", re.DOTALL | re.MULTILINE)
"""Lines of a script that are comments alone: seven kilobytes of a first visit. Whoever reads has
them at the address without a version."""

MAX_SCRIPTS = 512
"""Of which the text without comments is kept; there are 170."""

PRELOAD = Markup('<link rel="modulepreload" href="{}">')
SCRIPT = Markup('<script type="module" src="{}"></script>')


def link_module(entry: str) -> Markup:
    """Return the elements of a page's head that load an entry, ``draw`` for ``js/draw.js``.

    What another entry of the same page has named is not named again.
    """
    named = g.setdefault("named_modules", set())
    wanted = [
        name
        for name in imported_by(Path(str(current_app.static_folder)), f"js/{entry}.js")
        if name not in named
    ]
    named.update(wanted)
    address = url_for("static", filename=f"js/{entry}.js")
    folder = address.removesuffix(f"js/{entry}.js")  # asked once, not for each of four dozen
    links = [PRELOAD.format(folder + name) for name in wanted]
    return Markup("").join([*links, SCRIPT.format(address)])


@cache
def imported_by(folder: Path, entry: str) -> tuple[str, ...]:
    """Return all that a script imports as it starts, and what that imports, the nearest first.

    folder  of the static files, below which all names begin
    """
    found = [entry]
    for name in found:  # which grows
        for way in IMPORT.findall((folder / name).read_text("utf-8")):
            if (imported := follow(name, way)) not in found:
                found.append(imported)
    return tuple(found[1:])


def loaded_by(folder: Path, entries: Iterable[str]) -> set[str]:
    """Return all that scripts load, at once or later, and they themselves, by name."""
    found, waiting = set[str](), {*entries}
    while waiting:
        name = waiting.pop()
        found.add(name)
        ways = LOAD.findall((folder / name).read_text("utf-8"))
        waiting |= {follow(name, way) for _, way, _ in ways} - found
    return found


@lru_cache(MAX_SCRIPTS)
def without_comments(script: str) -> str:
    """Return a script whose comments are empty lines: all others keep their numbers."""
    return COMMENTS.sub(lambda found: "\n" * found[0].count("\n"), script)


def follow(name: str, way: str) -> str:
    """Return the name of what a relative way leads to, from a script on."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), way))
