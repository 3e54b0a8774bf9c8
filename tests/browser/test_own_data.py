"""A run on other data than MNIST: chosen in the form, and shown by its classes' names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from nnet.datasets.library import DataLibrary
from nnet.jobs.experiment import run_experiment
from nnet.models.recipes import recipe_config
from nnet.store.runs import RunStore
from tests.browser.conftest import draw_nothing, watch
from tests.browser.devices import DESKTOP, PHONE
from tests.browser.test_accessibility import violations
from tests.browser.waiting import TIMEOUT_MS
from tests.support.data_sets import patterns, write_classes, write_idx
from tests.support.owner import TOKEN
from tests.support.servers import Server, serving

NAMES = ["Trouser", "Ankle boot", "Bag"]


@pytest.fixture
def page(
    tmp_path_factory: pytest.TempPathFactory, new_context: Callable[..., Any]
) -> Iterator[tuple[Page, Server, list[str]]]:
    """A page, which may log no error, of a server with a data set; and two runs' ids on that."""
    sets = tmp_path_factory.mktemp("sets")
    test = patterns(3, 6, seed=1)
    write_classes(write_idx(sets / "fashion", patterns(3, 30), test), NAMES)
    settings = {"DATA_DIRECTORY": str(sets), "TRAINING_WORKERS": "0", "OWNER_TOKEN": TOKEN}
    faults: list[str] = []
    with serving(tmp_path_factory.mktemp("instance"), new=True, **settings) as server:
        store = RunStore(f"sqlite:///{server.environment['INSTANCE_PATH']}/runs.db")
        library = DataLibrary(sets)
        described = library.describe("fashion")
        configs = [recipe_config("nielsen", epochs=1, seed=n).with_data(described) for n in (1, 2)]
        run_ids = [
            run_experiment(config, store, None, f"boots {config.seed}", library=library).run_id
            for config in configs
        ]
        store.close()
        context = new_context(**DESKTOP, reduced_motion="reduce")
        context.set_default_timeout(TIMEOUT_MS)
        context.route("**/vendor/plotly-*", draw_nothing)
        opened = context.new_page()
        watch(opened, "/", server.url, faults)
        yield opened, server, run_ids
    assert faults == []


def test_data_is_chosen_and_its_classes_are_shown_by_their_names(
    page: tuple[Page, Server, list[str]],
) -> None:
    shown, server, run_ids = page
    shown.goto(f"{server.url}/sign-in")
    shown.get_by_label("Token").fill(TOKEN)
    shown.keyboard.press("Enter")
    shown.wait_for_url("**/dashboard")
    shown.get_by_role("button", name="Start a run").click()
    shown.locator("#new-run [name=recipe]").select_option("nielsen")
    expect(shown.locator("#layers-sum")).to_have_text("23,860 parameters")
    shown.locator("#new-run [name=data]").select_option("fashion")
    expect(shown.locator("#layers-sum")).to_have_text("23,643 parameters")
    shown.locator("#everything > summary").click()
    expect(shown.get_by_label("Units").last).to_have_value("3")
    expect(shown.locator("#changes")).to_have_text(
        "name, batches, layers, loss, optimizer, distortions"
    )
    shape = shown.locator("#distortions img").last
    expect(shape).to_have_attribute("alt", "Bag, distorted")
    shown.get_by_role("button", name="Start", exact=True).click()
    expect(shown.locator("#new-run-state a")).to_be_visible()
    expect(shown.locator(".runs-table")).to_contain_text("nielsen · fashion")

    shown.goto(f"{server.url}/runs/{run_ids[0]}")
    expect(shown.locator("#run-data")).to_contain_text(
        "It learned from the data set fashion: 3 classes, 75 pictures to learn from and 18 to test"
    )
    expect(shown.locator("#run-data")).to_contain_text("only networks of the ten digits can")
    expect(shown.get_by_role("button", name="Let this network read drawings")).to_be_hidden()
    words = shown.locator('#epochs [data-figure="words"]')
    expect(words).to_contain_text("of the 18 test pictures")
    table = shown.locator("#confusion")
    expect(table.locator("thead [data-class]")).to_have_text(NAMES)
    expect(table.locator("tbody th")).to_have_text(NAMES)
    expect(shown.locator("#evaluation-state")).to_contain_text("of 18 read correctly")
    cell = table.locator("button").first
    cell.click()
    expect(shown.locator("#evaluation-pictures h3")).to_contain_text("Trouser")
    expect(shown.locator("#evaluation-pictures li").first).to_contain_text("Trouser")
    expect(shown.locator(".samples li")).to_have_count(12)
    expect(shown.locator(".samples li img").first).to_have_attribute("alt", "Trouser")
    assert violations(shown) == []

    shown.goto(f"{server.url}/dashboard?runs={','.join(run_ids)}")
    expect(shown.locator("#accuracy-summary")).to_contain_text("of its test pictures.")
    shown.locator("#comparison > summary").click()
    shown.locator("#difference > summary").click()
    expect(shown.locator("#difference [role=status]")).to_contain_text(
        "of the test pictures, boots"
    )
    expect(shown.locator("#difference-about")).to_contain_text("A row for each class")
    shown.goto(f"{server.url}/runs/{run_ids[0]}")
    shown.set_viewport_size(PHONE["viewport"])
    assert shown.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
