"""Drawing on the page with mouse, finger and pen, and looking at what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from playwright.sync_api import Page

from tests.browser.strokes import SIDE, Point, Stroke

# Counts the pixels within a few device pixels of a spot that differ from an untouched corner.
INK_AT = """([x, y]) => {
  const canvas = document.getElementById("pad");
  const box = canvas.getBoundingClientRect();
  const scale = canvas.width / box.width;
  const context = canvas.getContext("2d");
  const paper = context.getImageData(0, 0, 1, 1).data;
  const [left, top] = [Math.round((x - box.left) * scale), Math.round((y - box.top) * scale)];
  const pixel = context.getImageData(left, top, 1, 1).data;
  return [0, 1, 2].some((channel) => Math.abs(pixel[channel] - paper[channel]) > 64);
}"""


def positions(page: Page, stroke: Stroke) -> list[Point]:
    """Return where a stroke's points lie in the window at this moment."""
    box = page.locator("#pad").bounding_box()
    assert box is not None
    scale = box["width"] / SIDE
    return [(box["x"] + x * scale, box["y"] + y * scale) for x, y in stroke]


def draw(page: Page, strokes: Iterable[Stroke]) -> None:
    """Draw with the mouse."""
    for stroke in strokes:
        first, *others = positions(page, stroke)
        page.mouse.move(*first)
        page.mouse.down()
        for point in others:
            page.mouse.move(*point)
        page.mouse.up()


def draw_by_touch(page: Page, strokes: Iterable[Stroke]) -> None:
    """Draw with a finger, by the events that the browser makes of a real touch screen's."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: Point) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    for stroke in strokes:
        first, *others = positions(page, stroke)
        touch("touchStart", first)
        for point in others:
            touch("touchMove", point)
        touch("touchEnd")


def draw_by_pen(page: Page, stroke: Stroke, pressure: Callable[[int], float]) -> None:
    """Draw with a pen that presses as ``pressure`` says for each point."""
    session = page.context.new_cdp_session(page)
    for index, (x, y) in enumerate(positions(page, stroke)):
        kind = "mousePressed" if index == 0 else "mouseMoved"
        session.send(
            "Input.dispatchMouseEvent",
            {
                "type": kind,
                "x": x,
                "y": y,
                "button": "left",
                "buttons": 1,
                "clickCount": 1,
                "pointerType": "pen",
                "force": pressure(index),
            },
        )
    session.send(
        "Input.dispatchMouseEvent",
        {"type": "mouseReleased", "x": x, "y": y, "button": "left", "pointerType": "pen"},
    )


def has_ink(page: Page, position: Point) -> bool:
    """Tell whether there is ink on the canvas at a place in the window."""
    # The canvas is painted once a frame.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
    return bool(page.evaluate(INK_AT, list(position)))
