"""What a browser keeps of a version, so that the drawing page opens without a network.

The list is read out of the page itself: the files that it names, and what its scripts import, at
once or later. Addresses are told from the site's root, so that they hold below any path.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from apiflask import APIFlask
from flask import render_template
from flask_babel import gettext

from webapp.assets.modules import loaded_by
from webapp.http.i18n import LANGUAGES

WEIGHTS = "api/model/reader"
"""The networks that read on the device; a page asks for them to be kept, once it has them."""

LOADED = re.compile(r'"/(static-[0-9a-f]+/[^"]+)"')


@dataclass(frozen=True)
class KeptFiles:
    """What belongs to a version.

    version  tells its pages and files
    pages    the drawing page's address in each language, by how pages name that
    offline  the same of the page that takes the place of all others without a network
    files    the addresses of everything that it loads
    weights  the address of the networks
    """

    version: str
    pages: Mapping[str, str]
    offline: Mapping[str, str]
    files: tuple[str, ...]
    weights: str = WEIGHTS


def list_kept_files(
    app: APIFlask, pages: Mapping[str, str], offline: Mapping[str, str]
) -> KeptFiles:
    """Return what belongs to the drawing page of an application.

    pages    its address in each language, by what ``?lang=`` calls it
    offline  the same of the page that says that others need the network
    """
    template = "static_site/draw.html" if app.config.get("STATIC_SITE") else "draw.html"
    html = ""
    for language in pages:
        # A context of the application for each: what a request has noted is not of another page.
        with app.app_context(), app.test_request_context(f"/?lang={language}"):
            html += render_template(template) + render_offline()
    files = _with_imports({*LOADED.findall(html)}, Path(str(app.static_folder)))
    version = hashlib.sha256("\n".join([html, *files]).encode()).hexdigest()[:12]
    return KeptFiles(version, _tagged(pages), _tagged(offline), tuple(files))


def render_offline() -> str:
    """Return the page that takes the place of one that is not kept, without a network."""
    return render_template(
        "error.html",
        title=gettext("Server out of reach"),
        detail=gettext(
            "This page comes from the server each time. The drawing page is kept on this device, "
            "and reads without a network."
        ),
    )


def render_worker(app: APIFlask, pages: Mapping[str, str], offline: Mapping[str, str]) -> str:
    """Return the script of the service worker; see ``list_kept_files`` for what it keeps."""
    kept = list_kept_files(app, pages, offline)
    with app.app_context(), app.test_request_context():
        return render_template("service_worker.js", kept=asdict(kept))


def _tagged(pages: Mapping[str, str]) -> dict[str, str]:
    return {LANGUAGES[language]: address for language, address in pages.items()}


def _with_imports(addresses: set[str], folder: Path) -> list[str]:
    """Return addresses of files in a folder with those of all scripts that they load."""
    scripts = [address for address in addresses if address.endswith(".js")]
    versions = {address.partition("/")[0] for address in scripts}
    loaded = loaded_by(folder, [address.partition("/")[2] for address in scripts])
    return sorted(addresses | {f"{version}/{name}" for version in versions for name in loaded})
