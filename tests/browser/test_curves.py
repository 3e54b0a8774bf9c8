"""Curves are there with the page, grow, and make way for a chart that zooms without a jump."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from nnet.core.evaluation import EpochMetrics
from nnet.models.recipes import recipe_config
from nnet.store.claimed_run import ClaimedRun
from nnet.store.runs import RunStore
from tests.browser.charts import wait_for_histories
from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.test_accessibility import violations_in_light_and_dark
from tests.browser.test_layout import LARGEST_SHIFT, SHIFT
from tests.browser.waiting import wait_until
from tests.support.shipped import SHIPPED

LINES = "#accuracy-drawn .curves__line"
ROWS = "#runs-table tbody tr"
JUMP_PX = 2
"""How far what is written may move when Plotly takes over: it rounds to whole pixels."""

SHOWN = """() => (document.getElementById("accuracy-chart").data ?? [])
  .filter(({ visible }) => visible === true).length"""

PLACES = """(texts) => Object.fromEntries([...document.querySelectorAll(
    ".chart--large :is(.curves text, .chart__plotly text)")]
  .filter((text) => text.checkVisibility({ visibilityProperty: true }))
  .map((text) => [text.textContent, text.getBoundingClientRect()])
  .filter(([, { width }]) => width > 0)
  .map(([text, { left, right, top, bottom }]) => [text, [left, right, scrollY + (top + bottom) / 2]
  ]))"""


@pytest.fixture
def run_id(store: RunStore) -> Iterator[str]:
    """The id of a run of one epoch, which gets more of them by hand."""
    run_id = store.create_run(recipe_config("nielsen"), "grows by hand", "784-30-10", 23860, {})
    add_epoch(store, run_id, 1, 0.5)
    # What nobody trains would count as interrupted after a while.
    ClaimedRun(store, run_id).finish("finished")
    yield run_id
    store.delete_run(run_id)


def add_epoch(store: RunStore, run_id: str, epoch: int, share: float) -> None:
    metrics = EpochMetrics(epoch, 0.2, 0.98, 0.3, 0.97, 0.25, share, 3.0, 1.5)
    ClaimedRun(store, run_id).add_epoch(dataclasses.asdict(metrics), 2.5 * epoch, {})


def asked_for(page: Page, part: str) -> list[str]:
    """Return a list of addresses with ``part`` in them, which grows with each that is asked for."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if part in request.url else None)
    return asked


@pytest.mark.parametrize("window", DEVICES)
def test_curves_come_with_the_page_and_plotly_when_it_is_asked_for(
    open_page: OpenPage, window: str
) -> None:
    page = open_page("/about", **DEVICES[window])
    vendor, drawings = asked_for(page, "/vendor/"), asked_for(page, "curves.svg")
    page.goto("/dashboard")
    expect(page.locator(ROWS).first).to_be_visible()
    assert page.locator(LINES).count() >= len(SHIPPED)
    assert page.evaluate(SHIFT) <= LARGEST_SHIFT
    # What the page came with is what it would ask for.
    assert vendor == drawings == []
    assert violations_in_light_and_dark(page) == []
    before = page.evaluate(PLACES)
    if window == "desktop":
        page.locator(".chart--large").hover()
    else:
        page.locator(".chart--large").tap()
    expect(page.locator(".chart--large.chart--live")).to_be_visible()
    expect(page.locator(LINES).first).to_be_hidden()
    assert len(vendor) == 1
    after = page.evaluate(PLACES)
    for text in ("cnn-small", "mlp", "1,000", "100", "Epoch"):
        moved = [abs(a - b) for a, b in zip(before[text], after[text], strict=True)]
        # Fonts are laid out alike: both ends and the middle stay where they were.
        assert max(moved) <= JUMP_PX, (text, before[text], after[text])
    assert page.evaluate(SHIFT) <= LARGEST_SHIFT


