"""What the pages say when the server, the connection or JavaScript is missing."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.drawing import draw
from tests.browser.strokes import DIGITS

NETWORK_ERRORS = "Failed to load resource"


def refuse(page: Page, path: str, status: int, code: str, **headers: str) -> None:
    """Let the server answer a path with a problem until page.unroute."""
    document = {"status": status, "code": code, "detail": "detail", "request_id": "4f2a"}

    def answer(route: Route) -> None:
        route.fulfill(
            status=status,
            body=json.dumps(document),
            content_type="application/problem+json",
            headers=headers,
        )

    page.route(path, answer)


def test_a_drawing_made_without_the_server_is_read_when_it_is_back(open_page: OpenPage) -> None:
    page = open_page("/", tolerate=NETWORK_ERRORS)
    page.context.set_offline(True)
    draw(page, DIGITS[7])
    expect(page.locator("#headline")).to_have_text("Server out of reach")
    expect(page.locator("#detail")).to_contain_text("Your drawing is safe")
    page.context.set_offline(False)
    expect(page.locator("#digit")).to_have_text("7")
    expect(page.locator("#answer")).to_have_attribute("data-state", "digit")


def test_a_server_that_drops_the_connection_is_asked_again(open_page: OpenPage) -> None:
    page = open_page("/", tolerate=NETWORK_ERRORS)
    page.route("**/api/**", lambda route: route.abort("connectionrefused"))
    draw(page, DIGITS[3])
    expect(page.locator("#headline")).to_have_text("Server out of reach")
    page.unroute("**/api/**")
    expect(page.locator("#digit")).to_have_text("3")


def test_a_proxy_whose_server_is_gone_is_no_server(open_page: OpenPage) -> None:
    page = open_page("/", tolerate=NETWORK_ERRORS)
    gone = {"status": 502, "body": "<h1>Bad Gateway</h1>", "content_type": "text/html"}
    page.route("**/api/predictions", lambda route: route.fulfill(**gone))
    draw(page, DIGITS[7])
    expect(page.locator("#digit")).to_have_text("7")
    expect(page.locator("#detail")).to_contain_text("the server cannot be reached")


@pytest.mark.parametrize(
    ("status", "code", "headline"),
    [
        (429, "rate_limited", "The server is busy"),
        (503, "unavailable", "The server is busy"),
        (500, "internal_error", "That did not work"),
    ],
)
def test_a_passing_error_is_named_and_overcome(
    open_page: OpenPage, status: int, code: str, headline: str
) -> None:
    page = open_page("/", tolerate=NETWORK_ERRORS)
    refuse(page, "**/api/predictions", status, code, **{"Retry-After": "1"})
    draw(page, DIGITS[7])
    expect(page.locator("#headline")).to_have_text(headline)
    page.unroute("**/api/predictions")
    expect(page.locator("#digit")).to_have_text("7")


@pytest.mark.parametrize("path", ["/", "/dashboard"])
def test_without_javascript_the_page_says_so(open_page: OpenPage, path: str) -> None:
    page = open_page(path, java_script_enabled=False)
    # Locators by text look past <noscript>.
    expect(page.locator("noscript strong:visible")).to_contain_text("JavaScript")
    expect(page.locator("button:visible")).to_have_count(0)


def test_the_dashboard_goes_on_by_itself_when_the_server_is_back(open_page: OpenPage) -> None:
    page = open_page("/dashboard", tolerate=NETWORK_ERRORS, charts=False)
    state = page.locator("#feed-state")
    expect(state).to_have_attribute("data-state", "live")
    page.context.set_offline(True)
    expect(state).to_have_text("Server out of reach, trying again …")
    page.context.set_offline(False)
    expect(state).to_have_attribute("data-state", "live")


def test_the_dashboard_names_a_store_that_cannot_be_used(open_page: OpenPage) -> None:
    page = open_page("/about", tolerate=NETWORK_ERRORS, charts=False)
    refuse(page, "**/api/runs?**", 503, "unavailable", **{"Retry-After": "1"})
    page.goto("/dashboard")
    expect(page.locator("#feed-state")).to_contain_text("reported a problem")
    page.unroute("**/api/runs?**")
    expect(page.locator("#runs-table tbody tr").first).to_be_visible()


def test_a_store_without_runs_says_how_to_start_one(open_page: OpenPage) -> None:
    page = open_page("/about", charts=False)
    empty = json.dumps({"runs": [], "next": None})
    page.route(
        "**/api/runs?**", lambda route: route.fulfill(body=empty, content_type="application/json")
    )
    page.goto("/dashboard")
    expect(page.locator("#runs-empty")).to_contain_text("python -m nnet train")


def test_an_unknown_run_gets_a_page_that_says_so(open_page: OpenPage) -> None:
    page = open_page("/runs/nonexistent", tolerate=NETWORK_ERRORS)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("404", exact=True)).to_be_visible()
