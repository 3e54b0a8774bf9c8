"""Two runs are told apart cell by cell, and picture by picture behind each cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import expect

from nnet.core.data import Splits
from nnet.jobs.experiment import run_experiment
from nnet.models.recipes import recipe_config
from nnet.store.runs import RunStore
from tests.browser.conftest import OpenPage
from tests.browser.devices import PHONE
from tests.browser.test_accessibility import violations
from tests.support.recorded import record_run

OFFERED = "Where these two differ, picture by picture"


@pytest.fixture
def pair(store: RunStore, few: Splits) -> Iterator[tuple[str, str]]:
    """The ids of two runs with networks that read differently, the older one first."""
    first, second = (
        run_experiment(
            recipe_config("nielsen", epochs=1, seed=seed), store, few, f"it {seed}"
        ).run_id
        for seed in (1, 2)
    )
    yield first, second
    for run_id in (first, second):
        store.delete_run(run_id)


def test_a_cell_opens_the_pictures_that_one_of_them_reads_so(
    open_page: OpenPage, pair: tuple[str, str]
) -> None:
    page = open_page(f"/dashboard?runs={','.join(pair)}", charts=False)
    page.get_by_text("2 runs on the chart: what they differ in").click()
    page.get_by_text(OFFERED).click()
    difference = page.locator("#difference")
    expect(difference.locator(".evaluation__state")).to_have_text(
        re.compile(r"^it 1 reads \d+\.\d\d% of the test digits, it 2 \d+\.\d\d%\.$")
    )
    first, second = (
        np.array(page.request.get(f"/api/runs/{run_id}/evaluation").json()["confusion"])
        for run_id in pair
    )
    for label in range(10):
        texts = difference.locator("tbody tr").nth(label).locator("td").all_inner_texts()
        counts = [int(text.replace("−", "-").replace("·", "0")) for text in texts]
        assert counts == (second - first)[label].tolist()
    mistakes = np.abs(second - first) - np.diag(np.diag(np.abs(second - first)))
    label, answer = divmod(int(mistakes.argmax()), 10)
    counted = f"{first[label, answer]} by it 1, {second[label, answer]} by it 2"
    cell = difference.get_by_role("button", name=f"{label} read as {answer}: {counted}")
    is_better = second[label, answer] < first[label, answer]
    kind = "better" if is_better else "worse"
    expect(cell).to_have_class(f"confusion__cell confusion__cell--{kind}")
    cell.focus()
    page.keyboard.press("Enter")
    expect(difference.locator("h3")).to_contain_text(f"{label} read as {answer}: ")
    pictures = difference.locator("li.picture")
    expect(pictures.first).to_have_class("picture picture--marked")
    expect(pictures.first.locator("img")).to_have_attribute(
        "alt", re.compile(rf"^{label}: read as \d by it 1, .+%, as \d by it 2, .+%$")
    )
    expect(pictures.first.locator("dd")).to_have_count(2)
    assert violations(page) == []
    page.set_viewport_size(PHONE["viewport"])
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    # A third run: there is no pair any more.
    page.get_by_role("checkbox", name="Show mlp, seed 1 in the charts").check()
    expect(difference).to_be_hidden()


@pytest.fixture
def figures(store: RunStore) -> Iterator[tuple[str, str]]:
    """The ids of two runs that came without their networks."""
    first, second = (record_run(store, f"figures {seed}", seed) for seed in (1, 2))
    yield first, second
    for run_id in (first, second):
        store.delete_run(run_id)


def test_runs_without_their_networks_say_so(open_page: OpenPage, figures: tuple[str, str]) -> None:
    address = f"/dashboard?runs={','.join(figures)}"
    page = open_page(address, tolerate="Failed to load resource", charts=False)
    page.get_by_text("2 runs on the chart: what they differ in").click()
    page.get_by_text(OFFERED).click()
    state = page.locator("#difference .evaluation__state")
    expect(state).to_have_text("This run came without its network: only its figures are here.")
    expect(page.locator("#difference table")).to_be_hidden()
