"""A drawing is shared, looked at by somebody else, shown within another site, and deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.drawing import draw
from tests.browser.signing_in import sign_in
from tests.browser.strokes import DIGITS
from tests.browser.test_accessibility import violations_in_light_and_dark
from tests.browser.test_failures import NETWORK_ERRORS, refuse
from tests.browser.test_layout import LARGEST_SHIFT, SHIFT
from tests.browser.test_pictures import choose, picture
from tests.browser.test_replay import DRAWN
from tests.support.servers import Server

# As a page is that came over plain HTTP.
WITHOUT_CLIPBOARD = """
Object.defineProperty(navigator, "clipboard", { get: () => undefined })"""


def top(element: Locator) -> float:
    box = element.bounding_box()
    assert box is not None
    return box["y"]


def draw_and_share(page: Page, digit: int) -> str:
    """Share a drawing by the page's buttons; return its address."""
    draw(page, DIGITS[digit])
    expect(page.locator("#digit")).to_have_text(str(digit))
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link to the drawing")
    expect(link).to_be_visible()
    expect(link).to_have_value(re.compile(r"/d/[\w-]{12}$"))
    return link.input_value()


@pytest.mark.parametrize("window", DEVICES)
def test_a_shared_drawing_is_seen_by_somebody_else(open_page: OpenPage, window: str) -> None:
    mine = open_page("/", **DEVICES[window])
    address = draw_and_share(mine, 3)
    expect(mine.get_by_role("button", name="Copy the link")).to_be_focused()
    theirs = open_page(address, **DEVICES[window])
    expect(theirs.get_by_role("button", name="Play")).to_be_enabled()
    assert theirs.evaluate(SHIFT) <= LARGEST_SHIFT
    expect(theirs.locator("#digit")).to_have_text("3")
    expect(theirs.locator(".bar--top .bar__digit")).to_have_text("3")
    expect(theirs.locator(".seen__picture")).to_have_count(1)
    assert 0.02 < theirs.evaluate(DRAWN) < 0.3
    assert theirs.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(theirs.get_by_role("button", name="Delete")).to_have_count(0)


def test_the_link_is_copied_and_everything_else_is_offered(open_page: OpenPage) -> None:
    page = open_page("/", permissions=["clipboard-read", "clipboard-write"])
    address = draw_and_share(page, 5)
    page.get_by_role("button", name="Copy the link").click()
    copied = page.get_by_text("Copied.")
    expect(copied).to_have_count(1)
    # Below the button that was pressed, above all others.
    assert top(page.get_by_role("button", name="Copy the link")) < top(copied)
    assert top(copied) < top(page.get_by_text("QR code"))
    assert page.evaluate("navigator.clipboard.readText()") == address
    page.get_by_text("QR code").click()
    code = page.get_by_alt_text("The link as a QR code")
    expect(code).to_have_js_property("complete", True)
    expect(code).not_to_have_js_property("naturalWidth", 0)
    page.get_by_text("Show it within another page").click()
    page.get_by_role("button", name="Copy the HTML").click()
    html = page.evaluate("navigator.clipboard.readText()")
    assert html.startswith(f'<iframe src="{address}/embed"')
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as PNG").click()
    assert download.value.suggested_filename == "inknet.png"
    page.get_by_role("link", name="Open its page").click()
    page.wait_for_url(address)


@pytest.mark.parametrize("allowed", [True, False], ids=["copied", "selected"])
def test_the_link_is_copied_without_tls(open_page: OpenPage, allowed: bool) -> None:
    page = open_page("/", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate(WITHOUT_CLIPBOARD)
    if not allowed:
        page.evaluate("document.execCommand = () => false")
    address = draw_and_share(page, 5)
    page.get_by_role("button", name="Copy the link").click()
    if allowed:
        expect(page.locator("#share-state")).to_have_text("Copied.")
        other = page.context.new_page()
        other.goto("/about")
        assert other.evaluate("navigator.clipboard.readText()") == address
    else:
        expect(page.locator("#share-state")).to_contain_text("Selected. Copy it from the field")
        assert page.evaluate("getSelection().toString()") == address


def test_the_systems_share_sheet_is_offered_where_there_is_one(open_page: OpenPage) -> None:
    page = open_page("/")
    page.evaluate("""() => {
      navigator.canShare = () => true;
      navigator.share = async (what) => { document.title = what.url; };
    }""")
    address = draw_and_share(page, 5)
    page.get_by_role("button", name="Share …").click()
    expect(page).to_have_title(address)


def test_whoever_shared_it_deletes_it(open_page: OpenPage) -> None:
    page = open_page("/", tolerate=NETWORK_ERRORS)
    address = draw_and_share(page, 4)
    page.goto(address)
    page.get_by_role("button", name="Delete this drawing").click()
    page.get_by_role("button", name="Keep it").click()
    page.reload()
    expect(page.locator("#digit")).to_have_text("4")
    page.get_by_role("button", name="Delete this drawing").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("main")).to_contain_text("There is no such drawing")
    assert page.evaluate("localStorage.getItem('inknet.drawings')") is None


