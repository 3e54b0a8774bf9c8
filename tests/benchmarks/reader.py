"""The reader in the browser, in Chromium: its speed, its size, and whether nnet says the same.

``STROKES_FILE`` names a file of strokes of which some are read, too; without it those that the
tests have.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

from nnet.strokes.files import read_strokes
from tests.benchmarks.timing import Row
from tests.browser.ensure_browser import find_browser
from tests.support.device_reader import (
    OPEN,
    Drawing,
    compare,
    drawings_of,
    is_drawing,
    mnist_digits,
    read_by_nnet,
    read_here,
)
from tests.support.servers import ROOT, serving

TEST_DIGITS = 1000
DRAWINGS = 500
TIMED = 100
SLOWER_CPU = 4

TIME_ON_PAGE = """async (drawings) => {
  const { openReader } = await import("/static/js/reader/opening.js");
  const file = await (await fetch("/api/model/reader")).arrayBuffer();
  const began = performance.now();
  const { pipeline } = await openReader(new Uint8Array(file));
  const opening = performance.now() - began;
  const times = drawings.map(({ width, height, pixels, strokes }) => {
    const grey = { width, height, pixels: Uint8Array.from(atob(pixels), (c) => c.charCodeAt(0)) };
    const started = performance.now();
    pipeline.read(grey, strokes ?? []);
    return performance.now() - started;
  });
  return { opening, times };
}"""
"""On the page itself and not in the worker, which Chromium does not slow down."""


def run() -> Iterator[Row]:
    """Read test digits and drawings by both, and time the browser's."""
    options = find_browser() or {}
    given = os.environ.get("STROKES_FILE")
    path = Path(given) if given else ROOT / "tests" / "data" / "strokes.jsonl"
    digits = read_strokes(path)
    step = max(1, len(digits) // DRAWINGS)
    drawn = drawings_of(digits[::step][:DRAWINGS])
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**options)  # type: ignore[arg-type]
        page = browser.new_page(base_url=server.url)
        page.goto("/about")
        size = page.evaluate(OPEN)["size"]
        yield Row("weights, compressed", f"{size / 1e6:.2f} MB", "at most 1.6 MB")
        yield from _agreement(page, "test digits", mnist_digits(TEST_DIGITS))
        yield from _agreement(page, "drawings", drawn)
        yield from _speed(page, drawn[:TIMED])
        browser.close()


def _agreement(page: Page, what: str, drawings: Sequence[Drawing]) -> Iterator[Row]:
    """Yield how often the browser's reader and nnet's say the same."""
    here, there = read_here(page, drawings), read_by_nnet(drawings)
    pairs = [pair for pair in zip(here, there, strict=True) if is_drawing(pair[1])]
    found = compare(*zip(*pairs, strict=True))
    yield Row(f"{what}, taken for drawings by the server, too", f"{len(found)} of {len(here)}")
    same = sum(each.is_same for each in found) / len(found)
    yield Row("same status and answer", f"{same:.2%}", "at least 99.9 %")
    pixels = [each.pixels for each in found if each.pixels is not None]
    yield Row("pixels within 1 level of 255", f"{np.mean(pixels):.3%}", "at least 99 %")
    apart = np.array([each.apart for each in found if each.apart is not None])
    near = float((apart <= 1e-3).mean())
    yield Row("probabilities within 0.001", f"{near:.2%}", "all")
    yield Row("probabilities, largest difference", f"{apart.max():.5f}")
    times = [answer["elapsed_ms"] for answer in here]
    yield Row("a digit in the worker, median", f"{median(times):.1f} ms", "at most 30 ms")


def _speed(page: Page, drawings: Sequence[Drawing]) -> Iterator[Row]:
    """Yield how long the reading of a drawing takes on the page, slowed down too."""
    values = [drawing.to_dict() for drawing in drawings]
    protocol = page.context.new_cdp_session(page)
    for rate, bar in ((1, 30), (SLOWER_CPU, 120)):
        protocol.send("Emulation.setCPUThrottlingRate", {"rate": rate})
        timed: dict[str, Any] = page.evaluate(TIME_ON_PAGE, values)
        slowed = f", slowed down {rate} times" if rate > 1 else ""
        found = f"{median(timed['times']):.1f} ms"
        yield Row(f"a drawing on the page{slowed}", found, f"at most {bar} ms")
        yield Row(f"opening the file{slowed}", f"{timed['opening']:.0f} ms")
