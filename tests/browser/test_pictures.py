"""A picture file is read like a drawing: chosen, dropped or pasted."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.drawing import draw
from tests.browser.strokes import DIGITS, SIDE, line

# Hands a file to the page as a drop or a paste does.
HAND_OVER = """([event, type, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], "seven", { type }));
  const target = document.getElementById("paper");
  target.dispatchEvent(event === "paste"
    ? new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true })
    : new DragEvent(event, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


def picture(digit: int, side: int = SIDE, kind: str = "PNG") -> bytes:
    """Return a picture file of a digit, black on white."""
    image = Image.new("L", (side, side), 255)
    scale = side / SIDE
    for stroke in DIGITS[digit]:
        points = [(x * scale, y * scale) for x, y in stroke]
        ImageDraw.Draw(image).line(points, fill=0, width=round(20 * scale), joint="curve")
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def choose(page: Page, content: bytes, kind: str = "image/png") -> None:
    page.locator("#file").set_input_files({"name": "seven", "mimeType": kind, "buffer": content})


def hand_over(page: Page, event: str, content: bytes) -> None:
    page.evaluate(HAND_OVER, [event, "image/png", base64.b64encode(content).decode()])


def drop(page: Page, content: bytes) -> None:
    hand_over(page, "dragenter", content)
    expect(page.locator("#drop-hint")).to_be_visible()
    hand_over(page, "drop", content)
    expect(page.locator("#drop-hint")).to_be_hidden()


@pytest.mark.parametrize(
    "give",
    [choose, drop, lambda page, content: hand_over(page, "paste", content)],
    ids=["choose", "drop", "paste"],
)
def test_a_picture_is_shown_and_read(
    open_page: OpenPage, give: Callable[[Page, bytes], None]
) -> None:
    page = open_page("/")
    give(page, picture(7))
    expect(page.locator("#digit")).to_have_text("7")
    expect(page.locator("#picture")).to_be_visible()
    expect(page.locator("#hint")).to_be_hidden()


def test_a_picture_takes_the_drawing_s_place_and_undo_brings_it_back(open_page: OpenPage) -> None:
    page = open_page("/")
    draw(page, DIGITS[1])
    expect(page.locator("#digit")).to_have_text("1")
    choose(page, picture(7))
    expect(page.locator("#digit")).to_have_text("7")
    page.locator("#undo").click()
    expect(page.locator("#picture")).to_be_hidden()
    expect(page.locator("#digit")).to_have_text("1")
    page.locator("#redo").click()
    expect(page.locator("#picture")).to_be_visible()
    expect(page.locator("#digit")).to_have_text("7")


def test_a_picture_can_be_drawn_on_and_comes_back_by_undo(open_page: OpenPage) -> None:
    page = open_page("/")
    choose(page, picture(1))
    expect(page.locator("#digit")).to_have_text("1")
    page.get_by_role("button", name="Draw").click()
    draw(page, [line((80, 150), (84, 215), (220, 180))])
    expect(page.locator("#digit")).to_have_text("4")
    # Turned, it would leave its ink behind.
    page.get_by_role("button", name="Crop").click()
    expect(page.get_by_role("button", name="Turn left")).to_be_disabled()
    for keys, text in (("Control+z", "1"), ("Control+y", "4"), ("Delete", ""), ("Control+z", "4")):
        page.keyboard.press(keys)
        expect(page.locator("#digit")).to_have_text(text)
        expect(page.locator("#picture")).to_be_visible(visible=text != "")
    expect(page.get_by_role("button", name="Share")).to_be_disabled()


def test_clear_takes_a_picture_away(open_page: OpenPage) -> None:
    page = open_page("/")
    choose(page, picture(7))
    expect(page.locator("#digit")).to_have_text("7")
    page.locator("#clear").click()
    expect(page.locator("#picture")).to_be_hidden()
    expect(page.locator("#answer")).to_have_attribute("data-state", "empty")


def test_a_file_that_is_no_picture_is_refused_in_words(open_page: OpenPage) -> None:
    page = open_page("/")
    choose(page, b"not a picture", "text/plain")
    expect(page.locator("#detail")).to_contain_text("PNG and JPEG files always work")


def test_a_picture_without_ink_is_refused_in_words(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/", tolerate="Failed to load resource")
    white = tmp_path / "white.png"
    Image.new("L", (100, 100), 255).save(white)
    choose(page, white.read_bytes())
    expect(page.locator("#detail")).to_have_text(re.compile("Nothing is drawn"))
