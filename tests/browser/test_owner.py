"""The owner signs in, lets a run's network read drawings, and goes back to the shipped one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from nnet.store.runs import RunStore
from tests.browser.charts import wait_for_histories
from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.drawing import draw
from tests.browser.signing_in import sign_in
from tests.browser.strokes import DIGITS
from tests.browser.test_accessibility import violations
from tests.support.recorded import record_run
from tests.support.servers import Server


def model_that_reads(page: Page) -> str:
    page.goto("/")
    with page.expect_response("**/api/predictions") as answer:
        draw(page, DIGITS[7])
    return str(answer.value.json()["model"])


def test_a_runs_network_reads_drawings_and_gives_way_again(
    server: Server, open_page: OpenPage, trained_run: str
) -> None:
    page = open_page("/", charts=False)
    shipped = model_that_reads(page)
    page.goto(f"/runs/{trained_run}")
    expect(page.locator("#activate")).to_have_count(0)
    sign_in(page, server)
    page.goto(f"/runs/{trained_run}")
    state = page.locator("#activation-state")
    expect(state).to_have_text("The shipped network reads what is drawn.")
    page.locator("#activate").click()
    expect(state).to_have_text("This run's network reads what is drawn.")
    expect(page.locator("#activate")).to_be_hidden()
    try:
        assert model_that_reads(page) != shipped
        page.goto("/about")
        expect(page.locator("main")).to_contain_text("784-30-10")
    finally:
        page.goto(f"/runs/{trained_run}")
        page.locator("#restore").click()
        expect(state).to_have_text("The shipped network reads what is drawn.")
    assert model_that_reads(page) == shipped
    page.goto("/sign-in")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto(f"/runs/{trained_run}")
    expect(page.locator("#activate")).to_have_count(0)


def test_a_run_is_named_annotated_and_deleted(
    server: Server, open_page: OpenPage, make_run: Callable[[], str]
) -> None:
    # The page may ask for the run once more while that is being deleted.
    page = open_page("/", tolerate="Failed to load resource", charts=False)
    sign_in(page, server)
    page.goto(f"/runs/{make_run()}")
    page.get_by_role("button", name="Name and notes").click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.get_by_label("Name", exact=True).fill("third <try>")
    page.get_by_label("Notes").fill("rate too high?")
    assert violations(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("third <try>")
    expect(page.locator("#run-notes")).to_have_text("rate too high?")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("third <try>")
    page.locator("#delete").click()
    assert violations(page) == []
    page.get_by_role("button", name="Keep it").click()
    page.locator("#delete").click()
    page.locator("#delete-confirmed").click()
    page.wait_for_url("**/dashboard")
    wait_for_histories(page)
    expect(page.locator("#runs-table")).not_to_contain_text("third <try>")


def test_what_cannot_be_done_is_said_on_the_page(
    server: Server, open_page: OpenPage, store: RunStore
) -> None:
    run_id = record_run(store, "figures alone")
    page = open_page("/", tolerate="Failed to load resource", charts=False)
    sign_in(page, server)
    page.goto(f"/runs/{run_id}")
    page.locator("#activate").click()
    expect(page.locator("#activation-state")).to_contain_text("came without its network")
    store.delete_run(run_id)


@pytest.mark.parametrize("window", DEVICES)
def test_signing_in_is_accessible_and_says_what_was_wrong(open_page: OpenPage, window: str) -> None:
    page = open_page("/sign-in", **DEVICES[window], tolerate="Failed to load resource")
    assert violations(page) == []
    page.get_by_label("Token").fill("a guess")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("That is not the token.")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
