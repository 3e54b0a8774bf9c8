"""The owner looks through shared drawings, and deletes one, and all of a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from nnet.store.drawings import keep_drawing
from nnet.store.runs import RunStore
from nnet.store.tables import Drawing
from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.signing_in import sign_in
from tests.browser.test_accessibility import violations_in_light_and_dark
from tests.support.servers import Server
from tests.support.sketches import digit

DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)
SEARCH = "/drawings?since=2026-01-01T00:00&until=2026-01-02T00:00"


def keep(store: RunStore, count: int) -> None:
    """Keep drawings that were shared in the same minute."""
    read = {"status": "digit", "text": "3", "digit": 3, "confidence": 0.99}
    for second in range(count):
        made, _ = keep_drawing(store, digit(3), read, [], {}, None)
        with store.writing() as session:
            drawing = session.get(Drawing, made["id"])
            assert drawing is not None
            drawing.created_at = DAY + timedelta(seconds=second)


@pytest.mark.parametrize("window", DEVICES)
def test_the_owner_deletes_one_drawing_and_all_of_a_time(
    server: Server, open_page: OpenPage, store: RunStore, window: str
) -> None:
    keep(store, 27)
    page = open_page(
        "/", **DEVICES[window], charts=False, reduced_motion="reduce", color_scheme="light"
    )
    expect(page.get_by_role("link", name="Drawings")).to_have_count(0)
    sign_in(page, server)
    page.get_by_role("link", name="Drawings").click()
    page.get_by_label("Shared from").fill("2026-01-01T00:00")
    page.get_by_label("and before").fill("2026-01-02T00:00")
    page.get_by_role("button", name="Search").click()
    cards = page.locator("[data-drawing]")
    expect(cards).to_have_count(24)
    expect(page.locator("main")).to_contain_text("27 drawings")
    expect(cards.first.locator("img")).to_have_js_property("naturalWidth", 560)
    # A phone's window widens with what is too wide for it.
    width = DEVICES[window]["viewport"]["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations_in_light_and_dark(page) == []
    page.get_by_role("link", name="Older drawings").click()
    expect(cards).to_have_count(3)

    cards.first.get_by_role("button").click()
    page.get_by_role("button", name="Keep it").click()
    expect(cards).to_have_count(3)
    cards.first.get_by_role("button").click()
    assert violations_in_light_and_dark(page) == []
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(cards).to_have_count(2)
    expect(page.get_by_role("status")).to_have_text("One drawing was deleted.")
    expect(cards.first.get_by_role("button")).to_be_focused()

    page.goto(SEARCH)
    expect(page.locator("main")).to_contain_text("26 drawings")
    page.get_by_role("button", name="Delete all of this time").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Delete 26 drawings?")
    assert violations_in_light_and_dark(page) == []
    dialog.get_by_role("button", name="Delete all").click()
    expect(page.get_by_role("status")).to_have_text("26 drawings were deleted.")
    expect(cards).to_have_count(0)
    page.reload()
    expect(page.locator("main")).to_contain_text("There is none of this time.")
