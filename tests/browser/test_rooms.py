"""A class together: the beamer's browser, and those of phones, one of which loses its network."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import DESKTOP, PHONE
from tests.browser.drawing import draw_by_touch
from tests.browser.signing_in import sign_in
from tests.browser.strokes import DIGITS
from tests.browser.test_accessibility import violations_in_light_and_dark
from tests.browser.waiting import wait_until
from tests.support.servers import Server

NO_NETWORK = "Failed to load resource: net::ERR_INTERNET_DISCONNECTED"
QUICK = "Failed to load resource: the server responded with a status of 429"
CLOSED = "Failed to load resource: the server responded with a status of 404"


@pytest.fixture
def beamer(server: Server, open_page: OpenPage) -> Page:
    """The owner's browser, with a room that was opened just now."""
    page = open_page("/", tolerate=CLOSED, **DESKTOP, color_scheme="light", charts=False)
    sign_in(page, server)
    page.get_by_role("link", name="Rooms").click()
    page.get_by_role("button", name="Open a room").click()
    expect(page.locator("#feed-text")).to_have_text("Live")
    return page


def code_of(beamer: Page) -> str:
    """Return the code that the wall shows."""
    return beamer.locator(".join__letters").inner_text()


def join(page: Page, code: str) -> None:
    """Type a code, and join."""
    page.get_by_label("Code of the room").fill(code)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url("**/join")
    page.get_by_role("button", name="Join").click()
    expect(page.locator("#task")).not_to_be_empty()


def draw(page: Page, digit: int) -> None:
    """Draw a digit by finger and send it."""
    draw_by_touch(page, DIGITS[digit])
    page.get_by_role("button", name="To the wall").click()


def test_a_class_draws_votes_and_is_counted(beamer: Page, open_page: OpenPage) -> None:
    beamer.get_by_label("Phones draw").select_option("4")
    code = code_of(beamer)
    options = {**PHONE, "tolerate": QUICK, "color_scheme": "light"}
    one, other = (open_page("/room", **options) for _ in range(2))
    assert violations_in_light_and_dark(one) == []
    for phone in (one, other):
        join(phone, code)
        expect(phone.locator("#task")).to_have_text("Draw a 4 as you write it")
    expect(beamer.locator("#phones")).to_have_text("2 phones have joined")
    draw(one, 4)
    expect(one.locator("#read-text")).to_contain_text("The network reads 4")
    draw(other, 9)
    expect(other.locator("#read-text")).to_contain_text("You drew a 4.")
    assert violations_in_light_and_dark(other) == []
    # A phone's window widens with what is too wide for it. Nobody has to scroll to draw and send.
    assert other.evaluate("document.documentElement.scrollWidth") <= 390
    send = other.get_by_role("button", name="To the wall").bounding_box()
    assert send is not None and send["y"] + send["height"] < 844

    cards = beamer.locator(".card")
    expect(cards).to_have_count(2)
    expect(cards.first.locator("img")).to_have_attribute("alt", re.compile("^4, read as 9"))
    expect(beamer.locator("#accuracy")).to_have_text("50%")
    expect(beamer.locator("#hardest")).to_contain_text("4, read as 9")
    beamer.locator('#confusion button[data-label="4"][data-answer="9"]').click()
    expect(beamer.locator(".card--meant")).to_have_count(1)
    beamer.get_by_role("button", name="Show all drawings").click()
    assert violations_in_light_and_dark(beamer) == []

    one.get_by_role("button", name="Vote").click()
    expect(one.locator("#voting img")).to_have_js_property("naturalWidth", 112)
    assert violations_in_light_and_dark(one) == []
    one.get_by_role("button", name="9", exact=True).click()
    expect(one.locator("#ballot-state")).to_contain_text("It was meant as a 4.")
    expect(beamer.locator("#class-accuracy")).to_contain_text("0% right")

    for page in (beamer, other):
        page.reload()
    expect(cards).to_have_count(2)
    draw(other, 4)
    expect(cards).to_have_count(3)
    other.get_by_text("What is mine here").click()
    expect(other.locator("#own-drawings")).to_have_text(
        "2 drawings of yours are kept in this room."
    )
    beamer.get_by_role("button", name="Hide drawing 2").click()
    expect(cards).to_have_count(2)
    beamer.get_by_role("button", name="Show it again").click()
    expect(cards).to_have_count(3)

    beamer.get_by_role("button", name="Hide drawing 2").click()
    beamer.get_by_role("button", name="Mute phone 2").click()
    expect(cards).to_have_count(1)
    expect(other.locator("#paper-state")).to_contain_text("takes no drawings from this phone")
    draw_by_touch(other, DIGITS[1])
    expect(other.get_by_role("button", name="To the wall")).to_be_disabled()
    beamer.reload()
    expect(beamer.locator("#muted")).to_contain_text("Phone 2 is muted")
    assert violations_in_light_and_dark(beamer) == []
    beamer.get_by_role("button", name="Let phone 2 draw again").click()
    expect(beamer.locator("#muted li")).to_have_count(0)
    expect(cards).to_have_count(2)  # what was hidden by itself stays so
    other.get_by_role("button", name="To the wall").click()
    expect(cards).to_have_count(3)
    other.get_by_role("button", name="Delete all that I drew").click()
    expect(cards).to_have_count(1)


