"""Internationalisation: the language of a request, and how it writes numbers.

The address decides (``?lang=zh``), else what was chosen before, else the browser's preference, else
English. An address that decides is a choice: a cookie keeps it for the pages that follow.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from flask import Flask, Response, g, request, url_for
from flask_babel import format_percent, get_locale, gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request

from webapp.http.security_headers import EMBEDDED_ENDPOINTS
from webapp.http.site_address import is_secure
from webapp.languages.borrowed_texts import translate_borrowed
from webapp.languages.catalogues import CataloguesInMemory
from webapp.languages.sentences import gap

LANGUAGES = {"en": "en", "zh": "zh-Hans"}
"""Those that the site speaks, and how a page names them. A catalogue is called as Babel calls the
language, and ``?lang=`` as people do; which characters Chinese is written in, fonts must know."""

ARGUMENT = COOKIE = "lang"
LASTING = timedelta(days=365)

SECRETS = ("token",)
"""Parameters that no link repeats."""

PERCENT = "#,##0.00%"

WHOLE_PERCENT, FINE_PERCENT = "#,##0%", "#,##0.0%"


def register(app: Flask) -> None:
    """Translate the pages of ``app`` and teach its templates to write numbers."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "en")
    CataloguesInMemory(app, locale_selector=_select_language)
    app.jinja_env.filters["percentformat"] = _percent
    app.jinja_env.filters["borrowed"] = translate_borrowed
    app.context_processor(_languages)
    app.after_request(_keep_choice)


def choose_language(asking: Request) -> str:
    """Return the language of a request."""
    for chosen in (asking.args.get(ARGUMENT), asking.cookies.get(COOKIE)):
        if chosen in LANGUAGES:
            return chosen
    return _preferred(asking)


def _select_language() -> str:
    """Return the language of the request at hand, and note that it was asked for."""
    g.asks_for_language = True
    return choose_language(request)


def _preferred(asking: Request) -> str:
    """Return the language that the browser likes best, else English."""
    # Werkzeug's own search takes "zh" in "en-GB, zh;q=0.5": it looks for the same words first.
    for tag, quality in asking.accept_languages:
        language = tag.partition("-")[0].lower()
        if quality > 0 and language in LANGUAGES:
            return language
    return "en"


def _keep_choice(response: Response) -> Response:
    """Tell caches what decided the language, and keep one that the address chose."""
    if g.get("asks_for_language"):
        response.vary.update(("Accept-Language", "Cookie"))
    chosen, kept = request.args.get(ARGUMENT), request.cookies.get(COOKIE)
    is_page = response.mimetype == "text/html" and request.endpoint not in EMBEDDED_ENDPOINTS
    if is_page and chosen in LANGUAGES and chosen != (kept or _preferred(request)):
        response.set_cookie(
            COOKIE,
            chosen,
            max_age=LASTING,
            path=request.root_path or "/",
            secure=is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response


def _languages() -> dict[str, Any]:
    """Return the page's language, as pages and as ``?lang=`` call it, all there are, and the
    addresses of the page in each.

    ``gap`` is what stands between two sentences.
    """
    return {
        "lang": LANGUAGES[str(get_locale())],
        "language": str(get_locale()),
        "languages": [
            (tag, Locale.parse(language).get_display_name(language), _same_page(language))
            for language, tag in LANGUAGES.items()
        ],
        "gap": gap(),
        "alternates": _alternates,
        "canonical": _canonical,
    }


def _same_page(language: str) -> str:
    """Return a link to the page at hand in a language."""
    arguments = MultiDict(request.args)
    for name in (ARGUMENT, *SECRETS):
        arguments.poplist(name)
    arguments.add(ARGUMENT, language)
    return f"?{urlencode([*arguments.items(multi=True)])}"


def _alternates() -> list[tuple[str, str]]:
    """Return the page's address in each language, and where the browser's preference decides."""
    named = [(tag, _address(lang=language)) for language, tag in LANGUAGES.items()]
    return [*named, ("x-default", _address())]


def _canonical() -> str:
    """Return the page's address without what does not decide what it says."""
    chosen = request.args.get(ARGUMENT)
    return _address(lang=chosen) if chosen in LANGUAGES else _address()


def _address(**query: str) -> str:
    return url_for(str(request.endpoint), **(request.view_args or {}), **query, _external=True)


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
