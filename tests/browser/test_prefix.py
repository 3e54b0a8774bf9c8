"""The site below a path of a host, behind the proxy that the guide describes."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.charts import lines, wait_for_histories
from tests.browser.conftest import watch
from tests.browser.devices import DESKTOP
from tests.browser.drawing import draw
from tests.browser.strokes import DIGITS
from tests.browser.waiting import TIMEOUT_MS, wait_until
from tests.hosting.programs import free_port, running
from tests.support.lacking import lacking
from tests.support.owner import TOKEN
from tests.support.servers import ROOT, serving

GUIDE = ROOT / "docs" / "hosting.md"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site below /inknet, whose proxy takes that off."""
    program = shutil.which("caddy")
    if program is None:
        lacking("Caddy", "ensure_caddy")
    folder, front = tmp_path_factory.mktemp("prefix"), free_port()
    address = f"http://127.0.0.1:{front}/inknet"
    (text,) = re.findall(r"```caddyfile\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    settings = {"PUBLIC_URL": address, "PROXIES": "1", "OWNER_TOKEN": TOKEN}
    with serving(folder, **settings, TRAINING_WORKERS="0") as server:
        described = text.replace("example.org", f"http://127.0.0.1:{front}")
        described = described.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
        file = folder / "Caddyfile"
        file.write_text("{\n\tadmin off\n}\n" + described)
        homes = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        line = [program, "run", "--config", str(file), "--adapter", "caddyfile"]
        with running(line, front, {**os.environ, **homes}, folder / "caddy.log") as proxy:
            proxy.wait()
            yield address


@pytest.fixture
def visit(new_context: Callable[..., Any], site: str) -> Iterator[Callable[[str], Page]]:
    """Open pages of the site which may ask for nothing outside of it."""
    faults: list[str] = []

    def visit(path: str) -> Page:
        context = new_context(**DESKTOP, reduced_motion="reduce")
        context.set_default_timeout(TIMEOUT_MS)
        page: Page = context.new_page()
        watch(page, path, f"{site}/", faults)
        page.goto(f"{site}{path}")
        return page

    yield visit
    assert faults == []


def test_every_page_and_a_share_stay_below_the_path(
    visit: Callable[[str], Page], site: str
) -> None:
    page = visit("/")
    draw(page, DIGITS[3])
    expect(page.locator("#digit")).to_have_text("3")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link to the drawing")
    expect(link).to_have_value(re.compile(rf"^{re.escape(site)}/d/[\w-]{{12}}$"))
    address = link.input_value()
    page.get_by_text("QR code").click()
    expect(page.locator("#share-qr img")).to_have_js_property("naturalWidth", 328)
    assert f'src="{address}/embed"' in page.locator("#share-code").input_value()
    page.get_by_role("link", name="Open its page").click()
    expect(page.get_by_role("button", name="Play")).to_be_enabled()
    page.goto(f"{address}/embed")
    expect(page.get_by_role("button", name="Play")).to_be_enabled()
    page.goto(f"{site}/embed")
    # This tab has kept what was drawn in it.
    expect(page.locator("#digit")).to_have_text("3")
    page.locator("#clear").click()
    draw(page, DIGITS[7])
    expect(page.locator("#digit")).to_have_text("7")
    page.goto(f"{site}/privacy")

    page.goto(f"{site}/sign-in")
    page.get_by_label("Token").fill(TOKEN)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/dashboard")
    wait_for_histories(page)
    expect(page.get_by_role("button", name="Start a run")).to_be_visible()
    page.locator("#runs-table a").first.click()
    page.wait_for_url(f"{site}/runs/*")
    wait_until(page, lambda: len(lines(page)) >= 3)  # training, validation and test digits
    page.get_by_role("link", name="About", exact=True).click()
    page.wait_for_url(f"{site}/about")
    page.goto(address)
    expect(page.get_by_role("button", name="Delete this drawing")).to_be_visible()
    page.get_by_role("link", name="Drawings").click()
    page.wait_for_url(f"{site}/drawings")
    page.get_by_role("button", name="Delete the drawing of").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("status")).to_have_text("One drawing was deleted.")
    page.goto(f"{site}/sign-in")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{site}/")
