"""The dashboard compares every recorded run, in charts and in a table."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from nnet.store.runs import HISTORIES
from tests.browser.charts import lines, wait_for_histories, wait_for_lines
from tests.browser.conftest import OpenPage
from tests.browser.devices import PHONE
from tests.browser.waiting import wait_for_script, wait_until
from tests.support.shipped import SHIPPED

ROWS = "#runs-table tbody tr"


@pytest.fixture
def dashboard(open_page: OpenPage) -> Page:
    page = open_page("/dashboard")
    wait_for_histories(page)
    return page


@pytest.fixture
def undrawn(open_page: OpenPage) -> Page:
    """The dashboard, for what its table holds and what its charts are given to show."""
    page = open_page("/dashboard", charts=False)
    wait_for_histories(page)
    return page


def column(page: Page, heading: str) -> list[str]:
    """Return a column of the table, top down."""
    headings = page.locator("#runs-table thead th").all_inner_texts()
    index = [each.strip() for each in headings].index(heading)
    return [row.locator("th, td").nth(index).inner_text() for row in page.locator(ROWS).all()]


def name_of(recipe: str) -> str:
    """Return what a recipe's shipped run is called."""
    return str(json.loads((HISTORIES / f"{recipe}.json").read_text())["run"]["name"])


def test_the_shipped_histories_are_there_at_first_start(undrawn: Page) -> None:
    assert set(column(undrawn, "Recipe")) >= SHIPPED
    for chart in ("accuracy-chart", "loss-chart"):
        curves = lines(undrawn, chart)
        assert all(curves[name_of(recipe)]["epochs"] > 1 for recipe in SHIPPED)
    for share in column(undrawn, "Last test"):
        assert re.fullmatch(r"\d{1,2}\.\d\d%", share)


def test_every_line_has_a_look_of_its_own(undrawn: Page) -> None:
    looks = {(curve["colour"], curve["dash"]) for curve in lines(undrawn).values()}
    assert len(looks) == len(lines(undrawn))


def test_the_table_sorts_by_a_column_both_ways(undrawn: Page) -> None:
    for heading in ("Started", "Name", "Parameters", "Last test"):  # by the first one to begin with
        button = undrawn.locator("#runs-table thead").get_by_role("button", name=heading)
        header = undrawn.get_by_role("columnheader", name=heading)
        if heading != "Started":
            button.click()
        first_order = header.get_attribute("aria-sort")
        before = column(undrawn, "Name")
        button.click()
        expect(header).not_to_have_attribute("aria-sort", first_order or "")
        values = column(undrawn, heading)
        if heading == "Last test":
            shares = [float(value.rstrip("%")) for value in values]
            assert shares in (sorted(shares), sorted(shares, reverse=True))
        if len(set(values)) == len(values):
            assert column(undrawn, "Name") == before[::-1]


def test_filters_choose_the_rows_and_the_lines(undrawn: Page) -> None:
    undrawn.get_by_label("Recipe", exact=True).select_option("nielsen")
    rows = undrawn.locator(ROWS)
    expect(rows.locator("[data-key=recipe]").filter(has_not_text="nielsen")).to_have_count(0)
    wait_for_lines(undrawn, rows.count())
    undrawn.get_by_role("searchbox").fill("no run is called so")
    expect(rows).to_have_count(0)
    wait_for_lines(undrawn, 0)
    # Both charts and the table say so, and nothing speaks of "0 runs".
    notes = undrawn.get_by_text("No run matches these filters.")
    expect(notes.locator("visible=true")).to_have_count(3)
    expect(undrawn.locator("#comparison > summary")).to_be_hidden()
    undrawn.get_by_role("button", name="Show all runs").click()
    expect(notes.locator("visible=true")).to_have_count(0)
    expect(undrawn.get_by_role("searchbox")).to_be_focused()
    wait_for_histories(undrawn)


def test_the_accuracy_is_seen_first_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("/dashboard", **PHONE, charts=False)
    cell = page.locator(f"{ROWS} [data-key=test_accuracy]").first
    expect(cell).to_have_text(re.compile(r"%$"))
    box = cell.bounding_box()
    assert box is not None and box["x"] + box["width"] <= PHONE["viewport"]["width"]
    cards = page.locator(".chart-card, .table-scroll").all()
    assert len({(box["x"], box["width"]) for card in cards if (box := card.bounding_box())}) == 1


