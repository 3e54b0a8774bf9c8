"""Parallel coordinates lead from settings to accuracy; their axes choose what the chart shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from nnet.models.recipes import recipe_config
from nnet.store.claimed_run import ClaimedRun
from nnet.store.runs import RunStore
from tests.browser.conftest import OpenPage
from tests.browser.devices import PHONE
from tests.browser.test_accessibility import violations
from tests.browser.test_comparison import shown
from tests.browser.test_seed_groups import add_epoch
from tests.browser.waiting import wait_until

SWEEP = {
    "slow": (0.1, 10, 0.80),
    "slow, large": (0.1, 30, 0.70),
    "fast": (3.0, 10, 0.95),
    "fast, large": (3.0, 30, 0.90),
}
"""By their names the runs' learning rate, batch size and accuracy."""


@pytest.fixture
def sweep(store: RunStore) -> Iterator[list[str]]:
    """The ids of runs that differ in two settings."""
    made = []
    for name, (rate, batch, share) in SWEEP.items():
        config = recipe_config("nielsen", epochs=1, learning_rate=rate, batch_size=batch)
        made.append(store.create_run(config, name, "784-30-10", 23860, {}))
        add_epoch(store, made[-1], 1, share)
        ClaimedRun(store, made[-1]).finish("finished")
    yield made
    for run_id in made:
        store.delete_run(run_id)


def axis(page: Page, name: str) -> Locator:
    return page.locator(".parallel__axis").filter(has_text=name)


def drag(page: Page, name: str, start: float, end: float) -> None:
    """Drag along an axis; 0 is its lower end, 1 its upper one."""
    axis(page, name).scroll_into_view_if_needed()
    line = axis(page, name).locator(".parallel__line").bounding_box()
    assert line is not None
    x, top, length = line["x"] + line["width"] / 2, line["y"], line["height"]
    page.mouse.move(x, top + (1 - start) * length)
    page.mouse.down()
    page.mouse.move(x, top + (1 - end) * length, steps=4)
    page.mouse.up()


def test_the_axes_choose_the_runs_on_the_chart(open_page: OpenPage, sweep: list[str]) -> None:
    page = open_page(f"/dashboard?runs={','.join(sweep)}")
    wait_until(page, lambda: shown(page) == sorted(SWEEP))
    page.get_by_text("4 runs on the chart: what they differ in").click()
    names = page.locator(".parallel__name")
    expect(names).to_have_text(["learning rate", "batch size", "test accuracy"])
    expect(page.locator(".parallel__run title")).to_contain_text(["fast, large: 90.00%"])
    assert violations(page) == []
    # By keyboard: the lower end of the learning rates, up.
    end = page.get_by_role("slider", name="learning rate, from")
    expect(end).to_have_attribute("aria-valuetext", "0.1")
    end.press("ArrowUp")
    wait_until(page, lambda: shown(page) == ["fast", "fast, large"])
    expect(end).to_have_attribute("aria-valuetext", "3")
    expect(end).to_be_focused()
    expect(page.locator("#parallel [role=status]")).to_have_text(
        "2 of 4 runs are left on the chart."
    )
    heads = page.locator(".comparison__table thead th")
    expect(heads).to_have_text(["Run", "batch size", "test accuracy"])
    other = open_page(page.url[page.url.index("/dashboard") :], charts=False)
    wait_until(other, lambda: shown(other) == ["fast", "fast, large"])
    # Dragged: the better half as well.
    drag(page, "test accuracy", 0.9, 1.1)
    wait_until(page, lambda: shown(page) == ["fast"])
    page.get_by_role("button", name="Bring all back").click()
    wait_until(page, lambda: shown(page) == sorted(SWEEP))
    # Clicked: one value alone, and all again.
    drag(page, "batch size", 0, 0)
    wait_until(page, lambda: shown(page) == ["fast", "slow"])
    drag(page, "batch size", 0, 0)
    wait_until(page, lambda: shown(page) == sorted(SWEEP))
    # A box unticked by hand is no longer compared.
    page.get_by_role("checkbox", name="Show slow in the charts").uncheck()
    expect(page.locator(".parallel__run")).to_have_count(3)
    page.set_viewport_size(PHONE["viewport"])
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("checkbox", name="Show fast in the charts").uncheck()
    expect(page.locator("#parallel")).to_be_hidden()
