"""Messages: every text of the pages, and its translations; ``make messages`` brings them together.

``python -m tests.support.messages [LANGUAGE ...]`` collects the texts anew and writes them into the
catalogue of each language, those named besides included: new ones without a translation, without
those that no page has any more.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from webapp.languages.catalogues import FOLDER

ROOT = Path(__file__).resolve().parents[2]

KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None}

HEADER = """\
# Texts of Inknet in another language; docs/glossary.md says which words are used.
# "make messages" brings what is new and takes out what is gone.
msgid ""
msgstr ""
"Language: {catalogue.locale_identifier}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {catalogue.plural_forms}\\n"

"""


@cache
def collect() -> Catalog:
    """Return every text that is marked in the code and the templates."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    texts = Catalog(fuzzy=False)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=_is_searched)
    for path, _, message, _, context in found:
        texts.add(message, None, [(path, 1)], context=context)
    return texts


def _is_searched(path: str) -> bool:
    """Return whether a folder may have texts: no other than these two is looked through."""
    parts = Path(path).relative_to(ROOT).parts
    return not parts or parts[0] in ("webapp", "templates")


def languages() -> list[str]:
    """Return the languages that there are catalogues of."""
    return sorted(path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/messages.po"))


def path_of(language: str) -> Path:
    """Return where the catalogue of a language lies."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """Return the catalogue of a language, an empty one where there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> int:
    """Write the texts of today into a catalogue; return how many have no translation."""
    catalogue = read(language)
    catalogue.update(collect(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(catalogue=catalogue).encode())
        write_po(file, catalogue, width=100, omit_header=True, include_lineno=False)
    return sum(not is_translated(message.string) for message in catalogue if message.id)


def is_translated(string: object) -> bool:
    """Return whether a message has all its forms."""
    return bool(string) and (isinstance(string, str) or all(string))  # type: ignore[arg-type]


if __name__ == "__main__":
    for each in {*languages(), *sys.argv[1:]}:
        print(f"{each}: {update(each)} texts to translate")
