"""The pen that drawings are measured with draws like the page's own."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from nnet.pen import Pose, draw_strokes, placed
from nnet.strokes import read_strokes
from tests.test_strokes import STROKES

EXPORT = """async ([strokes, width, modules]) => {
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


@pytest.mark.parametrize("width", [6, 18, 36])
def test_the_page_and_the_pen_draw_the_same(open_page, width):
    page = open_page("/")
    found = page.evaluate(
        "() => [...document.querySelectorAll('script[type=module]')].map((script) => script.src)"
    )
    base = found[0].rsplit("/", 1)[0]
    modules = {
        name: f"{base}/{file}"
        for name, file in (
            ("strokes", "strokes.js"),
            ("renderer", "stroke_renderer.js"),
            ("export", "drawing_export.js"),
        )
    }
    for digit in read_strokes(STROKES)[10:]:
        strokes = placed(digit.strokes, Pose(width, 0.6, 0.3, 0.7))
        arguments = [[stroke.tolist() for stroke in strokes], width, modules]
        content = base64.b64decode(page.evaluate(EXPORT, arguments))
        with Image.open(io.BytesIO(content)) as picture:
            theirs = np.asarray(picture.convert("L")).astype(float)
        ours = np.asarray(draw_strokes(strokes, width)).astype(float)
        ink = max((255 - theirs).sum(), 1)
        # Along both edges of a stroke: how far ours lies beside theirs, on average.
        beside = np.abs(ours - theirs).sum() / ink * width / 2
        assert beside < 0.2, f"{digit.label}: {beside} pixels"
        thicker = ((255 - ours).sum() / ink - 1) * width
        assert abs(thicker) < 0.2, f"{digit.label}: {thicker} pixels"
