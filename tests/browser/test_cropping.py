"""A chosen picture is turned, and read in part: by mouse, finger, pen and keys."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import PHONE
from tests.browser.strokes import DIGITS, SIDE, Point
from tests.browser.test_accessibility import violations_in_light_and_dark
from tests.browser.test_layout import LARGEST_SHIFT, SHIFT
from tests.browser.test_pictures import choose, picture
from tests.browser.waiting import wait_until
from tests.support.writing import png, write

# The box is where it is dragged to; when it is gone again, its moves are left without a source. The
# words of a number stand elsewhere than those of a digit.
SHIFT_OF_WHAT_STAYS = SHIFT.replace(
    "sum += entry.value",
    """const moves = ({ node }) => !node.parentElement?.closest("#answer");
    if (entry.sources.some(moves)) sum += entry.value""",
)
WINDOW = (1280, 800)
THREE, EIGHT = (380, 300), (760, 300)
"""Where the digits' squares, of side ``SIDE``, lie in the screenshot of a window."""

# Notes what pictures the page sends, which a browser's log of requests does not show.
KEEP_SENT = """() => {
  const send = window.fetch;
  window.sent = [];
  window.fetch = async (url, options) => {
    if (String(url).includes("predictions")) {
      const { width, height } = await createImageBitmap(options.body);
      const { type, size } = options.body;
      window.sent.push({ type, size, width, height });
    }
    return send(url, options);
  };
}"""


def window() -> Image.Image:
    """Return a screenshot of a whole window: bars, buttons, and two digits on its canvas."""
    image = Image.new("RGB", WINDOW, (240, 240, 242))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 1280, 38), fill=(60, 62, 70))
    for place in range(14):
        pen.rectangle((10 + place * 44, 48, 46 + place * 44, 84), outline=(120, 120, 120))
        pen.text((20 + place * 44, 58), "A", fill=(40, 40, 40))
    pen.rectangle((220, 110, 1260, 780), fill="white", outline=(150, 150, 150))
    for digit, (left, top) in ((3, THREE), (8, EIGHT)):
        for stroke in DIGITS[digit]:
            points = [(left + x, top + y) for x, y in stroke]
            pen.line(points, fill=(10, 10, 10), width=18, joint="curve")
    return image


