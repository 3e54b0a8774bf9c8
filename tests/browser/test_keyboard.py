"""The owner goes once through the training lab without touching a mouse."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.signing_in import sign_in_link
from tests.browser.waiting import TRAINING_TIMEOUT_MS
from tests.support.servers import Server

MAX_TABS = 150


def reach(page: Page, control: Locator) -> None:
    """Press Tab until a control has the focus, and see that it shows."""
    expect(control).to_be_enabled(timeout=TRAINING_TIMEOUT_MS)
    for _ in range(MAX_TABS):
        if control.evaluate("(element) => element === document.activeElement"):
            assert control.evaluate("(element) => element.matches(':focus-visible')")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"No number of Tabs leads to {control}.")


def press(page: Page, control: Locator, key: str = "Enter") -> None:
    reach(page, control)
    page.keyboard.press(key)


def write(page: Page, label: str, text: str) -> None:
    """Replace what stands in a field."""
    reach(page, page.get_by_label(label, exact=True).locator("visible=true").first)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def test_a_run_is_started_and_steered_by_keyboard(server: Server, open_page: OpenPage) -> None:
    page = open_page(sign_in_link(server))
    page.goto("/dashboard")

    press(page, page.get_by_role("button", name="Start a run"))
    reach(page, page.get_by_label("Recipe").first)
    page.keyboard.type("nielsen")
    write(page, "Epochs", "2000")
    press(page, page.locator("#everything > summary"))
    write(page, "Name", "by keyboard")
    press(page, page.get_by_role("button", name="Start", exact=True), "Space")
    expect(page.locator("#new-run-state")).to_contain_text("is queued")

    press(page, page.locator("#runs-table a").filter(has_text="by keyboard"))
    page.wait_for_url("**/runs/**")
    held: list[Route] = []
    page.route("**/pause", lambda route: held.append(route))
    epochs = page.locator("[data-fact=epochs]")
    before = epochs.inner_text()
    press(page, page.get_by_role("button", name="Pause"))
    # The run reports an epoch while the answer is on its way.
    expect(epochs).not_to_have_text(before, timeout=TRAINING_TIMEOUT_MS)
    held[0].continue_()
    # The pressed button is gone, and the focus with the one that takes its place.
    expect(page.get_by_role("button", name="Resume")).to_be_focused(timeout=TRAINING_TIMEOUT_MS)
    write(page, "Learning rate", "0.5")
    press(page, page.get_by_role("button", name="Change"), "Space")
    expect(page.locator("#steering-state")).to_contain_text("0.5")
    press(page, page.get_by_role("button", name="Resume"))
    expect(page.get_by_role("button", name="Pause")).to_be_enabled(timeout=TRAINING_TIMEOUT_MS)
    press(page, page.get_by_role("button", name="Stop"))
    expect(page.locator("[data-fact=status]")).to_have_text("Stopped", timeout=TRAINING_TIMEOUT_MS)
