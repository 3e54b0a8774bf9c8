"""Addresses: links of a server become ways from one file to another.

Every way is relative, so that the folder works at the root of a host, below any path, and as files.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

LINK = re.compile(r'<a\b([^>]*?)\shref="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
OTHER = re.compile(
    r'(<(?!a\b)[a-z]+\b[^>]*?\s(?:href|src|data-(?:averages|base|plotly))=")([^"]*)(")'
)
VERSIONED = re.compile(r"/static-[0-9a-f]+/.+")


@dataclass(frozen=True)
class Place:
    """Where a page lies.

    file   from the folder's root: ``zh/learn/data.html``
    pages  the files of its language's pages, by their addresses on a server
    twins  the file of the same page in each language, by what ``?lang=`` calls it
    """

    file: str
    pages: Mapping[str, str]
    twins: Mapping[str, str]

    def rewrite(self, page: str) -> str:
        """Return a page as the server renders it with ways to files in it.

        What leads to a page that is not in the folder becomes plain text.
        """
        return OTHER.sub(self._other, LINK.sub(self._link, page))

    def _link(self, found: re.Match[str]) -> str:
        before, address, after, text = found.groups()
        way = self._way(address)
        return text if way is None else f'<a{before} href="{way}"{after}>{text}</a>'

    def _other(self, found: re.Match[str]) -> str:
        before, address, after = found.groups()
        return f"{before}{self._way(address) or address}{after}"

    def _way(self, address: str) -> str | None:
        """Return the way to what an address leads to; None where that is not in the folder."""
        parts = urlsplit(html.unescape(address))
        if parts.scheme or not (parts.path or parts.query):
            return address
        target = self._target(parts.path, parts.query)
        if target is None:
            return None
        way = posixpath.relpath(target, posixpath.dirname(self.file) or ".")
        return f"{way}#{parts.fragment}" if parts.fragment else way

    def _target(self, path: str, query: str) -> str | None:
        if not path:
            return self.twins.get("".join(parse_qs(query).get("lang", [])))
        if VERSIONED.fullmatch(path):
            return path[1:]
        return self.pages.get(path)
