"""A visitor says what a misread drawing was and takes it back; the owner decides by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from nnet.collection.corrections import Answer, keep_correction
from nnet.collection.ink import prepare_ink
from nnet.collection.queries import Filter, list_corrections
from nnet.store.runs import RunStore
from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.drawing import draw
from tests.browser.signing_in import sign_in
from tests.browser.strokes import DIGITS
from tests.browser.test_accessibility import violations_in_light_and_dark
from tests.browser.test_layout import LARGEST_SHIFT, SHIFT
from tests.support.servers import Server
from tests.support.sketches import digit

KEPT = "Object.keys(localStorage).filter((name) => /correction|contributor/.test(name))"


def ids(store: RunStore, **meant: object) -> set[str]:
    return {one["id"] for one in list_corrections(store, Filter(**meant), 100)[0]}  # type: ignore[arg-type]


def top_of_bars(page: Page) -> float:
    box = page.locator("#bars").bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("window", DEVICES)
def test_a_drawing_is_corrected_and_taken_back(
    open_page: OpenPage, store: RunStore, window: str
) -> None:
    before = ids(store)
    page = open_page("/", **DEVICES[window], charts=False, color_scheme="light")
    wrong = page.get_by_role("button", name="Wrong?")
    expect(wrong).to_be_hidden()
    above = top_of_bars(page)
    draw(page, DIGITS[3])
    expect(page.locator("#digit")).to_have_text("3")
    assert top_of_bars(page) == above and page.evaluate(SHIFT) <= LARGEST_SHIFT
    box = wrong.bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= 44
    assert box["x"] + box["width"] <= DEVICES[window]["viewport"]["width"]
    wrong.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("we keep your drawing and your answer")
    expect(dialog.get_by_role("button")).to_have_count(12)
    assert violations_in_light_and_dark(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert ids(store) == before and page.evaluate(KEPT) == []

    wrong.click()
    dialog.get_by_role("button", name="8").focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("heading", name="Thank you")).to_be_focused()
    assert len(ids(store, label=8, answer=3) - before) == 1
    assert violations_in_light_and_dark(page) == []
    dialog.get_by_role("button", name="Take it back").click()
    expect(dialog.get_by_role("status")).to_have_text("Taken back. Nothing of it is kept here.")
    assert ids(store) == before and page.evaluate(KEPT) == []

    # Another time, after a reload: what this browser gave is taken back where it says what is kept.
    dialog.get_by_role("button", name="None of these").click()
    expect(dialog.get_by_role("heading", name="Thank you")).to_be_visible()
    assert len(ids(store, is_none=True) - before) == 1
    page.goto("/privacy")
    expect(page.locator("main")).to_contain_text("One drawing was given from this browser.")
    page.get_by_role("button", name="Take all of it back").click()
    expect(page.get_by_role("status")).to_have_text("Taken back. Nothing of it is kept here.")
    assert ids(store) == before and page.evaluate(KEPT) == []


@pytest.mark.parametrize("window", DEVICES)
def test_the_owner_decides_with_one_key_a_picture(
    server: Server, open_page: OpenPage, store: RunStore, window: str, tmp_path: Path
) -> None:
    label, drawn = {"desktop": (5, (1, 2, 3, 3)), "phone": (6, (4, 7, 9, 9))}[window]
    answer = Answer("digit", 1, "a" * 64)
    made = [
        keep_correction(store, prepare_ink(digit(number)), label, answer, "somebody", None)[0]
        for number in drawn
    ]
    page = open_page("/", **DEVICES[window], charts=False, color_scheme="light")
    sign_in(page, server)
    page.get_by_role("link", name="Collection").click()
    page.locator("select[name=label]").select_option(str(label))
    page.get_by_role("button", name="Show", exact=True).click()
    cards = page.locator("[data-correction]")
    expect(cards).to_have_count(4)
    expect(cards.locator("img").first).to_have_js_property("naturalWidth", 140)
    expect(page.get_by_text("Drawn before")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations_in_light_and_dark(page) == []
    cards.first.focus()
    for key in "araau":
        page.keyboard.press(key)
    # The newest is the first: accepted, rejected, accepted, and the last one accepted and undone.
    states = ["accepted", "rejected", "accepted", "pending"]
    for number, state in enumerate(states):
        expect(cards.nth(number)).to_have_attribute("data-state", state)
    expect(cards.nth(3)).to_be_focused()
    expect(page.locator("#state")).to_have_text("Not looked at")
    page.reload()
    expect(cards).to_have_count(1)
    assert ids(store, state="accepted", label=label) == {made[3], made[1]}
    assert ids(store, state="rejected", label=label) == {made[2]}
    cards.first.get_by_role("button", name="Reject").click()
    expect(page.locator("#state")).to_have_text("Rejected")
    page.goto("/collection?state=accepted")
    expect(page.locator("#reading")).to_contain_text("are answered right in")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as strokes").click()
    file = tmp_path / "collection.jsonl"
    saved.value.save_as(file)
    page.get_by_label("Add a file").set_input_files(file)
    expect(page.locator("#state")).to_contain_text("were there already.")
    assert violations_in_light_and_dark(page) == []
