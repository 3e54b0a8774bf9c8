"""What the chart shows can be passed on by its address, and its figures be taken away."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.charts import lines, wait_for_histories
from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.test_accessibility import violations
from tests.browser.waiting import wait_until

TWO = ["mlp, seed 1", "nielsen, seed 1"]


def shown(page: Page) -> list[str]:
    """Return the names of the lines on the chart, in order."""
    return sorted(name for name, line in lines(page).items() if line["shown"])


def show_two(page: Page) -> None:
    """Leave two of the shipped histories on the chart."""
    wait_for_histories(page)
    runs = page.request.get("/api/runs?limit=200").json()["runs"]
    # The newest come first: of runs with the same name the shipped one is the last.
    kept = {run["name"]: run["id"] for run in runs if run["name"] in TWO}
    for run in runs:
        if run["id"] not in kept.values():
            page.locator(f'tr[data-run-id="{run["id"]}"] input').uncheck()
    wait_until(page, lambda: shown(page) == TWO)


def test_an_address_shows_the_same_comparison(open_page: OpenPage) -> None:
    page = open_page("/dashboard", charts=False)
    assert "?" not in page.url
    show_two(page)
    page.get_by_role("button", name="Above 90%").click()
    other = open_page(page.url[page.url.index("/dashboard") :], charts=False)
    wait_until(other, lambda: shown(other) == TWO)
    expect(other.get_by_role("button", name="Above 90%")).to_have_attribute("aria-pressed", "true")
    floor = "document.getElementById('accuracy-chart').layout.yaxis.range[0]"
    assert other.evaluate(floor) == 0.9
    # Everything on again is the plain page.
    for box in other.locator("#runs-table tbody input").all():
        box.check()
    other.get_by_role("button", name="Mistakes per 10,000").click()
    wait_until(other, lambda: "?" not in other.url)


@pytest.mark.parametrize("window", DEVICES)
def test_only_what_differs_is_listed(open_page: OpenPage, window: str) -> None:
    page = open_page("/dashboard", **DEVICES[window], charts=False)
    show_two(page)
    page.get_by_text("2 runs on the chart: what they differ in").click()
    table = page.locator(".comparison__table")
    heads = table.locator("thead th").all_inner_texts()
    assert heads[:2] == ["Run", "recipe"] and "learning rate" in heads and "seed" not in heads
    row = table.locator("tbody tr").filter(has_text="nielsen, seed 1")
    assert row.locator("th, td").all_inner_texts()[heads.index("learning rate")] == "3"
    assert row.locator("th, td").all_inner_texts()[heads.index("layers")] == "784-30-10"
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_figures_are_taken_away(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/dashboard", charts=False)
    show_two(page)
    page.get_by_text("2 runs on the chart: what they differ in").click()
    for kind in ("csv", "json"):
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Figures as {kind.upper()}").click()
        assert download.value.suggested_filename == f"inknet-runs.{kind}"
        download.value.save_as(tmp_path / f"runs.{kind}")
    with (tmp_path / "runs.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    entries = json.loads((tmp_path / "runs.json").read_text())
    assert sorted({row["name"] for row in rows}) == TWO
    assert sorted(entry["run"]["name"] for entry in entries) == TWO
    by_epoch = {(row["name"], int(row["epoch"])): float(row["test_accuracy"]) for row in rows}
    for entry in entries:
        for metric in entry["metrics"]:
            key = (entry["run"]["name"], metric["epoch"])
            assert by_epoch[key] == metric["test_accuracy"]


def test_the_address_is_copied(open_page: OpenPage) -> None:
    page = open_page("/dashboard", permissions=["clipboard-read", "clipboard-write"], charts=False)
    show_two(page)
    page.get_by_text("2 runs on the chart: what they differ in").click()
    page.get_by_role("button", name="Copy the address").click()
    expect(page.locator(".comparison__tools [role=status]")).to_have_text(
        "Copied: whoever opens it sees these runs."
    )
    assert page.evaluate("navigator.clipboard.readText()") == page.url
