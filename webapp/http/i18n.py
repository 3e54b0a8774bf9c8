"""Internationalisation: the language of a page, and how it writes numbers."""

from __future__ import annotations

from typing import Any

from babel import Locale
from flask import Flask, request
from flask_babel import Babel, format_percent, get_locale

LANGUAGES = ("en",)
"""Those there are translations for; English is the language of the templates."""

PERCENT = "#,##0.00%"


def register(app: Flask) -> None:
    """Translate the pages of ``app`` and teach its templates to write numbers."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", LANGUAGES[0])
    Babel(app, locale_selector=_select_language)
    app.jinja_env.filters["percentformat"] = _percent
    app.context_processor(_languages)


def _select_language() -> str:
    """Return the language asked for by ``?lang=``, else the browser's best, else English."""
    chosen = request.args.get("lang")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def _languages() -> dict[str, Any]:
    """Return the page's language, and all that there are with their own names for themselves."""
    named = [(tag, Locale.parse(tag, sep="-").get_display_name(tag)) for tag in LANGUAGES]
    return {"lang": str(get_locale()).replace("_", "-"), "languages": named}


def _percent(fraction: Any, pattern: str = PERCENT) -> str:
    """Write a fraction as per cent with two decimals."""
    return format_percent(fraction, pattern)
