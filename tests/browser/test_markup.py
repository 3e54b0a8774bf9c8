"""Names and notes with markup, templates or formulas in them are texts, wherever they are shown."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.charts import lines
from tests.browser.conftest import OpenPage
from tests.browser.waiting import wait_until
from tests.support.servers import Server

NAMES = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}} ${7*7} %{x} #{7*7} {% raw %}",
    '<a href="https://evil.example">link</a> <b>bold</b><br>&amp;',
    "\u202egnp.evil\u202c, \u2066seed 1\u2069",
    "=cmd|' /C calc'!A0",
    "</title></textarea><svg onload=alert(1)>",
]
NOTES = "\n".join([*NAMES, "<iframe src=https://evil.example></iframe>", "javascript:alert(1)"])

ELEMENTS = """() => [...document.querySelectorAll(
  "script:not([src]):not([type='application/json']), img[src='x'], iframe, a[href*='evil'], "
  + "[onerror], [onload]"
)].map((element) => element.outerHTML)"""

DRAWN = """() => [...document.querySelectorAll("#accuracy-drawn .curves__line title")]
  .map((title) => title.textContent)"""


@pytest.fixture
def hostile(server: Server, page: Page) -> Iterator[dict[str, str]]:
    """The shipped runs under hostile names, by id; their own come back in the end."""
    token = Path(server.environment["INSTANCE_PATH"], "owner-token").read_text()

    def rename(run_id: str, name: str, notes: str) -> None:
        page.request.patch(
            f"/api/runs/{run_id}",
            headers={"Authorization": f"Bearer {token}"},
            data={"name": name, "notes": notes},
        )

    runs = page.request.get("/api/runs?limit=200").json()["runs"]
    own = {run["id"]: (run["name"], run["notes"]) for run in runs[-len(NAMES) :]}
    given = dict(zip(own, NAMES, strict=True))
    try:
        for run_id, name in given.items():
            rename(run_id, name, NOTES)
        yield given
    finally:
        for run_id, (name, notes) in own.items():
            rename(run_id, name, notes)


def assert_plain(page: Page) -> None:
    """Check that nothing of the names has become an element."""
    assert page.evaluate(ELEMENTS) == []


def open_only(open_page: OpenPage, hostile: dict[str, str]) -> Page:
    """Open the dashboard with the runs that have hostile names on the chart, and no others."""
    page = open_page(f"/dashboard?runs={','.join(hostile)}")
    assert {*page.evaluate(DRAWN)} == {*hostile.values()}
    # As Plotly is told them: it takes some markup, which is escaped.
    escaped = {html.escape(name, quote=False) for name in hostile.values()}
    wait_until(page, lambda: {*lines(page)} >= escaped)
    return page


def test_names_are_texts_on_the_dashboard(open_page: OpenPage, hostile: dict[str, str]) -> None:
    page = open_only(open_page, hostile)
    page.on("dialog", lambda dialog: pytest.fail(f"A name said {dialog.message!r}."))
    for run_id, name in hostile.items():
        row = page.locator(f'tr[data-run-id="{run_id}"]')
        assert name in row.inner_text()
    page.locator("#accuracy-chart .nsewdrag").first.hover(position={"x": 40, "y": 100})
    hovered = page.locator("#accuracy-chart .hoverlayer")
    expect(hovered).to_contain_text("<script>")
    assert page.locator("#accuracy-chart a").count() == 0
    page.get_by_text("on the chart: what they differ in").click()
    expect(page.locator(".comparison__table")).to_contain_text("{{7*7}}")
    assert_plain(page)


def test_names_and_notes_are_texts_on_a_runs_page(
    open_page: OpenPage, hostile: dict[str, str]
) -> None:
    for run_id, name in [*hostile.items()][::3]:
        page = open_page(f"/runs/{run_id}")
        page.on("dialog", lambda dialog: pytest.fail(f"A name said {dialog.message!r}."))
        expect(page.locator("h1")).to_have_text(name)
        assert name.split()[0] in page.title()
        expect(page.get_by_text("javascript:alert(1)")).to_be_visible()
        wait_for_histories_of_run(page)
        assert_plain(page)
        page.close()


def wait_for_histories_of_run(page: Page) -> None:
    """Wait until the run's chart is drawn."""
    expect(page.locator("#accuracy-drawn .curves__line").first).to_be_attached()


def test_figures_to_take_away_hold_no_formula(
    open_page: OpenPage, hostile: dict[str, str], tmp_path: Path
) -> None:
    page = open_only(open_page, hostile)
    page.get_by_text("on the chart: what they differ in").click()
    for kind in ("csv", "json"):
        with page.expect_download() as download:
            page.locator(f'[data-download="{kind}"]').click()
        download.value.save_as(tmp_path / f"runs.{kind}")
    with (tmp_path / "runs.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["name"] for row in rows} == {n if n[0] != "=" else f"'{n}" for n in NAMES}
    for row in rows:
        assert not [cell for cell in row.values() if cell[:1] in tuple("=+-@\t\r")]
        assert 0 < float(row["test_accuracy"]) < 1
    taken = json.loads((tmp_path / "runs.json").read_text("utf-8"))
    assert {entry["run"]["name"] for entry in taken} == set(NAMES)


CELLS: list[tuple[Any, str]] = [
    *(("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)")),
    *(("\t=1", "'\t=1"), ("\r=1", "'\r=1"), (" =1", "' =1"), ("\uff1d1", "'\uff1d1")),
    *((-0.5, "-0.5"), (-1e-9, "-1e-9"), (0, "0"), (None, ""), ("a=b", "a=b"), ("1-2", "1-2")),
    *(('say "so"', 'say "so"'), ("a,b", "a,b"), ("two\nlines", "two\nlines")),
]


def test_numbers_stay_numbers_and_formulas_become_texts(open_page: OpenPage) -> None:
    page = open_page("/about")
    script = """async ([module, value]) => (await import(module)).csvOf([["first", value]])"""
    for value, expected in CELLS:
        text = page.evaluate(script, ["/static/js/lib/csv.js", value])
        assert next(csv.reader(io.StringIO(text, newline=""))) == ["first", expected]
        assert ('"' in text.partition(",")[2]) == isinstance(value, str), value
