"""Browser contexts that tests use one after the other.

A new context loads every script again, in a new process: half of what a page costs. One that is
used again has them at hand. What a visitor leaves behind is taken away in between.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

MAX_KEPT = 3
"""How many contexts wait at once to be used again: each takes some 100 MB."""


@dataclass(frozen=True)
class _KeptContext:
    """A context, what it was made with, and a page of it that stays open."""

    key: str
    context: BrowserContext
    parked: Page


class ContextPool:
    """Hands out contexts, as many as a test asks for, and takes them back when it has ended."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self._browser, self._base_url = browser, base_url
        self._free: list[_KeptContext] = []
        self._used: list[_KeptContext] = []

    def take(self, options: dict[str, Any], new: bool = False) -> BrowserContext:
        """Return a context that nobody has, without cookies or anything else that was kept.

        A ``new`` one has not loaded anything either.
        """
        key = json.dumps(options, sort_keys=True)
        fit = (kept for kept in self._free if kept.key == key and not new)
        found = next(fit, None)
        if found is None:
            context = self._browser.new_context(base_url=self._base_url, **options)
            found = _KeptContext(key, context, self._park(context))
        else:
            self._free.remove(found)
            found.context.grant_permissions(options.get("permissions", []))
        self._used.append(found)
        return found.context

    def give_back(self, discard: bool) -> None:
        """Take back what was handed out; ``discard`` what a test may have changed for good."""
        for kept in self._used:
            if discard:
                kept.context.close()
            else:
                self._clean(kept)
                self._free.insert(0, kept)
        self._used.clear()
        for kept in self._free[MAX_KEPT:]:
            kept.context.close()
        del self._free[MAX_KEPT:]

    def close(self) -> None:
        """Close every context."""
        for kept in self._free:
            kept.context.close()
        self._free.clear()

    def _park(self, context: BrowserContext) -> Page:
        # A process ends with its last page, and takes along what it has loaded.
        page = context.new_page()
        page.goto("/healthz")
        return page

    def _clean(self, kept: _KeptContext) -> None:
        context = kept.context
        for page in context.pages:
            if page is not kept.parked:
                page.close()
        context.set_offline(False)
        context.unroute_all()
        context.clear_cookies()
        context.clear_permissions()
        session = context.new_cdp_session(kept.parked)
        session.send(
            "Storage.clearDataForOrigin", {"origin": self._base_url, "storageTypes": "all"}
        )
        session.detach()