def test_they_grow_without_plotly(open_page: OpenPage, store: RunStore, run_id: str) -> None:
    page = open_page("/dashboard")
    vendor = asked_for(page, "/vendor/")
    line = page.locator(LINES).filter(has_text="grows by hand")
    expect(line).to_have_attribute("d", re.compile("h0$"))
    for epoch in (2, 3):
        before = line.get_attribute("d")
        add_epoch(store, run_id, epoch, 0.5 + epoch / 10)
        expect(line).not_to_have_attribute("d", before or "")
    assert vendor == []


def test_choices_are_drawn_without_plotly(open_page: OpenPage) -> None:
    page = open_page("/dashboard")
    vendor = asked_for(page, "/vendor/")
    row = page.locator(ROWS).filter(has_text="article, seed 1")
    count = page.locator(LINES).count()
    row.get_by_role("checkbox").uncheck()
    expect(page.locator(LINES)).to_have_count(count - 1)
    expect(page.locator(".story-sentence")).to_be_hidden()
    row.get_by_role("checkbox").check()
    expect(page.locator(LINES)).to_have_count(count)
    expect(page.locator(".story-sentence")).to_be_visible()
    ticks = page.locator("#accuracy-drawn .curves__tick")
    expect(ticks.filter(has_text="1,000").first).to_be_visible()
    page.get_by_role("button", name="Above 90%").click()
    expect(ticks.filter(has_text="92%")).to_be_visible()
    page.get_by_label("Smoothing").fill("0.8")
    expect(page.locator("#accuracy-drawn path[opacity]").first).to_be_attached()
    page.get_by_role("searchbox").fill("no run is called so")
    expect(page.locator(LINES)).to_have_count(0)
    assert vendor == []


def test_what_an_address_chooses_comes_with_the_page(open_page: OpenPage) -> None:
    page = open_page("/dashboard?above=0.9&smooth=0.5&epochs=log&loss=log")
    drawings = asked_for(page, "curves.svg")
    page.reload()
    expect(page.locator(ROWS).first).to_be_visible()
    assert drawings == []
    expect(page.locator("#accuracy-drawn .curves__tick").filter(has_text="92%")).to_be_visible()


def test_lines_and_rows_have_the_same_looks(open_page: OpenPage) -> None:
    page = open_page("/dashboard")
    expect(page.locator(ROWS).first).to_be_visible()
    for recipe in SHIPPED:
        name = page.locator(f"{ROWS} th a", has_text=f"{recipe}, seed").first.inner_text()
        swatch = page.locator(ROWS).filter(has_text=name).locator("svg line").first
        line = page.locator(LINES).filter(has_text=name).first
        assert swatch.get_attribute("stroke") == line.get_attribute("stroke")
        dash = swatch.get_attribute("stroke-dasharray")
        assert dash == (line.get_attribute("stroke-dasharray") or "none")


def test_a_line_that_joins_others_looks_like_none_of_them(
    open_page: OpenPage, store: RunStore
) -> None:
    """There are 28 looks; the run that comes 28 after another would have the same one."""
    ids = [run["id"] for run in store.runs(limit=200)[0]][::-1]
    made = [
        store.create_run(recipe_config("nielsen"), "one of many", "784-30-10", 23860, {})
        for _ in range(29 - len(ids))
    ]
    try:
        for run_id in made:
            add_epoch(store, run_id, 1, 0.9)
        twin = [*ids, *made][28]
        page = open_page(f"/dashboard?runs={twin}")
        expect(page.locator(LINES)).to_have_count(1)
        expect(page.locator(ROWS).first).to_be_visible()
        page.locator(f'tr[data-run-id="{ids[0]}"] input').check()
        page.get_by_role("button", name="Zoom and compare").click()
        expect(page.locator("#accuracy-chart .scatterlayer .trace")).not_to_have_count(0)
        swatches = page.locator(f'tr:is([data-run-id="{ids[0]}"], [data-run-id="{twin}"]) line')
        looks = [
            (line.get_attribute("stroke"), line.get_attribute("stroke-dasharray"))
            for line in swatches.all()
        ]
        assert len(looks) == len({*looks}) == 2
    finally:
        for run_id in made:
            ClaimedRun(store, run_id).finish("finished")
            store.delete_run(run_id)


