"""The site as files, behind a bare server of files: the main walk, and without a network."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from tests.browser.devices import DESKTOP
from tests.browser.drawing import draw
from tests.browser.strokes import DIGITS
from tests.browser.waiting import TIMEOUT_MS, wait_until
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


@contextmanager
def serving_files(folder: Path) -> Iterator[str]:
    """Serve a folder, and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def addresses(folder: Path) -> Iterator[dict[str, str]]:
    """Where bare file servers have the site: at the root of a host, and below a path."""
    with serving_files(folder / "demo") as root, serving_files(folder) as other:
        yield {"at the root": root, "below a path": f"{other}demo/"}


def open_watched(
    browser: Browser, address: str, faults: list[str], service_workers: str = "block"
) -> Page:
    """Open a page on which every error, failed request and request elsewhere is noted."""
    context = browser.new_context(
        **DESKTOP, reduced_motion="reduce", locale="en", service_workers=service_workers
    )
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


@pytest.mark.parametrize("place", ["at the root", "below a path"])
def test_the_main_walk_needs_files_alone(
    browser: Browser, addresses: dict[str, str], place: str
) -> None:
    address, faults = addresses[place], list[str]()
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
    if place == "at the root":
        page.get_by_role("button", name="Zoom and compare").click()
        runs = page.locator(".runs-table tbody tr")
        expect(page.locator("#accuracy-chart .scatterlayer .trace")).to_have_count(runs.count())
        expect(page.locator("#accuracy-drawn")).to_be_hidden()
    page.locator(".runs-table a").first.click()
    expect(page.locator("#loss-drawn path").first).to_be_visible()
    expect(page.locator(".runs-table tbody tr").first).to_contain_text("%")
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page).to_have_url(re.compile(rf"^{re.escape(address)}zh/runs/.+\.html$"))
    page.locator(".site-nav a").nth(1).click()
    page.locator(".chapters a").first.click()
    expect(page.locator("#sheet")).to_have_js_property("complete", True)
    page.locator(".site-nav a").nth(3).click()
    expect(page.locator(".fingerprint")).to_be_visible()
    # What a chapter has read of a drawing is read here as well.
    page.goto(f"{address}learn/drawings.html")
    expect(page.locator("#reading-text")).to_have_text(re.compile("^Read as [0-9]$"))
    expect(page.locator("[data-say=says]")).to_contain_text("The network takes yours for a ")

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


def test_without_a_network_the_drawing_page_opens_and_reads(
    browser: Browser, folder: Path, addresses: dict[str, str]
) -> None:
    address, faults = addresses["below a path"], list[str]()
    page = open_watched(browser, address, faults, service_workers="allow")
    draw(page, DIGITS[7])
    expect(page.locator("#digit")).to_have_text("7")
    wait_until(page, lambda: page.evaluate(HAS_WEIGHTS))
    assert faults == []
    page.context.set_offline(True)
    page.goto(f"{address}zh/")
    draw(page, DIGITS[3])
    expect(page.locator("#digit")).to_have_text("3")
    page.goto(f"{address}learn/data.html")
    expect(page).to_have_url(f"{address}offline.html")
    page.get_by_role("link", name="Draw a digit").click()
    expect(page).to_have_title("Draw a number · Inknet")

    # With the network a page is the site's own again, and another version takes the place of this.
    page.context.set_offline(False)
    replace(folder / "demo/index.html", "<title>", "<title>Newer: ")
    version = replace(folder / "demo/service-worker.js", r'(?<="version": ")\w+', "newer")
    page.goto(address)
    expect(page).to_have_title("Newer: Draw a number · Inknet")
    expect(page.locator("#digit")).to_have_text("3")
    page.evaluate("navigator.serviceWorker.ready.then((found) => found.update())")
    wait_until(page, lambda: page.evaluate("caches.keys()") == [f"inknet {address} newer"])
    replace(folder / "demo/index.html", "Newer: ", "")
    replace(folder / "demo/service-worker.js", "newer", version)


HAS_WEIGHTS = "caches.match(new URL('api/model/reader', location)).then(Boolean)"


def replace(file: Path, pattern: str, text: str) -> str:
    """Put a text in the place of what a pattern finds in a file, and return that."""
    before = file.read_text("utf-8")
    (found,) = re.findall(pattern, before)
    file.write_text(re.sub(pattern, text, before), "utf-8")
    return str(found)


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