def test_a_box_in_the_table_hides_and_shows_the_line_in_both_charts(undrawn: Page) -> None:
    name = column(undrawn, "Name")[0]
    box = undrawn.get_by_role("checkbox", name=f"Show {name} in the charts")
    # One chart is drawn after the other.
    charts = ("accuracy-chart", "loss-chart")
    box.uncheck()
    wait_until(undrawn, lambda: not any(lines(undrawn, c)[name]["shown"] for c in charts))
    box.check()
    wait_until(undrawn, lambda: all(lines(undrawn, c)[name]["shown"] for c in charts))


def test_a_lines_name_hides_it_and_unticks_its_box(dashboard: Page) -> None:
    name = name_of("article")
    dashboard.locator("#accuracy-chart .annotation-text", has_text="article").click()
    box = dashboard.get_by_role("checkbox", name=f"Show {name} in the charts")
    expect(box).not_to_be_checked()
    wait_until(dashboard, lambda: not lines(dashboard)[name]["shown"])


def test_a_lines_name_clicked_twice_leaves_it_alone(dashboard: Page) -> None:
    name = name_of("article")
    dashboard.locator("#accuracy-chart .annotation-text", has_text="article").dblclick()
    wait_until(
        dashboard,
        lambda: [key for key, line in lines(dashboard).items() if line["shown"]] == [name],
    )


def test_hovering_compares_the_runs_at_an_epoch(dashboard: Page) -> None:
    box = dashboard.locator("#accuracy-chart .nsewdrag").bounding_box()
    assert box is not None
    # Other tests leave runs that end before, or go on far beyond.
    epoch = "document.getElementById('accuracy-chart')._fullLayout.xaxis.l2p(6)"
    dashboard.mouse.move(box["x"] + dashboard.evaluate(epoch), box["y"] + box["height"] / 2)
    hover = dashboard.locator("#accuracy-chart .hoverlayer")
    expect(hover).to_contain_text("Epoch")
    for recipe in SHIPPED:
        expect(hover).to_contain_text(name_of(recipe)[:20])


def test_zoom_survives_new_data(dashboard: Page) -> None:
    dashboard.set_viewport_size({"width": 1280, "height": 1200})
    box = dashboard.locator("#accuracy-chart .nsewdrag").bounding_box()
    assert box is not None
    x, y, width, height = box["x"], box["y"], box["width"], box["height"]
    dashboard.mouse.move(x + 0.2 * width, y + 0.1 * height)
    dashboard.mouse.down()
    dashboard.mouse.move(x + 0.6 * width, y + 0.6 * height, steps=5)
    dashboard.mouse.up()
    zoomed = "document.getElementById('accuracy-chart').layout.xaxis.range"
    wait_for_script(dashboard, f"{zoomed} !== undefined && {zoomed}[0] > 1")
    before = dashboard.evaluate(zoomed)
    # Ticking a box draws the chart anew, as new epochs do.
    dashboard.get_by_role("checkbox").first.uncheck()
    after = dashboard.evaluate("document.getElementById('accuracy-chart')._fullLayout.xaxis.range")
    assert after == before


def test_the_top_of_the_scale_can_be_shown_alone(dashboard: Page) -> None:
    top = "document.getElementById('accuracy-chart')._fullLayout.yaxis.range"
    dashboard.get_by_role("button", name="Above 90%").click()
    wait_for_script(dashboard, f"{top}[0] === 0.9 && {top}[1] === 1")
    dashboard.get_by_role("button", name="All", exact=True).click()
    wait_for_script(dashboard, f"{top}[0] < 0.9")


def test_a_run_has_a_page_of_its_own(undrawn: Page) -> None:
    link = undrawn.locator(f"{ROWS} th a", has_text=name_of("cnn"))
    name = link.inner_text()
    link.click()
    expect(undrawn.get_by_role("heading", level=1)).to_have_text(name)
    expect(undrawn.locator('[data-fact="status"]')).to_have_text("Finished")
    wait_for_lines(undrawn, 4)
    assert set(lines(undrawn)) == {"Training", "Validation", "Test", "Drawings"}
    expect(undrawn.locator("#config")).to_contain_text("learning rate")
    expect(undrawn.locator("#environment")).to_contain_text("numpy")
