"""The owner starts runs from the dashboard, and steers one on its page, while others look on."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.charts import lines, wait_for_histories
from tests.browser.conftest import OpenPage
from tests.browser.signing_in import sign_in
from tests.browser.test_accessibility import violations
from tests.browser.waiting import TRAINING_TIMEOUT_MS, wait_until
from tests.support.servers import Server


def fill(page: Page, **fields: str) -> None:
    """Open the form and fill it in by its labels' words."""
    page.get_by_role("button", name="Start a run").click()
    expect(page.get_by_label("Recipe").first).to_be_focused()
    page.get_by_label("Recipe").first.select_option("nielsen")
    for name, text in fields.items():
        if name == "name":
            page.locator("#everything > summary").click()
        page.locator(f"#new-run [name={name}]").fill(text)


def open_run(page: Page, name: str) -> None:
    page.locator("#runs-table tbody tr").filter(has_text=name).locator("a").click()
    page.wait_for_url("**/runs/**")


def test_a_run_is_started_watched_and_steered(server: Server, open_page: OpenPage) -> None:
    page = open_page("/")
    sign_in(page, server)
    wait_for_histories(page)
    fill(page, name="steered", epochs="2000", training_digits="5000")
    assert violations(page) == []
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("#new-run-state")).to_contain_text(
        "One run is queued. Its curve begins with its first epoch."
    )
    wait_until(
        page, lambda: lines(page).get("steered", {"epochs": 0})["epochs"] >= 1, TRAINING_TIMEOUT_MS
    )
    open_run(page, "steered")

    watcher = open_page(page.url.removeprefix(server.url))
    expect(watcher.locator("#progress")).to_contain_text("of 2,000", timeout=TRAINING_TIMEOUT_MS)
    expect(watcher.locator("#steering")).to_have_count(0)

    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_be_visible(timeout=TRAINING_TIMEOUT_MS)
    expect(watcher.locator("#progress")).to_contain_text("Paused.")
    assert violations(page) == []
    page.get_by_label("Learning rate").fill("0.5")
    page.get_by_role("button", name="Change").click()
    expect(page.locator("#steering-state")).to_have_text("It goes on with a learning rate of 0.5.")
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Pause")).to_be_enabled(timeout=TRAINING_TIMEOUT_MS)
    expect(watcher.locator("#progress")).to_contain_text("digits a second")

    page.get_by_role("button", name="Stop").click()
    status = page.locator("[data-fact=status]")
    expect(status).to_have_text("Stopped", timeout=TRAINING_TIMEOUT_MS)
    expect(page.locator("#progress")).to_be_hidden()
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    expect(watcher.locator("[data-fact=status]")).to_have_text("Stopped")
    # Changed where the run paused, within an epoch or at its end.
    for visitor in (page, watcher):
        expect(visitor.locator("#accuracy-drawn")).to_contain_text("3 → 0.5")

    page.get_by_role("button", name="One more epoch").click()
    expect(page.locator("#steering-state")).to_have_text("It goes on to epoch 2,001.")
    expect(watcher.locator("[data-fact=epochs]")).to_contain_text("of 2,001")
    page.get_by_role("button", name="Stop").click()
    expect(status).to_have_text("Stopped", timeout=TRAINING_TIMEOUT_MS)
