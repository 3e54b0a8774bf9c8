"""What visitors can do about training: start a small run, or look at one epoch by epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, draw_nothing, watch
from tests.browser.devices import DESKTOP
from tests.browser.test_accessibility import violations_in_light_and_dark
from tests.browser.waiting import TIMEOUT_MS, TRAINING_TIMEOUT_MS
from tests.support.owner import TOKEN
from tests.support.servers import Server, serving


@pytest.fixture(scope="module")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that lets visitors train."""
    folder = tmp_path_factory.mktemp("instance")
    settings = {"OWNER_TOKEN": TOKEN, "VISITOR_RUNS": "1", "TRAINING_WORKERS": "1"}
    with serving(folder, **settings) as server:
        yield server


@pytest.fixture
def dashboard(open_server: Server, new_context: Callable[..., Any]) -> Iterator[Page]:
    """Its dashboard, which may log no error but what a test brings about."""
    faults: list[str] = []
    context = new_context(**DESKTOP, reduced_motion="reduce")
    context.set_default_timeout(TIMEOUT_MS)
    context.route("**/vendor/plotly-*", draw_nothing)
    page = context.new_page()
    watch(page, "/dashboard", open_server.url, faults, tolerate="Failed to load resource")
    page.goto(f"{open_server.url}/dashboard")
    yield page
    assert faults == []


def test_a_visitor_trains_a_small_network(dashboard: Page) -> None:
    page = dashboard
    page.get_by_label("with a learning rate of").select_option("0.3")
    assert violations_in_light_and_dark(page) == []
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/runs/*")
    expect(page.locator("main")).to_contain_text("It is removed an hour after that.")
    expect(page.locator('[data-fact="epochs"]')).to_have_text("5 of 5", timeout=TRAINING_TIMEOUT_MS)
    expect(page.locator('#epochs [data-figure="words"]')).to_contain_text("After epoch 5 of 5")
    page.get_by_role("link", name="All runs").click()
    expect(page.locator(".runs-table tbody tr").first).to_be_visible()
    expect(page.get_by_text("by a visitor")).to_have_count(0)
    page.goto(f"{page.url.partition('/dashboard')[0]}/learn/training")
    page.get_by_label("with a learning rate of").select_option("3")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/runs/*")


def test_what_keeps_a_visitor_from_training_is_said(dashboard: Page) -> None:
    page = dashboard
    body = '{"code": "queue_full", "status": 429, "title": "", "detail": "Try again in a minute."}'
    page.route(
        "**/api/visitor-runs",
        lambda route: route.fulfill(status=429, body=body, content_type="application/problem+json"),
    )
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Try again in a minute.")
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_enabled()


def test_a_slider_shows_what_a_network_could_do_after_each_epoch(open_page: OpenPage) -> None:
    page = open_page("/dashboard", charts=False)
    runs = page.request.get("/api/runs").json()["runs"]
    (run,) = [run for run in runs if run["recipe"] == "article"]
    metrics = page.request.get(f"/api/runs/{run['id']}/metrics").json()["metrics"]
    page.goto(f"/runs/{run['id']}")
    section, slider = page.locator("#epochs"), page.get_by_label("Epoch", exact=True)
    accuracy = section.locator('[data-figure="accuracy"]')
    expect(accuracy).to_have_text(f"{metrics[-1]['test_accuracy']:.2%}")
    slider.focus()
    page.keyboard.press("Home")
    expect(accuracy).to_have_text(f"{metrics[0]['test_accuracy']:.2%}")
    right = round(metrics[0]["test_accuracy"] * 100)
    expect(section.locator(".epochs__digit--right")).to_have_count(right)
    page.keyboard.press("ArrowRight")
    expect(section.locator("output")).to_have_text("2")
    wrong = 10_000 - round(metrics[1]["test_accuracy"] * 10_000)
    expect(slider).to_have_attribute(
        "aria-valuetext",
        f"After epoch 2 of 30 it reads {10_000 - wrong:,} of the 10,000 test "
        f"digits correctly, and {wrong:,} wrong.",
    )
