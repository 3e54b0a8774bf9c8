"""Writing the folder: every page in every language, what they load, and the reader's weights."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from apiflask import APIFlask

from webapp.assets.modules import without_comments
from webapp.http.i18n import LANGUAGES
from webapp.installation.kept_files import WEIGHTS, render_worker
from webapp.services import services_of
from webapp.static_site.addresses import Place
from webapp.static_site.as_files import file_beside, render_as_file
from webapp.static_site.pages import (
    DEFAULT,
    OFFLINE,
    SHEETS,
    data_of,
    files_of,
    renderers,
    sheets,
)

WORKER = "service-worker.js"
"""At the folder's root, where it can serve all of its pages."""

ASKING = ("measures",)
"""Chapters whose parts to try ask the server: to read all test digits."""

MOST_RUNS = 100

SCRIPT = re.compile(r'<link rel="modulepreload"[^>]*>|<script type="module"[^>]*></script>')
STYLES = re.compile(r"/static-[0-9a-f]+/styles/[^\"]+\.css")


class SiteError(ValueError):
    """A folder that cannot be written; the text says why."""


def write_site(app: APIFlask, folder: Path, runs: Sequence[str]) -> int:
    """Write the site of an application with these runs; return how many files it has.

    folder  which must be empty, or not there; it stays so unless the whole site is written

    Raises ``SiteError`` for a folder with something in it and for a network that is too large for
    browsers, and ``OSError``.
    """
    is_there = folder.exists()
    if is_there and (not folder.is_dir() or any(folder.iterdir())):
        raise SiteError(f"{folder} is not an empty folder. Name a new one, or empty it.")
    near = folder if is_there else folder.absolute().parent
    near.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".site-", dir=near) as half_written:
        written = Path(half_written, "site")
        _write_files(app, written, runs)
        count = sum(path.is_file() for path in written.rglob("*"))
        if is_there:
            for path in written.iterdir():
                path.rename(folder / path.name)
        else:
            written.rename(folder)
    return count


def _write_files(app: APIFlask, folder: Path, runs: Sequence[str]) -> None:
    """Write every file of the site into a folder."""
    static = folder / str(app.static_url_path)[1:]
    shutil.copytree(str(app.static_folder), static)
    for script in static.rglob("*.js"):
        _write(script, without_comments(script.read_text("utf-8")).encode())
    weights = _weights(app)
    _write(folder / WEIGHTS, weights)
    loaded: set[str] = set()
    places = _places(runs)
    for language, of_language in places.items():
        for address, render in renderers(runs).items():
            with app.test_request_context(f"{address}?{_query(address, language, runs)}"):
                html = render()
            loaded |= {*STYLES.findall(html)}
            if address.rpartition("/")[2] in ASKING:
                html = SCRIPT.sub("", html)
            place = of_language[address]
            _write(folder / place.file, place.rewrite(html).encode())
    client = app.test_client()
    for address in sorted(loaded):
        _write(folder / address[1:], client.get(address).data)
    for address in sheets():
        _write(folder / address[1:], client.get(address).data)
    for language, of_language in places.items():
        drawing = of_language["/"]
        page = render_as_file(app, drawing, language, weights)
        _write(folder / file_beside(drawing), page.encode())
    for address, file in data_of(runs).items():
        _write(folder / file, client.get(address, buffered=True).data)
    drawing_pages, offline = (
        {language: of_language[address].file for language, of_language in places.items()}
        for address in ("/", OFFLINE)
    )
    _write(folder / WORKER, render_worker(app, drawing_pages, offline).encode())


def choose_runs(app: APIFlask, recipes: str | None) -> list[str]:
    """Return the ids of the recorded runs of recipes, with commas between; of all for None.

    Raises ``SiteError`` naming what is none.
    """
    found, _ = services_of(app).runs.get().runs(limit=MOST_RUNS)
    known = {run["recipe"]: run["id"] for run in found}
    if recipes is None:
        return [*known.values()]
    named = [name.strip() for name in recipes.split(",")]
    if unknown := [name for name in named if name not in known]:
        raise SiteError(
            f"No recorded run is of {', '.join(unknown)}. There are: {', '.join(known)}."
        )
    return [known[name] for name in named]


def _weights(app: APIFlask) -> bytes:
    """Return the networks that read the drawings, as browsers take them."""
    recognizer = services_of(app).recognizer
    try:
        return recognizer.dump_reader(recognizer.model)
    except ValueError as error:
        raise SiteError(f"Browsers cannot read with this network. {error}") from None


def _places(runs: Sequence[str]) -> Mapping[str, Mapping[str, Place]]:
    """Return where each page lies, by language and address."""
    files = {
        language: {
            address: file if language == DEFAULT else f"{language}/{file}"
            for address, file in files_of(runs).items()
        }
        for language in LANGUAGES
    }
    data = {**data_of(runs), **SHEETS}

    def place(address: str, file: str, own: Mapping[str, str]) -> Place:
        twins = {language: files[language][address] for language in LANGUAGES}
        return Place(file, {**own, **data}, twins)

    return {
        language: {address: place(address, file, own) for address, file in own.items()}
        for language, own in files.items()
    }


def _query(address: str, language: str, runs: Sequence[str]) -> str:
    """Return what a page is asked with: its language, and which runs its curves are of."""
    shown = [address.removeprefix("/runs/")] if address.startswith("/runs/") else runs
    return f"lang={language}&runs={','.join(shown)}"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
