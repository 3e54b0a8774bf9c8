"""What the pages show of a run that was measured on drawings, beside those that were not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from nnet.core.evaluation import EpochMetrics
from nnet.models.recipes import recipe_config
from nnet.store.claimed_run import ClaimedRun
from nnet.store.runs import RunStore
from nnet.store.tables import Metric, Run
from tests.browser.charts import lines, wait_for_histories, wait_for_lines
from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.test_accessibility import violations, violations_in_light_and_dark
from tests.browser.test_layout import LARGEST_SHIFT, SHIFT
from tests.browser.waiting import wait_for_script, wait_until

NAME = "measured on drawings"
ON_DRAWINGS = [0.91, 0.96, 0.995]
"""The last is above that of the shipped run, the only other one that was measured on drawings."""
TITLE = "#accuracy-title"


@pytest.fixture
def measured(store: RunStore) -> Iterator[str]:
    """The id of a finished run that was measured on drawings; the server forgets it afterwards."""
    described = {"sha256": "0" * 64, "training": ["a"], "held_out": ["b"], "copies": 0}
    config = dataclasses.replace(recipe_config("nielsen", epochs=3), strokes=described)
    run_id = store.create_run(config, NAME, "784-30-10", 23860, {"cores": 2})
    for epoch, share in enumerate(ON_DRAWINGS, 1):
        metrics = EpochMetrics(epoch, 0.2, 0.98, 0.3, 0.97, 0.25, 0.985, 3.0, 1.5)
        row = dataclasses.asdict(dataclasses.replace(metrics, drawings_accuracy=share))
        ClaimedRun(store, run_id).add_epoch(row, 2.5 * epoch, {})
    ClaimedRun(store, run_id).finish("finished")
    yield run_id
    with store.writing() as session:
        session.query(Metric).filter_by(run_id=run_id).delete()
        session.query(Run).filter_by(id=run_id).delete()


def choose(page: Page, digits: str) -> None:
    """Choose whose digits the accuracy chart counts, with the keyboard."""
    page.get_by_role("group", name="Whose digits are counted").get_by_role(
        "button", name=digits
    ).focus()
    page.keyboard.press("Enter")


def test_the_chart_shows_test_digits_or_drawings(open_page: OpenPage, measured: str) -> None:
    page = open_page("/dashboard", charts=False)
    wait_for_histories(page)
    expect(page.locator(TITLE)).to_have_text("Test accuracy per epoch")
    before = lines(page)
    assert before[NAME]["values"] == [0.985] * 3 and len(before) > 1
    choose(page, "Drawings")
    wait_for_lines(page, 2)
    expect(page.locator(TITLE)).to_have_text("Accuracy on drawings per epoch")
    expect(page.locator("#drawings-note")).to_be_visible()
    after = lines(page)
    assert after[NAME]["values"] == ON_DRAWINGS
    assert (after[NAME]["colour"], after[NAME]["dash"]) == (
        before[NAME]["colour"],
        before[NAME]["dash"],
    )
    assert "99.50%" in (page.locator("#accuracy-summary").text_content() or "")
    assert len(lines(page, "loss-chart")) == len(before)
    choose(page, "Test digits")
    wait_for_lines(page, len(before))
    expect(page.locator("#drawings-note")).to_be_hidden()


@pytest.mark.parametrize("width", [500, 1280])
def test_the_scale_is_that_of_what_is_shown(open_page: OpenPage, measured: str, width: int) -> None:
    """A part that was zoomed into on the test digits does not hide the drawings."""
    page = open_page("/dashboard?above=all", viewport={"width": width, "height": 1200})
    wait_for_histories(page)

    def axis(name: str) -> str:
        return f"document.getElementById('accuracy-chart')._fullLayout.{name}axis.range"

    box = page.locator("#accuracy-chart .nsewdrag").bounding_box()
    assert box is not None
    x, y, across, down = box["x"], box["y"], box["width"], box["height"]
    page.mouse.move(x + 0.2 * across, y + 0.05 * down)
    page.mouse.down()
    page.mouse.move(x + 0.8 * across, y + 0.3 * down, steps=5)
    page.mouse.up()
    wait_for_script(page, f"{axis('y')}[0] > 0.5")
    epochs = page.evaluate(axis("x"))
    page.get_by_role("button", name="Drawings").first.click()
    wait_for_lines(page, 2)
    lowest = min(value for line in lines(page).values() for value in line["values"])
    wait_for_script(page, f"{axis('y')}[0] < {lowest} && {axis('y')}[0] > {lowest - 0.08}")
    assert page.evaluate(axis("x")) == epochs


def test_names_go_on_hiding_lines(open_page: OpenPage, measured: str) -> None:
    page = open_page("/dashboard")
    wait_for_histories(page)
    choose(page, "Drawings")
    wait_for_lines(page, 2)
    page.locator("#accuracy-chart .annotation-text", has_text=NAME).click()
    box = page.get_by_role("checkbox", name=f"Show {NAME} in the charts")
    expect(box).not_to_be_checked()
    wait_until(page, lambda: not lines(page)[NAME]["shown"])


def test_the_table_has_a_column_for_them(open_page: OpenPage, measured: str) -> None:
    page = open_page("/dashboard", charts=False)
    wait_for_histories(page)
    cell = page.locator("#runs-table tbody tr").filter(has_text=NAME)
    expect(cell.locator('[data-key="drawings_accuracy"]')).to_have_text("99.50%")
    other = page.locator("#runs-table tbody tr").filter(has_text="article").first
    expect(other.locator('[data-key="drawings_accuracy"]')).to_have_text("–")
    header = page.get_by_role("columnheader", name="Drawings")
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(page.locator("#runs-table tbody tr").first).to_contain_text(NAME)


def test_without_such_a_run_nothing_speaks_of_drawings(open_page: OpenPage) -> None:
    page = open_page("/dashboard", charts=False)
    page.route("**/api/runs?*", lambda route: route.fulfill(json={"runs": [], "next": None}))
    page.reload()
    expect(page.locator("#runs-count")).to_have_text("0 runs")
    expect(page.locator("#accuracy-digits")).to_be_hidden()
    expect(page.locator('#runs-table th[data-key="drawings_accuracy"]')).to_be_hidden()
    expect(page.locator("#drawings-note")).to_be_hidden()


def test_a_runs_own_page_has_a_line_and_a_figure(open_page: OpenPage, measured: str) -> None:
    page = open_page(f"/runs/{measured}", charts=False)
    wait_for_lines(page, 4)
    assert lines(page)["Drawings"]["values"] == ON_DRAWINGS
    assert set(lines(page, "loss-chart")) == {"Training", "Validation", "Test"}
    looks = {(line["colour"], line["dash"]) for line in lines(page).values()}
    assert len(looks) == 4
    fact = page.locator(".fact").filter(has_text="Drawings by unseen writers")
    expect(fact).to_contain_text("99.50%")


@pytest.mark.parametrize("window", DEVICES)
def test_nothing_jumps_and_axe_finds_nothing(
    open_page: OpenPage, measured: str, window: str
) -> None:
    page = open_page("/dashboard", **DEVICES[window])
    wait_for_histories(page)
    wait_for_histories(page, "loss-chart")
    expect(page.locator("#accuracy-digits")).to_be_visible()
    assert page.evaluate(SHIFT) <= LARGEST_SHIFT
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    choose(page, "Drawings")
    wait_for_lines(page, 2)
    assert violations_in_light_and_dark(page) == []
    page.goto(f"/runs/{measured}")
    wait_for_lines(page, 4)
    assert page.evaluate(SHIFT) <= LARGEST_SHIFT
    assert violations(page) == []
