"""Inlining: puts into a page whatever it loads, so that it is one file.

Browsers load no modules from beside a file, but they do from addresses that are the script itself
(``data:``), which an import map finds by plain names. So each script is in the page once, its
relative imports turned into names from ``static/js`` on, and nothing has to be bundled:
``import "../lib/i18n.js"`` in ``answer/bars.js`` becomes ``import "lib/i18n.js"``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from webapp.assets.files import join_styles
from webapp.assets.modules import LOAD, follow, without_comments

STATIC = r"[^\"]*/static(?:-[0-9a-f]+)?"
STYLES = re.compile(rf'<link rel="stylesheet" href="{STATIC}/styles/([^"]+)\.css">')
ICON = re.compile(rf'(<link rel="icon"[^>]* href=")({STATIC}/([^"]+))(")')
PLAIN = re.compile(rf'<script src="{STATIC}/js/([^"]+)"( defer)?></script>\n?')
NAMED = re.compile(rf'<link rel="modulepreload" href="{STATIC}/[^"]+">')
MODULE = re.compile(rf'<script type="module" src="{STATIC}/js/([^"]+)"></script>')

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
CHARSET = '<meta charset="utf-8">'
RUN = re.compile(r'<script(?: type="(?:module|importmap)")?>(.*?)</script>', re.DOTALL)
STYLED = re.compile(r"<style>(.*?)</style>", re.DOTALL)

SCRIPT_ADDRESS = "data:text/javascript;base64,"


def inline(page: str, static: Path, weights: bytes | None = None) -> str:
    """Return a page, as the server renders it, with what it loads in itself.

    static   the folder of assets
    weights  of the reader, where the page has one; ``static/js/reader/inlined.js`` finds them
    """
    plain = {name: (static / "js" / name).read_text("utf-8") for name, _ in PLAIN.findall(page)}
    late = [plain[name] for name, deferred in PLAIN.findall(page) if deferred]
    modules = collect_modules(static / "js", MODULE.findall(page))
    page = STYLES.sub(lambda found: _style(static, found[1]), page)
    page = ICON.sub(lambda found: f"{found[1]}{_picture(static / found[3])}{found[4]}", page)
    page = NAMED.sub("", page)
    page = PLAIN.sub(lambda found: "" if found[2] else _script(plain[found[1]]), page)
    page = MODULE.sub(lambda found: _script(f'import "{found[1]}";', "module"), page)
    # Before all modules, as browsers want it.
    page = page.replace(CHARSET, f"{CHARSET}\n{_import_map(modules)}" if modules else CHARSET, 1)
    end = "".join(map(_script, late))
    if weights is not None:
        end += (
            f'<script type="text/plain" id="weights">{base64.b64encode(weights).decode()}</script>'
        )
    page = page.replace("</body>", f"{end}</body>")
    return POLICY.sub("", page).replace(CHARSET, f"{CHARSET}\n{_policy(page)}", 1)


def collect_modules(folder: Path, entries: Iterable[str]) -> dict[str, str]:
    """Return what entries import, and they themselves, by their names from the folder on.

    Their relative imports are turned into these names.
    """
    waiting, modules = [*entries], dict[str, str]()
    while waiting:
        name = waiting.pop()
        if name not in modules:
            script = without_comments((folder / name).read_text("utf-8"))
            text, imported = _name_imports(script, name)
            modules[name] = text
            waiting += imported
    return modules


def _name_imports(text: str, name: str) -> tuple[str, list[str]]:
    """Return a script with names in place of relative imports, and these names."""
    imported: list[str] = []

    def rename(found: re.Match[str]) -> str:
        imported.append(follow(name, found[2]))
        return f"{found[1]}{imported[-1]}{found[3]}"

    return LOAD.sub(rename, text), imported


def _import_map(modules: Mapping[str, str]) -> str:
    addresses = {
        name: SCRIPT_ADDRESS + base64.b64encode(text.encode()).decode()
        for name, text in sorted(modules.items())
    }
    return _script(json.dumps({"imports": addresses}), "importmap")


def _script(text: str, kind: str | None = None) -> str:
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError("A script with markup in it cannot stand in a page.")
    return f'<script type="{kind}">{text}</script>' if kind else f"<script>{text}</script>"


def _style(static: Path, names: str) -> str:
    text = join_styles(static, names.split("+"))
    if text is None:
        raise ValueError(f"There is no style sheet of one of these names: {names}.")
    return f"<style>{text}</style>"


def _picture(path: Path) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(path.read_bytes()).decode()}"


def _policy(page: str) -> str:
    """Return what a page may load: the scripts and styles that it has in itself, and no other."""
    scripts, styles = (
        " ".join(dict.fromkeys(map(_source, pattern.findall(page)))) for pattern in (RUN, STYLED)
    )
    sources = (
        "default-src 'none'",
        f"script-src data: {scripts}",
        "worker-src data:",
        f"style-src {styles}",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(sources)}">'


def _source(text: str) -> str:
    """Return what stands for a text in a policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
