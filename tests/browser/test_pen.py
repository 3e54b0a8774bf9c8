"""The page's pen: drawings are measured with one like it, and sent as grey pictures."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from nnet.strokes.drawing import draw_sketch
from nnet.strokes.files import read_strokes
from nnet.strokes.pen import Pose, draw_strokes, place_strokes
from nnet.strokes.validation import strokes_of
from tests.recognition.test_strokes import STROKES

EXPORT = """async ([strokes, width, modules, compresses = true]) => {
  if (!compresses) delete globalThis.CompressionStream;
  const { Strokes } = await import(modules.strokes);
  const { StrokeRenderer } = await import(modules.renderer);
  const { DrawingExport } = await import(modules.export);
  const drawing = new Strokes();
  for (const points of strokes) {
    const [first, ...others] = points.map(([x, y]) => ({ x, y, pressure: 1 }));
    const stroke = drawing.add(width, first);
    if (others.length > 0) drawing.extend(stroke, others);
  }
  const { picture } = await new DrawingExport(new StrokeRenderer()).drawing(drawing);
  const bytes = new Uint8Array(await picture.arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}"""

PRESSED = """async ([strokes, modules]) => {
  const { StrokeRenderer } = await import(modules.renderer);
  const { SIDE } = await import(modules.strokes);
  const canvas = document.createElement("canvas");
  canvas.width = SIDE;
  canvas.height = SIDE;
  const drawn = strokes.map(({ points, ...stroke }) => ({
    ...stroke,
    points: points.map(([x, y, pressure]) => ({ x, y, pressure })),
  }));
  const context = canvas.getContext("2d");
  new StrokeRenderer().paint(context, SIDE, drawn, { ink: "#000", paper: "#fff" });
  return canvas.toDataURL("image/png").split(",")[1];
}"""


def modules_of(page):
    """Return the addresses of the page's modules, by short names."""
    found = page.evaluate(
        "() => [...document.querySelectorAll('script[type=module]')].map((script) => script.src)"
    )
    base = found[0].rsplit("/", 1)[0]
    return {
        name: f"{base}/{file}"
        for name, file in (
            ("strokes", "ink/strokes.js"),
            ("renderer", "ink/stroke_renderer.js"),
            ("export", "drawing/drawing_export.js"),
        )
    }


def pixels(content):
    """Return the grey values of a picture in base64."""
    with Image.open(io.BytesIO(base64.b64decode(content))) as picture:
        return np.asarray(picture.convert("L")).astype(float)


@pytest.fixture(scope="module")
def page(browser, base_url):
    """A page whose scripts these tests ask, and which they do not change."""
    with browser.new_context(base_url=base_url) as context:
        page = context.new_page()
        page.goto("/")
        yield page


@pytest.mark.parametrize("erases", [False, True], ids=["pen", "eraser"])
@pytest.mark.parametrize("width", [6, 18, 36])
def test_pressure_and_eraser_are_drawn_the_same(page, width, erases):
    rows = [[[0, y, 1, 0], [280, y, 1, 0]] for y in range(0, 320, 40)]
    black = [{"width": 80, "erases": False, "points": row} for row in rows] if erases else []
    for digit in read_strokes(STROKES)[10:]:
        strokes = black + [
            {
                "width": width,
                "erases": erases,
                "points": np.column_stack([line, np.linspace(0.5, 1.5, len(line))]).tolist(),
            }
            for line in place_strokes(digit.strokes, Pose(width, 0.6, 0.3, 0.7))
        ]
        theirs = pixels(page.evaluate(PRESSED, [strokes, modules_of(page)]))
        ours = np.asarray(draw_sketch(strokes_of(strokes))).astype(float)
        drawn = (theirs if erases else 255 - theirs).sum()
        beside = np.abs(ours - theirs).sum() / drawn * width / 2
        assert beside < 0.2, f"{digit.label}: {beside} pixels"


@pytest.mark.parametrize("width", [6, 18, 36])
def test_the_page_and_the_pen_draw_the_same(page, width):
    modules = modules_of(page)
    for digit in read_strokes(STROKES)[10:]:
        strokes = place_strokes(digit.strokes, Pose(width, 0.6, 0.3, 0.7))
        arguments = [[stroke.tolist() for stroke in strokes], width, modules]
        theirs = pixels(page.evaluate(EXPORT, arguments))
        ours = np.asarray(draw_strokes(strokes, width)).astype(float)
        ink = max((255 - theirs).sum(), 1)
        # Along both edges of a stroke: how far ours lies beside theirs, on average.
        beside = np.abs(ours - theirs).sum() / ink * width / 2
        assert beside < 0.2, f"{digit.label}: {beside} pixels"
        thicker = ((255 - ours).sum() / ink - 1) * width
        assert abs(thicker) < 0.2, f"{digit.label}: {thicker} pixels"


@pytest.mark.parametrize("width", [8, 32])
def test_what_is_sent_is_a_grey_png_of_the_same_ink(open_page, width):
    page = open_page("/")
    strokes = [[[40, 40], [250, 60], [60, 240]], [[150, 150]], [[-20, 200], [300, 210]]]
    sent = page.evaluate(EXPORT, [strokes, width, modules_of(page)])
    # What older browsers send, whose scripts cannot compress.
    from_canvas = page.evaluate(EXPORT, [strokes, width, modules_of(page), False])
    with Image.open(io.BytesIO(base64.b64decode(sent))) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "L", (280, 280))
        picture.verify()  # the checksums of its chunks
    with Image.open(io.BytesIO(base64.b64decode(from_canvas))) as picture:
        assert picture.mode in ("RGB", "RGBA")
    assert np.array_equal(pixels(sent), pixels(from_canvas))
    assert len(sent) < len(from_canvas)
