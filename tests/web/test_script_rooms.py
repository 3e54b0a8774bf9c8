"""The scripts of the pages in their rooms, the folders of ``static/js``."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import pytest

# From the ground up: a room imports only from itself and from rooms before it in this list. What
# lies beside the rooms are the entries, which the templates name; they may import from all.
ROOMS = [
    *("lib", "api", "ink", "charts", "drawing", "picture", "answer", "sharing", "collection"),
    *("runs", "evaluation", "dashboard", "run", "studies", "new_run"),
    *("inside", "layers", "units", "damage", "why", "step", "film", "classroom"),
    *("learn", "lessons"),
    *("reader/core", "reader/imaging", "reader/strokes", "reader/recognition", "reader"),
]
ENTRIES = "."
MIN_SCRIPTS, MAX_SCRIPTS = 2, 15
CLIENT = "api/requests.js"

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = {
    path.relative_to(ROOT / "static/js").as_posix(): path.read_text("utf-8")
    for path in sorted((ROOT / "static/js").rglob("*.js"))
}
# A worker's script is no import, and is loaded as well.
IMPORT = re.compile(r"""\b(?:from|import|new URL)\s*\(?\s*["'](\.[^"']+\.js)["']""")
REQUEST = re.compile(r"\bfetch\(|\bsendBeacon\(|\b(?:XMLHttpRequest|EventSource|WebSocket)\b")


def room_of(script: str) -> str:
    """Return the folder of a script, ``.`` for an entry."""
    return posixpath.dirname(script) or ENTRIES


def imports_of(script: str) -> list[str]:
    """Return the scripts that a script imports, whether at once or later."""
    names = IMPORT.findall(SCRIPTS[script])
    return [posixpath.normpath(posixpath.join(room_of(script), name)) for name in names]


def is_allowed(importer: str, imported: str) -> bool:
    """Say whether scripts of the room ``importer`` may import from the room ``imported``."""
    if importer == ENTRIES:
        return imported in ROOMS
    return imported in ROOMS[: ROOMS.index(importer) + 1]


def test_every_room_has_its_place_in_the_order():
    assert {room_of(script) for script in SCRIPTS} == {ENTRIES, *ROOMS}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_2_to_15_scripts(room):
    scripts = [script for script in SCRIPTS if room_of(script) == room]
    assert MIN_SCRIPTS <= len(scripts) <= MAX_SCRIPTS, scripts


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_imports_only_from_rooms_below_its_own(script):
    for imported in imports_of(script):
        assert imported in SCRIPTS, f"{script} imports {imported}, which there is not"
        assert is_allowed(room_of(script), room_of(imported)), f"{script} imports {imported}"


def test_the_entries_are_what_the_templates_name():
    text = "".join(path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html"))
    named = set(re.findall(r"filename='js/([^']+\.js)'", text))
    named |= {f"{name}.js" for name in re.findall(r'module\("(\w+)"\)', text)}
    views = re.findall(r'set view = "(\w+)"', text)  # of the pages that look inside
    named |= {f"inside_{view}.js" for view in views}
    assert named == {script for script in SCRIPTS if room_of(script) == ENTRIES}


def test_a_page_loads_every_script_there_is():
    loaded = {script for script in SCRIPTS if room_of(script) == ENTRIES}
    waiting = list(loaded)
    while waiting:
        fresh = {*imports_of(waiting.pop())} - loaded
        loaded |= fresh
        waiting += fresh
    assert loaded == {*SCRIPTS}


def test_one_script_asks_the_server_and_the_entries_hand_it_on():
    assert [script for script, text in SCRIPTS.items() if REQUEST.search(text)] == [CLIENT]
    asking = {
        script
        for script in SCRIPTS
        if room_of(script) == "api" and not script.endswith("errors.js")
    }
    users = {room_of(script) for script in SCRIPTS if asking & {*imports_of(script)}}
    assert users == {"api", ENTRIES}
