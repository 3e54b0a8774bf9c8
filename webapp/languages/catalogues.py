"""Catalogues of translations, compiled in memory: a checkout needs no step before it runs."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Babel, Domain, get_locale

FOLDER = Path(__file__).resolve().parent.parent / "translations"


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the translations into a language; none for English.

    A file of a thousand texts takes a twentieth of a second, once in each process. What is marked
    as fuzzy is left out.
    """
    path = FOLDER / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        texts = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, texts)
    compiled.seek(0)
    return Translations(compiled)


class Catalogues(Domain):  # type: ignore[misc]  # it has no types
    """All translations, as Flask-Babel asks for them."""

    def get_translations(self) -> NullTranslations:
        """Return those of the request's language; none outside of a request."""
        locale = get_locale()
        return NullTranslations() if locale is None else catalogue(str(locale))


class CataloguesInMemory(Babel):  # type: ignore[misc]
    """Flask-Babel with translations that are compiled here, not beforehand."""

    domain_instance = Catalogues()
