"""Of many runs the newest are on the charts; the others are added by ticking them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from nnet.store.runs import RunStore
from tests.browser.charts import lines, wait_for_lines
from tests.browser.conftest import draw_nothing
from tests.support.recorded import record_run
from tests.support.servers import serving
from tests.support.shipped import SHIPPED

MOST = 20
NEW = 16


def test_the_newest_of_many_runs_are_shown_at_first(tmp_path: Path, browser: Browser) -> None:
    with serving(tmp_path, TRAINING_WORKERS="0") as server:
        store = RunStore(f"sqlite:///{tmp_path / 'runs.db'}")
        for number in range(NEW):  # more than fit on the charts beside the shipped ones
            record_run(store, f"new {number}", seed=number)
        store.close()
        asked: list[str] = []
        context: Any = browser.new_context(base_url=server.url)
        context.route("**/vendor/plotly-*", draw_nothing)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/dashboard")
        wait_for_lines(page, MOST)
        expect(page.locator("#runs-table tbody tr")).to_have_count(NEW + len(SHIPPED))
        expect(page.locator("#runs-charted")).to_have_text(
            f"{MOST} on the charts; tick others to add them"
        )
        assert {f"new {number}" for number in range(NEW)} <= set(lines(page))
        assert sum("/metrics" in url for url in asked) == MOST

        box = page.get_by_role("checkbox", checked=False).first
        name = (box.get_attribute("aria-label") or "").removeprefix("Show ")
        box.check()
        wait_for_lines(page, MOST + 1)
        assert name.removesuffix(" in the charts") in lines(page)
        expect(page.locator("#runs-charted")).to_contain_text(f"{MOST + 1} on the charts")
        page.reload()
        wait_for_lines(page, MOST + 1)
        context.close()
