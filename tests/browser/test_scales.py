"""Curves can be smoothed and drawn on logarithmic scales; the address and a picture keep it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.charts import lines, wait_for_histories
from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.test_accessibility import violations
from tests.browser.waiting import wait_until

NAME = "nielsen, seed 1"
SMOOTHED = "These curves are smoothed."
AXES = """(id) => Object.fromEntries(["xaxis", "yaxis"].map((axis) => {
  const { type, range, ticktext } = document.getElementById(id)._fullLayout[axis];
  return [axis, { type, range, ticks: ticktext ?? [] }];
}))"""


def moving_average(values: list[float], weight: float) -> list[float]:
    """Return each value's weighted mean with those before it, written out."""
    weights = [weight**age for age in range(len(values))]
    return [
        sum(w * v for w, v in zip(weights, reversed(values[: at + 1]), strict=False))
        / sum(weights[: at + 1])
        for at in range(len(values))
    ]


def button(page: Page, group: str, name: str) -> Locator:
    return page.get_by_role("group", name=group).get_by_role("button", name=name, exact=True)


def address(page: Page) -> str:
    return page.url[page.url.index("/dashboard") :]


@pytest.mark.parametrize("window", DEVICES)
def test_curves_are_smoothed_for_the_eye_alone(open_page: OpenPage, window: str) -> None:
    page = open_page("/dashboard", **DEVICES[window], charts=False)
    wait_for_histories(page)
    measured, heights = lines(page)[NAME]["values"], lines(page)[NAME]["heights"]
    expect(page.get_by_text(SMOOTHED).first).to_be_hidden()
    page.get_by_label("Smoothing").fill("0.8")
    wait_until(page, lambda: f"{NAME} measured" in lines(page))
    assert lines(page)[f"{NAME} measured"]["heights"] == heights
    assert lines(page)[NAME]["values"] == pytest.approx(moving_average(measured, 0.8))
    assert f"{NAME} measured" in lines(page, "loss-chart")
    expect(page.get_by_text(SMOOTHED)).to_have_count(2)
    expect(page.get_by_text(SMOOTHED).first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    other = open_page(address(page), charts=False)
    wait_until(other, lambda: f"{NAME} measured" in lines(other))
    assert other.get_by_label("Smoothing").input_value() == "0.8"
    # Home is the slider's least value: no smoothing, the plain page.
    other.get_by_label("Smoothing").press("Home")
    wait_until(other, lambda: lines(other)[NAME]["values"] == measured)
    expect(other.get_by_text(SMOOTHED).first).to_be_hidden()
    assert "?" not in other.url


def test_scales_are_logarithmic_and_up_stays_better(open_page: OpenPage) -> None:
    page = open_page("/dashboard")
    wait_for_histories(page)
    accuracy = lines(page)[NAME]["values"]
    losses = lines(page, "loss-chart")[NAME]["values"]
    expect(button(page, "Part of the scale", "Mistakes per 10,000")).to_have_attribute(
        "aria-pressed", "true"
    )
    button(page, "Scale of the epochs", "Log").click()
    button(page, "Scale of the loss", "Log").click()
    for shown in (page, open_page(address(page))):
        wait_until(shown, lambda at=shown: NAME in lines(at))
        above, below = (shown.evaluate(AXES, f"{chart}-chart") for chart in ("accuracy", "loss"))
        assert {axis["type"] for axes in (above, below) for axis in axes.values()} == {"log"}
        # Distances to 100%, the smallest one on top, written as mistakes.
        heights = lines(shown)[NAME]["heights"]
        assert heights == pytest.approx([1 - share for share in accuracy])
        assert above["yaxis"]["range"][0] > above["yaxis"]["range"][1]
        assert {"1,000", "100", "50"} <= set(above["yaxis"]["ticks"])
        assert lines(shown, "loss-chart")[NAME]["values"] == losses
        assert below["yaxis"]["range"][0] < below["yaxis"]["range"][1]
    page.locator("#accuracy-chart .nsewdrag").hover(force=True)
    told = page.locator("#accuracy-chart .hoverlayer")
    expect(told).to_contain_text("Epoch")
    found = re.search(r"Epoch (\d+)", told.text_content() or "")
    assert found
    expect(told).to_contain_text(f"{accuracy[int(found[1]) - 1]:.2%}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chart_is_taken_away_as_a_picture(
    open_page: OpenPage, tmp_path: Path, scheme: str
) -> None:
    page = open_page("/dashboard", **DEVICES["phone"], color_scheme=scheme)
    wait_for_histories(page)
    page.locator("#comparison > summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Chart as PNG").click()
    assert download.value.suggested_filename == "inknet-accuracy.png"
    download.value.save_as(tmp_path / "chart.png")
    with Image.open(tmp_path / "chart.png") as picture:
        assert picture.size == (2400, 1350)
        # Its ground is the page's, so that what is written on it can be read.
        assert (sum(picture.convert("RGB").getpixel((5, 5))) > 3 * 128) == (scheme == "light")
