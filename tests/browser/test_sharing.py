"""A drawing is shared, looked at by somebody else, shown within another site, and deleted."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.drawing import draw
from tests.browser.signing_in import sign_in
from tests.browser.strokes import DIGITS
from tests.browser.test_accessibility import violations_in_light_and_dark
from tests.browser.test_failures import NETWORK_ERRORS, refuse
from tests.browser.test_layout import LARGEST_SHIFT, SHIFT
from tests.browser.test_pictures import choose, picture
from tests.support.servers import STOP_S, Server
from tests.support.sketches import digit

DRAWN = """() => {
  const canvas = document.getElementById("sheet");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let index = 0; index < data.length; index += 4) if (data[index] !== data[0]) count += 1;
  return count / (canvas.width * canvas.height);
}"""


@pytest.fixture(scope="module")
def shared(server: Server) -> str:
    """The address of a shared 3, for those who only look at it."""
    body = json.dumps({"strokes": digit(3)}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{server.url}/api/drawings", body, headers)
    with urllib.request.urlopen(request, timeout=STOP_S) as answer:
        return str(json.load(answer)["url"])


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


def test_it_is_drawn_again_and_the_answer_changes_as_it_grows(
    open_page: OpenPage, shared: str
) -> None:
    page = open_page(shared)
    expect(page.get_by_role("button", name="Play")).to_be_enabled()
    expect(page.locator("#digit")).to_have_text("3")
    whole = page.evaluate(DRAWN)
    moment = page.get_by_label("How much of it is drawn")
    moment.fill("0")
    assert 0 < page.evaluate(DRAWN) < whole / 5
    expect(page.locator("#digit")).not_to_have_text("3")
    moment.fill("500")
    assert whole / 5 < page.evaluate(DRAWN) < whole * 0.9
    expect(moment).to_have_attribute("aria-valuetext", "50% of it drawn")
    # What was not finished then is neither refused nor promised.
    expect(page.locator("#headline")).to_have_text("So far")
    expect(page.locator("#percent")).to_be_hidden()
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator("#digit")).to_have_text("3")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert page.evaluate(DRAWN) == whole


def test_it_plays_by_itself_where_motion_is_welcome(open_page: OpenPage, shared: str) -> None:
    page = open_page(shared, reduced_motion="no-preference")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_the_link_is_copied_and_everything_else_is_offered(open_page: OpenPage) -> None:
    page = open_page("/", permissions=["clipboard-read", "clipboard-write"])
    address = draw_and_share(page, 5)
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator("#share-state")).to_have_text("Copied.")
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
    assert page.evaluate("localStorage.getItem('inknet.drawings')") == "{}"


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


def test_it_is_shown_without_scripts(open_page: OpenPage, shared: str) -> None:
    page = open_page(shared, java_script_enabled=False)
    expect(page.locator("#digit")).to_have_text("3")
    expect(page.locator("noscript img, img.paper__picture").first).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)


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