def test_a_phone_without_network_sends_later_and_once(beamer: Page, open_page: OpenPage) -> None:
    phone = open_page("/room", tolerate=NO_NETWORK, **PHONE)
    join(phone, code_of(beamer))
    draw(phone, 3)
    expect(beamer.locator(".card")).to_have_count(1)
    phone.context.set_offline(True)
    draw(phone, 7)
    draw(phone, 1)
    expect(phone.locator("#paper-state")).to_contain_text("2 drawings wait")
    expect(phone.locator("#connection")).to_have_text("Server out of reach")
    phone.context.set_offline(False)
    expect(beamer.locator(".card")).to_have_count(3)
    expect(phone.locator("#connection")).to_be_empty()
    expect(phone.locator("#own-drawings")).to_have_text(
        "3 drawings of yours are kept in this room."
    )


def test_a_room_is_steered_and_closed(beamer: Page, open_page: OpenPage) -> None:
    phone = open_page("/room", tolerate=CLOSED, **PHONE)
    join(phone, code_of(beamer))
    beamer.get_by_label("What we do").select_option("fool")
    expect(phone.locator("#task")).to_have_text(
        "Draw a 4 that people read, and the network takes for a 9"
    )
    draw(phone, 9)
    expect(phone.locator("#read-text")).to_contain_text("Fooled!")
    expect(beamer.locator("#podium li")).to_have_count(1)
    expect(beamer.locator("#podium li")).to_contain_text("sure that it is a 9")
    assert violations_in_light_and_dark(beamer) == []
    beamer.get_by_role("button", name="Pause joining").click()
    expect(beamer.locator("#joining-paused")).to_be_visible()
    # The first change is slow: the second waits for it, and is not overtaken.
    slow: list[Route] = []
    beamer.route("**/api/rooms/*", lambda route: slow.append(route), times=1)
    with beamer.expect_request("**/api/rooms/*"):
        beamer.get_by_label("What we do").select_option("teach")
    beamer.get_by_label("Phones draw").select_option("9")
    for go_on in (lambda: None, slow[0].continue_):
        with phone.expect_response("**/phone"):  # by when another change would have arrived
            go_on()
    expect(phone.locator("#task")).to_contain_text("Draw a 9")
    phone.get_by_text("What is mine here").click()
    phone.locator("#consent").check()
    draw(phone, 9)
    expect(beamer.locator(".card")).to_have_count(2)
    state = beamer.locator("#steering-state")
    for added, known in ((1, 0), (0, 1)):
        beamer.get_by_role("button", name="Put them into the collection").click()
        taken = f"In the collection: {added} drawings are new, {known} were there already."
        expect(state).to_have_text(taken)
    with beamer.expect_download() as saved:
        beamer.get_by_role("link", name="Save the drawings").click()
    assert saved.value.suggested_filename.endswith(".jsonl")
    beamer.get_by_role("button", name="Start anew").click()
    beamer.get_by_role("button", name="Delete them").click()
    expect(beamer.locator(".card")).to_have_count(0)
    beamer.get_by_role("button", name="Close the room").click()
    assert violations_in_light_and_dark(beamer) == []
    beamer.get_by_role("button", name="Close it").click()
    beamer.wait_for_url("**/room")
    expect(phone.locator("#gone")).to_be_visible()
    wait_until(phone, lambda: phone.evaluate("localStorage.getItem('inknet.rooms')") is None)
