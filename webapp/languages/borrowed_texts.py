"""Texts that come from below the web application, said in the request's language.

``nnet``, the libraries and HTTP know English alone, and put numbers into their sentences. Such a
sentence is known by its form: each template in ``texts_of_nnet`` and ``texts_of_libraries`` is a
message of the catalogues, and what stands at its placeholders is looked at in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from flask_babel import get_locale, gettext

from webapp.languages.texts_of_libraries import TEXTS_OF_LIBRARIES
from webapp.languages.texts_of_nnet import TEXTS_OF_NNET

MAX_CHARACTERS = 600
"""What is longer holds something long that was sent, and is not searched for placeholders."""

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def translate_borrowed(text: str) -> str:
    """Return a text in the request's language; as it is where it is none of those known."""
    locale = get_locale()
    if not text or locale is None or locale.language == "en":
        return text
    return _translate(text)


def is_known(text: str) -> bool:
    """Return whether a text is one of those that can be translated."""
    return next(_matches(text), None) is not None


def _translate(text: str) -> str:
    for template, values in _matches(text):
        return gettext(template, **{name: _translate(value) for name, value in values.items()})
    return gettext(text) if text else text


def _matches(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the templates that a text may be made of, and what stands at their placeholders."""
    if len(text) <= MAX_CHARACTERS:
        for template, pattern in _patterns():
            if found := pattern.fullmatch(text):
                yield template, found.groupdict()


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(each, _pattern_of(each)) for each in (*TEXTS_OF_NNET, *TEXTS_OF_LIBRARIES)]


def _pattern_of(template: str) -> re.Pattern[str]:
    """Return the pattern of a template's texts: anything may stand at a placeholder."""
    texts = PLACEHOLDER.split(template)
    texts[::2] = map(re.escape, texts[::2])
    texts[1::2] = [f"(?P<{name}>.+?)" for name in texts[1::2]]
    return re.compile("".join(texts), re.DOTALL)