def file_of(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def answer(page: Page) -> Locator:
    return page.locator("#digit")


def place(page: Page, point: Point, size: tuple[int, int] = WINDOW) -> Point:
    """Return where a pixel of the picture lies in the browser's window."""
    layer = page.locator("#crop-layer").bounding_box()
    assert layer is not None
    x, y = point
    across, down = x / size[0] * layer["width"], y / size[1] * layer["height"]
    return layer["x"] + across, layer["y"] + down


def drag(page: Page, start: Point, end: Point) -> None:
    """Drag the mouse from one pixel of the picture to another."""
    page.mouse.move(*place(page, start))
    page.mouse.down()
    page.mouse.move(*place(page, end), steps=4)
    page.mouse.up()


def expect_box(page: Page, corner: Point, opposite: Point) -> None:
    """Check that the box lies between two pixels of the picture, to a pixel of the screen."""
    box = page.locator("#crop-box").bounding_box()
    assert box is not None
    near, far = place(page, corner), place(page, opposite)
    assert (box["x"], box["y"]) == pytest.approx(near, abs=1.5)
    assert (box["x"] + box["width"], box["y"] + box["height"]) == pytest.approx(far, abs=1.5)


def last_sent(page: Page) -> dict[str, Any]:
    sent: dict[str, Any] = page.evaluate("window.sent.at(-1)")
    return sent


def test_a_box_is_dragged_changed_and_given_up(open_page: OpenPage) -> None:
    page = open_page("/")
    page.evaluate(KEEP_SENT)
    choose(page, file_of(window()))
    expect(page.locator("#whole")).to_be_disabled()
    expect(page.locator("#pen")).to_be_hidden()
    drag(page, (360, 280), (680, 600))
    expect(answer(page)).to_have_text("3")
    expect_box(page, (360, 280), (680, 600))
    # The part alone is sent, no smaller than it is, as the picture of which nothing else is known.
    sent = last_sent(page)
    assert sent["type"] == "image/png"
    assert (sent["width"], sent["height"]) == pytest.approx((320, 320), abs=4)

    drag(page, (680, 600), (1100, 620))  # by its corner
    expect(answer(page)).to_have_text("38")
    expect_box(page, (360, 280), (1100, 620))
    boxes = page.locator("#boxes .box")
    for index, (left, top) in enumerate((THREE, EIGHT)):
        found = boxes.nth(index).bounding_box()
        assert found is not None
        middle = (found["x"] + found["width"] / 2, found["y"] + found["height"] / 2)
        assert middle == pytest.approx(place(page, (left + SIDE / 2, top + SIDE / 2)), abs=5)

    drag(page, (1100, 280), (680, 300))  # by another corner, then by its middle
    expect(answer(page)).to_have_text("3")
    drag(page, (520, 450), (900, 450))
    expect(answer(page)).to_have_text("8")
    page.keyboard.press("Escape")
    expect(page.locator("#crop-box")).to_be_hidden()
    wait_until(page, lambda: last_sent(page)["width"] == WINDOW[0])
    expect(page.locator("#picture")).to_be_visible()
    page.locator("#clear").click()
    expect(page.locator("#picture")).to_be_hidden()
    expect(page.locator("#pen")).to_be_visible()


def test_a_box_is_made_moved_and_read_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/")
    page.evaluate(KEEP_SENT)
    choose(page, file_of(window()))
    expect(page.locator("#crop")).to_be_visible()
    page.locator("#crop").focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("application", name="The part that is read")
    expect(box).to_be_focused()
    assert box.evaluate("(element) => element.matches(':focus-visible')")
    expect_box(page, (320, 200), (960, 600))
    for key, times in (("ArrowDown", 3), ("ArrowRight", 2), ("Shift+ArrowLeft", 14)):
        for _ in range(times):
            page.keyboard.press(key)
    page.keyboard.press("Shift+ArrowUp")
    expect_box(page, (346, 224), (806, 616))
    text = "461 by 392 pixels, 346 from the left, 224 from the top"
    expect(page.locator("#crop-status")).to_have_text(text)
    page.keyboard.press("Enter")
    expect(answer(page)).to_have_text("3")
    assert (last_sent(page)["width"], last_sent(page)["height"]) == pytest.approx((461, 392), abs=2)
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(page.locator("#crop")).to_be_focused()


def touch_or_pen(page: Page, pointer: str, *points: Point) -> None:
    """Drag with a finger or a pen over pixels of the picture."""
    session = page.context.new_cdp_session(page)
    first, *others = [place(page, point) for point in points]

    def send(kind: str, *points: Point) -> None:
        if pointer == "touch":
            touches = [{"x": x, "y": y} for x, y in points]
            event = {"type": f"touch{kind}", "touchPoints": touches}
            session.send("Input.dispatchTouchEvent", event)
        else:
            x, y = points[0] if points else others[-1]
            names = {"Start": "mousePressed", "Move": "mouseMoved", "End": "mouseReleased"}
            event = {"type": names[kind], "x": x, "y": y, "pointerType": "pen"}
            buttons = {"button": "left", "buttons": 1, "clickCount": 1}
            session.send("Input.dispatchMouseEvent", {**event, **buttons})

    send("Start", first)
    for point in others:
        send("Move", point)
    send("End")


def test_a_phone_crops_with_the_answer_in_sight(open_page: OpenPage) -> None:
    page = open_page("/", **PHONE, color_scheme="light")
    choose(page, file_of(window()))
    expect(page.locator("#whole")).to_be_visible()
    touch_or_pen(page, "touch", (740, 280), (900, 500), (1060, 600))
    expect(answer(page)).to_have_text("8")
    page.locator("#whole").tap()
    touch_or_pen(page, "pen", (360, 280), (500, 500), (680, 600))
    expect(answer(page)).to_have_text("3")
    expect(answer(page)).to_be_in_viewport(ratio=1)
    expect(page.locator("#clear")).to_be_in_viewport(ratio=1)
    assert page.evaluate(SHIFT_OF_WHAT_STAYS) <= LARGEST_SHIFT
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in page.locator("#picture-tools .button").all():
        size = button.bounding_box()
        assert size is not None and min(size["width"], size["height"]) >= 44
    assert violations_in_light_and_dark(page) == []


def test_each_digit_of_a_number_can_be_read_alone(open_page: OpenPage) -> None:
    page = open_page("/", color_scheme="light")
    choose(page, png(write("4725", height=100, gap=60)))
    expect(answer(page)).to_have_text("4725")
    choices = page.locator("#digit-choice button")
    for index, digit in enumerate("4725"):
        expect(choices.nth(index)).to_have_accessible_name(f"Read the {digit} alone")
    assert violations_in_light_and_dark(page) == []
    choices.nth(1).focus()
    page.keyboard.press("Enter")
    expect(answer(page)).to_have_text("7")
    expect(choices).to_have_count(0)
    expect(page.locator("#crop-box")).to_be_focused()
    page.locator("#whole").click()
    expect(answer(page)).to_have_text("4725")
    expect(choices).to_have_count(4)
    page.locator("#clear").click()
    expect(choices).to_have_count(0)


def test_a_finger_chooses_the_nearest_of_small_digits(open_page: OpenPage) -> None:
    page = open_page("/", **PHONE)
    choose(page, png(write("190427190427", height=60, gap=14)))
    choices = page.locator("#digit-choice button")
    expect(choices).to_have_count(12)
    fourth, target = (
        page.locator("#boxes .box").nth(3).bounding_box(),
        choices.nth(3).bounding_box(),
    )
    assert fourth and target and fourth["width"] < 44
    assert min(target["width"], target["height"]) >= 44
    page.touchscreen.tap(fourth["x"] + fourth["width"] / 2, fourth["y"] + fourth["height"] / 2)
    expect(answer(page)).to_have_text("4")


def test_a_picture_is_turned_with_its_part(open_page: OpenPage) -> None:
    page = open_page("/")
    lying = window().transpose(Image.Transpose.ROTATE_90)
    choose(page, file_of(lying))
    page.locator("#turn-right").click()
    drag(page, (360, 280), (680, 600))
    expect(answer(page)).to_have_text("3")
    page.locator("#turn-left").click()
    expect(answer(page)).not_to_have_text("3")
    layer = page.locator("#crop-layer").bounding_box()
    box = page.locator("#crop-box").bounding_box()
    assert layer and box and layer["width"] < layer["height"]
    assert (box["x"] - layer["x"]) / layer["width"] == pytest.approx(280 / 800, abs=0.01)
    page.locator("#turn-right").click()
    expect_box(page, (360, 280), (680, 600))
    expect(answer(page)).to_have_text("3")

    # A camera only notes that its picture is to be turned: right by 90 degrees.
    exif = Image.Exif()
    exif[0x0112] = 6
    choose(page, file_of(lying, "JPEG", exif=exif, quality=90), "image/jpeg")
    expect(page.locator("#crop-box")).to_be_hidden()
    drag(page, (740, 280), (1060, 600))
    expect(answer(page)).to_have_text("8")


def test_a_part_keeps_its_pixels_up_to_the_server_s_limits(open_page: OpenPage) -> None:
    page = open_page("/")
    page.evaluate(KEEP_SENT)
    choose(page, picture(3, side=2400, kind="JPEG"), "image/jpeg")
    expect(answer(page)).to_have_text("3")
    assert (last_sent(page)["type"], last_sent(page)["width"]) == ("image/jpeg", 1600)
    drag(page, (64, 40), (1216, 760))  # nine tenths: 2160 pixels wide, if there were no limit
    wait_until(page, lambda: last_sent(page)["width"] == 2000)
    # What no compression makes smaller is reduced until it is taken.
    side = 850
    noise = Image.frombytes("RGB", (side, side), random.Random(1).randbytes(3 * side**2))
    choose(page, file_of(noise))
    wait_until(page, lambda: last_sent(page)["width"] == side // 2)
    assert last_sent(page)["size"] <= 2 * 1024 * 1024