def test_zooming_is_undone_by_the_button(open_page: OpenPage) -> None:
    page = open_page("/dashboard", viewport={"width": 1280, "height": 1200})
    page.get_by_role("button", name="Zoom and compare").click()
    button = page.get_by_role("button", name="Undo the zoom")
    expect(button).to_be_disabled()
    expect(page.locator(".chart--large.chart--live")).to_be_visible()
    box = page.locator("#accuracy-chart .nsewdrag").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.1 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.3 * box["height"], steps=4)
    page.mouse.up()
    expect(button).to_be_enabled()
    ticks = page.locator("#accuracy-chart .xtick text")
    expect(ticks.filter(has_text="60")).to_have_count(0)
    button.click()
    expect(ticks.filter(has_text="60")).to_have_count(1)
    expect(button).to_be_disabled()


def test_without_plotly_the_drawing_stays(open_page: OpenPage) -> None:
    page = open_page("/dashboard", tolerate="Failed to load resource")
    page.route("**/vendor/plotly-*", lambda route: route.fulfill(status=500))
    page.get_by_role("button", name="Zoom and compare").click()
    state = page.locator("#explore-state")
    expect(state).to_contain_text("could not be loaded")
    expect(page.locator(LINES).first).to_be_visible()
    page.unroute("**/vendor/plotly-*")
    page.get_by_role("button", name="Zoom and compare").click()
    wait_for_histories(page)
    expect(state).to_be_empty()


def test_a_drawing_is_saved(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/dashboard", color_scheme="dark")
    link = page.get_by_role("link", name="Save as SVG")
    expect(link).to_have_attribute("href", re.compile("curves.svg"))
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "inknet-accuracy.svg"
    download.value.save_as(tmp_path / "curves.svg")
    root = ElementTree.parse(tmp_path / "curves.svg").getroot()
    assert root.get("width") == "1200"
    assert root.find("{*}rect").get("fill") == "#23211d"  # type: ignore[union-attr]


def test_curves_are_put_into_other_pages(open_page: OpenPage) -> None:
    page = open_page("/dashboard", permissions=["clipboard-read", "clipboard-write"])
    page.locator("#comparison > summary").click()
    page.get_by_role("button", name="Copy the code for another page").click()
    expect(page.locator(".comparison__tools [role=status]")).to_contain_text("Copied")
    code = page.evaluate("navigator.clipboard.readText()")
    page.set_content(f"<!doctype html><title>A lesson</title>{code}")
    inside = page.frame_locator("iframe")
    expect(inside.locator(".curves__line").first).to_be_visible()
    expect(inside.get_by_role("link", name="These runs on Inknet")).to_be_visible()


@pytest.fixture
def unscripted(new_context: Callable[..., Any]) -> Page:
    """A page in a browser whose scripts are switched off."""
    page: Page = new_context(**DEVICES["phone"], java_script_enabled=False).new_page()
    return page


def test_curves_and_a_table_are_there_without_scripts(unscripted: Page) -> None:
    unscripted.goto("/dashboard")
    expect(unscripted.locator(LINES).first).to_be_visible()
    expect(unscripted.locator("#loss-drawn .curves__line").first).to_be_visible()
    expect(unscripted.get_by_role("link", name="mlp, seed 1")).to_be_visible()
    expect(unscripted.get_by_text("99.68%").first).to_be_visible()
    expect(unscripted.get_by_role("button")).to_have_count(0)


def test_many_runs_that_are_shown_at_once_are_drawn_by_plotly(
    open_page: OpenPage, store: RunStore
) -> None:
    made = [
        store.create_run(recipe_config("nielsen"), f"many {at}", "784-30-10", 23860, {})
        for at in range(41)
    ]
    try:
        for run_id in made:
            add_epoch(store, run_id, 1, 0.9)
        page = open_page(f"/dashboard?runs={','.join(made)}", charts=False)
        wait_until(page, lambda: page.evaluate(SHOWN) == len(made))
    finally:
        for run_id in made:
            ClaimedRun(store, run_id).finish("finished")
            store.delete_run(run_id)
