"""A run's page shows how its network reads the test digits, and the pictures behind each cell."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from nnet.store.runs import RunStore
from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.test_accessibility import violations
from tests.browser.waiting import TRAINING_TIMEOUT_MS
from tests.support.recorded import record_run

SUMMARY = re.compile(r"After epoch 1: \d\d\.\d\d% of 10,000 read correctly, [\d,]+ not\.")


def unfold(page: Page, title: str) -> None:
    """Open a part of a run's page that is folded on a phone."""
    fold = page.locator("details.fold").filter(has=page.get_by_role("heading", name=title))
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()


@pytest.mark.parametrize("window", DEVICES)
def test_a_cell_opens_the_pictures_behind_it(
    open_page: OpenPage, trained_run: str, window: str
) -> None:
    page = open_page(f"/runs/{trained_run}", **DEVICES[window])
    unfold(page, "How it reads the test digits")
    expect(page.locator("#evaluation-state")).to_have_text(SUMMARY, timeout=TRAINING_TIMEOUT_MS)
    title = page.locator("#evaluation-pictures h3")
    expect(title).to_contain_text("What it was surest of and read wrong: the first 50 of")
    expect(page.locator("#confusion caption")).to_contain_text("After epoch 1.")
    cell = page.locator('#confusion button[data-label="4"][data-answer="9"]')
    count = int(cell.inner_text())
    cell.click()
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(title).to_contain_text("4 read as 9")
    expect(page.locator("#evaluation-pictures li")).to_have_count(min(count, 50))
    picture = page.locator("#evaluation-pictures li img").first
    expect(picture).to_have_attribute("alt", re.compile(r"^4 read as 9, \d+%$"))
    # The truth comes first.
    expect(page.locator(".picture__name").first).to_have_text("4, read as 9")
    expect(page.locator("#reliability circle")).not_to_have_count(0)
    expect(page.locator("#calibration")).to_contain_text("Confidence is off by")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def test_it_works_by_keyboard(open_page: OpenPage, trained_run: str) -> None:
    page = open_page(f"/runs/{trained_run}", charts=False)
    expect(page.locator("#evaluation-state")).to_have_text(SUMMARY, timeout=TRAINING_TIMEOUT_MS)
    page.get_by_role("group", name="Confusion matrix").focus()
    page.keyboard.press("Tab")
    in_table = page.locator("#confusion :focus")
    expect(in_table).to_have_attribute("data-label", "0")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    title = page.locator("#evaluation-pictures h3")
    expect(title).to_contain_text("0 read correctly, the least sure first")
    page.keyboard.press("ArrowDown")
    expect(in_table).not_to_have_attribute("data-label", "0")
    expect(in_table).to_have_attribute("data-answer", "0")
    page.keyboard.press("End")
    row = page.locator("#confusion tr").filter(has=page.locator(":focus"))
    expect(row.get_by_role("button").last).to_be_focused()
    # Tab leaves the hundred cells at once, and comes back to the same one.
    page.keyboard.press("Tab")
    expect(in_table).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    expect(row.get_by_role("button").last).to_be_focused()


def test_it_waits_for_its_turn_on_a_busy_server(open_page: OpenPage, trained_run: str) -> None:
    turns = iter(["busy", "busy", "turn"])

    def answer(route: Route) -> None:
        if next(turns) == "turn":
            route.continue_()
            return
        problem = json.dumps({"status": 503, "code": "busy", "detail": "The server is busy."})
        headers = {"Retry-After": "0.1", "Content-Type": "application/problem+json"}
        route.fulfill(status=503, headers=headers, body=problem)

    tolerated = "Failed to load resource: the server responded with a status of 503"
    page = open_page("/about", charts=False, tolerate=tolerated)
    page.route("**/evaluation", answer)
    page.goto(f"/runs/{trained_run}")
    state = page.locator("#evaluation-state")
    expect(state).to_have_text(SUMMARY, timeout=TRAINING_TIMEOUT_MS)
    assert next(turns, None) is None


def test_a_run_without_its_network_says_so(open_page: OpenPage, store: RunStore) -> None:
    run_id = record_run(store, "figures alone")
    page = open_page(f"/runs/{run_id}", charts=False)
    expect(page.locator("#config")).not_to_be_empty()
    expect(page.locator("#without-network")).to_contain_text("only its figures are here")
    expect(page.locator("#evaluation")).to_have_count(0)
    store.delete_run(run_id)
