"""Internationalisation: the language of a page, and how it writes numbers."""

from __future__ import annotations

from typing import Any

from babel import Locale
from flask import Flask, request
from flask_babel import Babel, format_percent, get_locale, gettext

LANGUAGES = ("en",)
"""Those there are translations for; English is the language of the templates."""

PERCENT = "#,##0.00%"

WHOLE_PERCENT, FINE_PERCENT = "#,##0%", "#,##0.0%"


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


def format_confidence(fraction: float) -> str:
    """Write in a sentence how sure a network is, as far as that can be believed.

    "more than 99.9%", "99.3%", "87%": the figures of ``confidenceText`` in ``format.js``.
    """
    if fraction > 0.999:
        return gettext("more than %(share)s", share=format_percent(0.999, FINE_PERCENT))
    if fraction < 0.01:
        return gettext("less than %(share)s", share=format_percent(0.01, WHOLE_PERCENT))
    return format_percent(fraction, FINE_PERCENT if fraction >= 0.99 else WHOLE_PERCENT)
