"""Visits in Chromium: what the drawing page loads, and how soon pages can be used on a phone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.benchmarks.hosted import hosted
from tests.benchmarks.timing import Row
from tests.browser.devices import PHONE
from tests.browser.ensure_browser import find_browser
from tests.support.servers import Server, serving
from webapp.pages.learn import CHAPTERS

VISITS = 5

SLOW_NETWORK = {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
"""A phone's: 150 ms there and back, 1.6 and 0.75 Mbit/s, as Lighthouse has it."""
SLOWER_CPU = 4

LARGEST_PAINT = """() => new Promise(done =>
  new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({type: "largest-contentful-paint", buffered: true}))"""


INTERACTIVE = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
"""By then the page's modules have run."""

WATCH_CURVES = """const look = (now) => {
  if (document.querySelector("#accuracy-drawn .curves__line")) window.firstCurve = now;
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);"""
"""Nothing is drawn, and no frame asked for, before the style sheets are there."""

FIRST_CURVE = "window.firstCurve"

UNBOUND = ("/", "/dashboard")
PAGES = (*UNBOUND, "/inside", "/inside/why", "/inside/step", "/inside/film")


def run() -> Iterator[Row]:
    """Visit the drawing page for the first time, and again; then what explains the network."""
    options = find_browser() or {}
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), PROXIES="1") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**options)  # type: ignore[arg-type]
        with browser.new_context(base_url=server.url) as context:
            first, again = _Traffic.of(context), _Traffic.of(context)
        yield Row("first visit, over the wire", f"{first.bytes / 1000:.1f} kB", "at most 60 kB")
        yield Row("first visit, requests", f"{first.fresh}")
        yield Row("second visit, over the wire", f"{again.bytes / 1000:.1f} kB")
        yield Row("second visit, loaded anew", f"{again.fresh}", "0")
        paints = [_visit_on_phone(browser, server.url, "/", LARGEST_PAINT) for _ in range(VISITS)]
        found = f"{median(paints) / 1000:.2f} s"
        yield Row("largest paint, first visit on a phone", found, "at most 1 s")
        curves = [_visit_on_phone(browser, server.url, "/dashboard", FIRST_CURVE) for _ in range(3)]
        found = f"{median(curves) / 1000:.2f} s"
        yield Row("first curve of seven runs on a phone", found, "at most 0.8 s")
        yield from _time_pages(browser, server)
        browser.close()


def _time_pages(browser: Browser, server: Server) -> Iterator[Row]:
    """Time pages on a phone: hosted, as phones reach them, and of the server itself."""
    with hosted(server) as address:
        for path in (*PAGES, *(f"/learn/{chapter}" for chapter in CHAPTERS)):
            bar = "" if path in UNBOUND else "at most 1.5 s"
            for url, how in ((address, "hosted with HTTP/2"), (server.url, "by the server alone")):
                if url is None:
                    continue
                times = [_visit_on_phone(browser, url, path, INTERACTIVE) for _ in range(3)]
                found = f"{median(times) / 1000:.2f} s"
                yield Row(f"{path}, interactive on a phone, {how}", found, bar)


class _Traffic:
    """What one visit loads: how many bytes, and how much of it is sent whole."""

    def __init__(self) -> None:
        self.bytes = 0
        self._loaded: set[str] = set()
        self._unchanged: set[str] = set()

    @classmethod
    def of(cls, context: BrowserContext) -> _Traffic:
        """Visit the page in a new tab, and return what that loads."""
        page, traffic = context.new_page(), cls()
        protocol = context.new_cdp_session(page)
        protocol.send("Network.enable")
        protocol.on("Network.responseReceived", traffic._note)
        protocol.on("Network.responseReceivedExtraInfo", traffic._note_unchanged)
        protocol.on("Network.loadingFinished", traffic._count)
        page.goto("/", wait_until="networkidle")
        page.close()
        return traffic

    def _note(self, event: dict[str, Any]) -> None:
        response = event["response"]
        if not response.get("fromDiskCache") and response["url"].startswith("http"):
            self._loaded.add(event["requestId"])

    def _note_unchanged(self, event: dict[str, Any]) -> None:
        if event["statusCode"] == HTTPStatus.NOT_MODIFIED:
            self._unchanged.add(event["requestId"])

    @property
    def fresh(self) -> int:
        """How much was sent whole."""
        return len(self._loaded - self._unchanged)

    def _count(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]


def _visit_on_phone(browser: Browser, url: str, path: str, moment: str) -> float:
    """Return after how many milliseconds a moment of a first visit comes."""
    with browser.new_context(base_url=url, ignore_https_errors=True, **PHONE) as context:
        page: Page = context.new_page()
        page.add_init_script(WATCH_CURVES)
        protocol = context.new_cdp_session(page)
        protocol.send("Network.enable")
        protocol.send("Network.emulateNetworkConditions", {"offline": False, **SLOW_NETWORK})
        protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})
        page.goto(path, wait_until="networkidle")
        return float(page.evaluate(moment))
