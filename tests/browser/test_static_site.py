"""The site as files: the main walk, behind a bare server of files below a path."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from tests.browser.devices import DESKTOP
from tests.browser.drawing import draw
from tests.browser.strokes import DIGITS
from tests.browser.waiting import TIMEOUT_MS
from webapp.static_site.commands import site as site_command


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and logs nothing."""

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose sub-folder ``demo`` is the written site."""
    root = tmp_path_factory.mktemp("files")
    written = CliRunner().invoke(site_command, [str(root / "demo")], catch_exceptions=False)
    assert written.exit_code == 0, written.output
    return root


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Where a bare file server has the site, below a path."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/demo/"
    server.shutdown()
    thread.join()
    server.server_close()


def open_watched(browser: Browser, address: str, faults: list[str]) -> Page:
    """Open a page on which every error, failed request and request elsewhere is noted."""
    context = browser.new_context(**DESKTOP, reduced_motion="reduce", locale="en")
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: message.type == "error" and faults.append(message.text))
    page.on(
        "response",
        lambda answer: answer.status < 400 or faults.append(f"{answer.status} {answer.url}"),
    )
    own = address.partition("#")[0], "data:", "blob:"
    page.on("request", lambda asked: asked.url.startswith(own) or faults.append(asked.url))
    page.goto(address)
    return page


def test_the_main_walk_needs_files_alone(browser: Browser, address: str) -> None:
    faults: list[str] = []
    page = open_watched(browser, address, faults)
    draw(page, DIGITS[7])
    expect(page.locator("#digit")).to_have_text("7")
    expect(page.locator("#answer")).to_have_attribute("data-state", "digit")
    page.locator("#share").click()
    link = page.locator("#share-link")
    expect(link).to_have_value(re.compile(f"^{re.escape(address)}#d="))
    shared = link.input_value()
    assert len(shared) < 2100
    page.get_by_role("button", name="Close").click()

    page.get_by_role("link", name="Training").click()
    expect(page.locator("#accuracy-drawn path").first).to_be_visible()
    page.locator(".runs-table a").first.click()
    expect(page.locator("#loss-drawn path").first).to_be_visible()
    expect(page.locator(".runs-table tbody tr").first).to_contain_text("%")
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page).to_have_url(re.compile(r"/demo/zh/runs/.+\.html$"))
    page.locator(".site-nav a").nth(1).click()
    page.locator(".chapters a").first.click()
    expect(page.locator("#sheet")).to_have_js_property("complete", True)
    page.locator(".site-nav a").nth(3).click()
    expect(page.locator(".fingerprint")).to_be_visible()

    other = open_watched(browser, shared, faults)
    expect(other.locator("#digit")).to_have_text("7")
    assert faults == []


def test_opened_from_a_disk_it_reads_and_shares(browser: Browser, folder: Path) -> None:
    asked: list[str] = []
    context = browser.new_context(**DESKTOP, reduced_motion="reduce", locale="en", offline=True)
    context.set_default_timeout(TIMEOUT_MS)
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto((folder / "demo" / "zh" / "index.html").as_uri())
    expect(page).to_have_url(re.compile(r"/zh/as_file\.html$"))
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"/demo/as_file\.html$"))
    draw(page, DIGITS[7])
    expect(page.locator("#digit")).to_have_text("7")
    page.locator("#share").click()
    link = page.locator("#share-link")
    expect(link).to_have_value(re.compile("^file:.*/as_file\\.html#d="))
    shared = link.input_value()
    page.goto("about:blank")
    page.goto(shared)
    expect(page.locator("#digit")).to_have_text("7")
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def test_no_page_leads_out_of_the_folder(folder: Path) -> None:
    demo = folder / "demo"
    pages = sorted(demo.rglob("*.html"))
    assert {page.relative_to(demo).parts[0] for page in pages} >= {"zh", "learn", "runs"}
    for page in pages:
        html = page.read_text("utf-8")
        assert 'http-equiv="Content-Security-Policy"' in html
        for way in re.findall(r'\s(?:href|src|action)="([^"#]+)', html):
            if not way.startswith(("http:", "https:", "data:")):
                assert (page.parent / way).resolve().is_file(), f"{page}: {way}"
