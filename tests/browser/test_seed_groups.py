"""Runs that differ in their seed alone become one line, their mean, in a band of the extremes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from nnet.core.evaluation import EpochMetrics
from nnet.models.recipes import recipe_config
from nnet.store.claimed_run import ClaimedRun
from nnet.store.runs import RunStore
from tests.browser.charts import lines, wait_for_histories
from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.test_accessibility import violations
from tests.browser.test_layout import LARGEST_SHIFT, SHIFT
from tests.browser.waiting import wait_until

CONTROLS = ":is(.chart-card__controls, .chart-card__view) button"
SHARES = {"slow": (0.1, [[0.80, 0.84], [0.82, 0.88], [0.84]]), "fast": (0.3, [[0.90], [0.94]])}
"""For each name the learning rate, and of each seed the test accuracy after each epoch."""


@pytest.fixture
def seeded(store: RunStore) -> Iterator[dict[str, list[str]]]:
    """The ids of runs with several seeds, by their names; the server forgets them afterwards."""
    made: dict[str, list[str]] = {}
    for name, (rate, seeds) in SHARES.items():
        for seed, shares in enumerate(seeds, 1):
            config = recipe_config("nielsen", epochs=2, learning_rate=rate, seed=seed)
            run_id = store.create_run(config, f"{name}, seed {seed}", "784-30-10", 23860, {})
            made.setdefault(name, []).append(run_id)
            for epoch, share in enumerate(shares, 1):
                add_epoch(store, run_id, epoch, share)
            ClaimedRun(store, run_id).finish("finished")
    yield made
    for runs in made.values():
        for run_id in runs:
            store.delete_run(run_id)


def add_epoch(store: RunStore, run_id: str, epoch: int, share: float) -> None:
    metrics = EpochMetrics(epoch, 0.2, 0.98, 0.3, 0.97, 0.25, share, 3.0, 1.5)
    ClaimedRun(store, run_id).add_epoch(dataclasses.asdict(metrics), 2.5 * epoch, {})


def values(page: Page, name: str) -> list[float]:
    """Return what is drawn of a line, rounded."""
    return [round(value, 6) for value in lines(page)[name]["heights"]]


def test_runs_become_bands_that_grow(
    open_page: OpenPage, store: RunStore, seeded: dict[str, list[str]]
) -> None:
    page = open_page("/dashboard?above=all", charts=False)
    wait_for_histories(page)
    page.get_by_role("button", name="Means of seeds").click()
    wait_until(page, lambda: "slow, 3 seeds" in lines(page))
    assert not any(name.startswith(("slow, seed", "fast, seed")) for name in lines(page))
    assert values(page, "slow, 3 seeds") == [0.82, 0.86]
    assert values(page, "fast, 2 seeds") == [0.92]
    assert values(page, "slow, 3 seeds band") == [0.84, 0.88, 0.84, 0.80]
    page.get_by_role("button", name="Mistakes per 10,000").click()
    wait_until(page, lambda: values(page, "slow, 3 seeds") == [0.18, 0.14])
    assert values(page, "slow, 3 seeds band") == [0.16, 0.12, 0.16, 0.20]
    page.get_by_role("button", name="All", exact=True).click()
    wait_until(page, lambda: values(page, "slow, 3 seeds") == [0.82, 0.86])
    looks = {lines(page)[f"{name} seeds"]["colour"] for name in ("slow, 3", "fast, 2")}
    assert len(looks) == 2
    assert violations(page) == []
    # A new epoch of a member moves the mean, without a click.
    add_epoch(store, seeded["slow"][2], 2, 0.95)
    wait_until(page, lambda: values(page, "slow, 3 seeds") == [0.82, 0.89])
    # A member that is hidden does not count.
    page.get_by_role("checkbox", name="Show slow, seed 3 in the charts").uncheck()
    wait_until(page, lambda: values(page, "slow, 3 seeds") == [0.81, 0.86])
    page.get_by_role("button", name="Every run").click()
    wait_until(page, lambda: "slow, seed 1" in lines(page))
    assert "slow, 3 seeds band" not in lines(page)


@pytest.mark.parametrize("window", DEVICES)
def test_the_controls_fit_every_window(
    open_page: OpenPage, seeded: dict[str, list[str]], window: str
) -> None:
    page = open_page("/dashboard", **DEVICES[window])
    wait_for_histories(page)
    expect(page.get_by_role("button", name="Means of seeds")).to_be_visible()
    assert page.evaluate(SHIFT) <= LARGEST_SHIFT
    card = page.locator("figure").first.bounding_box()
    assert card is not None
    for button in page.locator(f"figure >> nth=0 >> {CONTROLS}").all():
        box = button.bounding_box()
        assert box is not None and box["x"] >= card["x"]
        assert box["x"] + box["width"] <= card["x"] + card["width"]
