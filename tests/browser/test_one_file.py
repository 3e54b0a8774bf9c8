"""A run as one file, opened from a disk: its network reads, and nothing is asked of anybody."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.devices import DESKTOP
from tests.browser.drawing import draw
from tests.browser.strokes import DIGITS
from tests.browser.waiting import TIMEOUT_MS
from tests.support.servers import STOP_S, Server
from tests.support.shipped import NIELSEN


@pytest.fixture(scope="module")
def file(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run's file, as a visitor saves it."""
    path = tmp_path_factory.mktemp("saved") / "run.html"
    with urllib.request.urlopen(f"{server.url}/runs/{NIELSEN}.html", timeout=STOP_S) as answer:
        path.write_bytes(answer.read())
    return path


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page without a network, on which nothing goes wrong and nothing is asked for."""
    faults: list[str] = []
    context = browser.new_context(**DESKTOP, reduced_motion="reduce", locale="en", offline=True)
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: message.type == "error" and faults.append(message.text))
    own = ("file:", "data:", "blob:")
    page.on("request", lambda asked: asked.url.startswith(own) or faults.append(asked.url))
    yield page
    context.close()
    assert faults == []


def test_it_reads_digits_without_a_network(page: Page, file: Path) -> None:
    assert file.stat().st_size <= 3_000_000
    page.goto(file.as_uri())
    for digit in (0, 3, 4, 7):
        draw(page, DIGITS[digit])
        expect(page.locator("#digit")).to_have_text(str(digit))
        expect(page.locator("#answer")).to_have_attribute("data-state", "digit")
        page.locator("#clear").click()
        expect(page.locator("#answer")).to_have_attribute("data-state", "empty")
    expect(page.locator("#accuracy-drawn path").first).to_be_visible()
    expect(page.locator("#confusion")).to_contain_text("99")
    # By keyboard, which takes a script that is loaded late.
    page.locator("#pad").focus()
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(page.locator("#undo")).to_be_enabled()


def test_a_damaged_file_says_so(page: Page, file: Path, tmp_path: Path) -> None:
    html = file.read_text("utf-8")
    at = html.index('id="weights">') + 5000
    damaged = tmp_path / "damaged.html"
    damaged.write_text(html[:at] + ("A" if html[at] != "A" else "B") + html[at + 1 :], "utf-8")
    page.goto(damaged.as_uri())
    draw(page, DIGITS[7])
    expect(page.locator("#detail")).to_contain_text("This file is damaged")
