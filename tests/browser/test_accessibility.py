"""No page, in any look, violates a rule of accessibility; every page can be used by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.charts import wait_for_histories, wait_for_lines
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESKTOP, DEVICES
from tests.browser.drawing import draw
from tests.browser.signing_in import sign_in
from tests.browser.strokes import DIGITS
from tests.browser.waiting import TRAINING_TIMEOUT_MS
from tests.support.servers import Server

RUN_PAGE = "a run"
PAGES = ["/", "/dashboard", RUN_PAGE, "/about"]


def open_shipped_run(page: Page) -> None:
    """Open the page of the run that the shipped network comes from."""
    page.goto("/runs/" + page.request.get("/api/model").json()["card"]["run_id"])


def violations(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    """Return what axe finds, one line for each element.

    options  of axe's own, which may choose its rules
    """
    found = Axe().run(page, options={"resultTypes": ["violations"], **(options or {})})
    return [
        f"{each['id']} ({each['help']}): {node['html']} {node['failureSummary']}"
        for each in found.response["violations"]
        for node in each["nodes"]
    ]


def violations_in_light_and_dark(page: Page) -> list[str]:
    """Return what axe finds on a page in either look, which differ in their colours alone."""
    found = violations(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += violations(page, {"runOnly": ["color-contrast", "link-in-text-block"]})
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found


@pytest.mark.parametrize("window", DEVICES)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_light_and_dark(open_page: OpenPage, path: str, window: str) -> None:
    start = "/about" if path == RUN_PAGE else path
    page = open_page(start, **DEVICES[window], color_scheme="light")
    if path == "/":
        assert violations(page) == []
        draw(page, DIGITS[3])
        expect(page.locator("#digit")).to_have_text("3")
        page.locator("#steps summary").click()
        expect(page.locator("#steps-list figure")).to_have_count(4)
    if path == "/dashboard":
        wait_for_histories(page)
    if path == RUN_PAGE:
        open_shipped_run(page)
        wait_for_lines(page, 4)  # training, validation and test digits, drawings
    assert violations_in_light_and_dark(page) == []


@pytest.mark.parametrize("window", DEVICES)
def test_axe_finds_nothing_in_a_number_and_in_a_refusal(open_page: OpenPage, window: str) -> None:
    page = open_page("/", **DEVICES[window], color_scheme="light")
    for name, text in [("Draw 2026", "2026"), ("Draw a cat, which is no digit", "?")]:
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator("#digit")).to_have_text(text)
        assert violations_in_light_and_dark(page) == []


def test_axe_finds_nothing_in_what_the_owner_opens(
    server: Server, open_page: OpenPage, trained_run: str
) -> None:
    page = open_page("/", color_scheme="light", charts=False)
    sign_in(page, server)
    wait_for_histories(page)
    page.get_by_role("button", name="Start a run").click()
    page.locator("#comparison > summary").click()
    assert violations_in_light_and_dark(page) == []
    page.goto(f"/runs/{trained_run}")
    wait_for_lines(page, 3)  # training, validation and test digits
    cell = page.locator('#confusion button[data-label="4"][data-answer="9"]')
    cell.click(timeout=TRAINING_TIMEOUT_MS)  # all test digits are read first
    expect(page.locator("#evaluation-pictures li img").first).to_be_visible()
    page.get_by_role("button", name="Name and notes").click()
    assert violations_in_light_and_dark(page) == []
    page.locator("#delete").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations_in_light_and_dark(page) == []


def test_the_keyboard_reaches_everything_and_the_focus_is_seen(open_page: OpenPage) -> None:
    page = open_page("/", **DESKTOP, charts=False)
    for path in ("/", "/dashboard", "/about"):
        page.goto(path)
        page.keyboard.press("Tab")
        expect(page.get_by_text("Skip to the content")).to_be_focused()
        for _ in range(5):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.matches(':focus-visible')")
        page.get_by_text("Skip to the content").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()


def test_controls_are_large_enough_for_a_finger(open_page: OpenPage) -> None:
    page = open_page("/", **DEVICES["phone"], charts=False)
    small = """() => [...document.querySelectorAll(".button, .site-nav a, select, .width__slider, "
        + ".runs-table__toggle, thead button, input[type=search]")]
      .filter((element) => element.checkVisibility())
      .map((element) => [element.textContent.trim(), element.getBoundingClientRect()])
      .filter(([, box]) => box.height < 44 || (box.width < 44 && box.width > 0))
      .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)"""
    for path in [*PAGES, "/inside"]:
        if path == RUN_PAGE:
            open_shipped_run(page)
        else:
            page.goto(path)
        assert page.evaluate(small) == [], path