def test_it_is_deleted_at_once_where_it_was_made(open_page: OpenPage) -> None:
    page = open_page("/", tolerate=NETWORK_ERRORS)
    address = draw_and_share(page, 4)
    page.get_by_role("button", name="Delete this drawing").click()
    expect(page.locator("#share-problem")).to_have_text("Deleted. The link leads nowhere now.")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#digit")).to_have_text("4")
    page.goto(address)
    expect(page.locator("main")).to_contain_text("There is no such drawing")


def test_the_owner_deletes_any(server: Server, open_page: OpenPage) -> None:
    address = draw_and_share(open_page("/"), 8)
    page = open_page("/", tolerate=NETWORK_ERRORS, charts=False)
    sign_in(page, server)
    page.goto(address)
    page.get_by_role("button", name="Delete this drawing").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("main")).to_contain_text("There is no such drawing")


def test_another_drawing_gets_another_link(open_page: OpenPage) -> None:
    page = open_page("/")
    first = draw_and_share(page, 1)
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_label("Link to the drawing")).to_have_value(first)
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("button", name="Share")).to_be_disabled()
    assert draw_and_share(page, 7) != first


def test_a_picture_is_not_shared(open_page: OpenPage) -> None:
    page = open_page("/")
    share = page.get_by_role("button", name="Share")
    expect(share).to_be_disabled()
    choose(page, picture(7))
    expect(page.locator("#digit")).to_have_text("7")
    expect(share).to_be_disabled()
    page.get_by_role("button", name="Clear").click()
    draw(page, DIGITS[3])
    expect(share).to_be_enabled()


def test_what_was_cleared_before_is_not_sent(open_page: OpenPage) -> None:
    page = open_page("/")
    draw(page, DIGITS[8])
    page.get_by_role("button", name="Clear").click()
    address = draw_and_share(page, 1)
    strokes = page.request.get(address.replace("/d/", "/api/drawings/")).json()["strokes"]
    assert [stroke["erases"] for stroke in strokes] == [False]
    times = [point[3] for point in strokes[0]["points"]]
    assert times[0] == 0 and times == sorted(times) and times[-1] > 0


@pytest.mark.parametrize(
    ("status", "words"), [(429, "Too many drawings came from here."), (503, "detail")]
)
def test_what_goes_wrong_is_said_and_can_be_tried_again(
    open_page: OpenPage, status: int, words: str
) -> None:
    page = open_page("/", tolerate=NETWORK_ERRORS)
    refuse(page, "**/api/drawings", status, "some_code")
    draw(page, DIGITS[3])
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    problem = page.locator("#share-problem")
    expect(problem).to_contain_text(words)
    page.unroute("**/api/drawings")
    page.context.set_offline(True)
    page.get_by_role("button", name="Make a link").click()
    expect(problem).to_contain_text("The server is out of reach.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_label("Link to the drawing")).to_be_visible()


def test_axe_finds_nothing_in_what_is_shared(open_page: OpenPage) -> None:
    page = open_page("/", color_scheme="light")
    draw(page, DIGITS[3])
    page.get_by_role("button", name="Share").click()
    assert violations_in_light_and_dark(page) == []
    page.get_by_role("button", name="Make a link").click()
    page.get_by_text("Show it within another page").click()
    assert violations_in_light_and_dark(page) == []
    address = page.get_by_label("Link to the drawing").input_value()
    for path in (address, f"{address}/embed", "/embed", "/privacy"):
        page.goto(path)
        expect(page.locator("main")).to_be_visible()
        assert violations_in_light_and_dark(page) == []


@contextmanager
def other_site(html: str) -> Iterator[str]:
    """A page of another site: the address of one that answers everything with it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://localhost:{site.server_port}/"
        site.shutdown()


def test_only_what_is_meant_for_it_is_shown_within_another_site(
    server: Server, new_context: object, shared: str
) -> None:
    page: Page = new_context().new_page()  # type: ignore[operator]
    for path in (f"{shared}/embed", f"{server.url}/embed"):
        with other_site(f'<iframe src="{path}" width="420" height="600"></iframe>') as site:
            page.goto(site)
            frame = page.frame_locator("iframe")
            if path.startswith(shared):
                expect(frame.locator("#digit")).to_have_text("3")
            else:
                expect(frame.locator("main")).to_be_visible()
            expect(frame.get_by_role("button", name="Share")).to_have_count(0)
    for path in (shared, server.url, f"{server.url}/dashboard", f"{server.url}/sign-in"):
        with other_site(f'<iframe src="{path}"></iframe>') as site:
            page.goto(site)
            expect(page.frame_locator("iframe").locator("main")).to_have_count(0)
