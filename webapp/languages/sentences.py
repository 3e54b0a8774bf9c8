"""Sentences side by side, as the request's language writes them."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import get_locale

WITHOUT_SPACES = frozenset({"zh"})
"""Languages whose full stop, colon and comma have room of their own."""


def gap() -> str:
    """Return what stands between two sentences: a space, where the language has any."""
    locale = get_locale()
    return "" if locale is not None and locale.language in WITHOUT_SPACES else " "


def join_sentences(sentences: Iterable[str]) -> str:
    """Return sentences as one text."""
    return gap().join(sentences)
