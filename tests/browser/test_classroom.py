"""What a class sees: three seeds of two recipes are started, and six curves become two bands."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.charts import lines, wait_for_histories
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESKTOP
from tests.browser.signing_in import sign_in
from tests.browser.waiting import TRAINING_TIMEOUT_MS, wait_until
from tests.support.servers import Server

RECIPES = {"nielsen": "small", "nielsen-100": "large"}


def start_three(page: Page, recipe: str, name: str) -> None:
    page.get_by_role("button", name="Start a run").click()
    page.locator("#new-run [name=recipe]").select_option(recipe)
    fields = {"name": name, "epochs": "2", "training_digits": "1000", "seeds": "3"}
    if page.locator("#everything").get_attribute("open") is None:
        page.locator("#everything > summary").click()
    for field, text in fields.items():
        page.locator(f"#new-run [name={field}]").fill(text)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("#new-run-state")).to_contain_text("3 runs are queued.")


def test_six_curves_become_two_bands(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", **DESKTOP, charts=False)
    sign_in(page, server)
    wait_for_histories(page)
    pupil = open_page("/dashboard", charts=False)
    for recipe, name in RECIPES.items():
        start_three(page, recipe, name)
    expect(page.locator("#runs-table tbody tr").filter(has_text="Queued (1)")).to_have_count(1)

    curves = {f"{name}, seed {seed}" for name in RECIPES.values() for seed in (1, 2, 3)}
    for each in (page, pupil):
        wait_until(each, lambda at=each: curves <= lines(at).keys(), TRAINING_TIMEOUT_MS)
    done = page.locator("#runs-table tbody tr").filter(has_text="Finished")
    expect(done.filter(has_text="large, seed 3")).to_have_count(1, timeout=TRAINING_TIMEOUT_MS)
    for each in (page, pupil):
        each.get_by_role("button", name="Means of seeds").click()
        for name in RECIPES.values():
            band = f"{name}, 3 seeds band"
            wait_until(each, lambda at=each, band=band: lines(at).get(band, {}).get("epochs") == 4)
