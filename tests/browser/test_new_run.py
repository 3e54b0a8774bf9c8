"""The form that starts runs: layers, distortions, the time it takes, the learning rate."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.signing_in import sign_in
from tests.browser.test_accessibility import violations
from tests.browser.waiting import TRAINING_TIMEOUT_MS
from tests.support.servers import Server


def open_form(page: Page, server: Server, recipe: str = "nielsen") -> None:
    sign_in(page, server)
    page.get_by_role("button", name="Start a run").click()
    page.locator("#new-run [name=recipe]").select_option(recipe)


def rows(page: Page) -> list[str]:
    """Return the layers' names and shapes as they are shown."""
    return [
        f"{row.locator('.layer__name').inner_text()}: {row.locator('.layer__shape').inner_text()}"
        for row in page.locator("#layers li").all()
    ]


def test_layers_are_put_together(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", charts=False)
    open_form(page, server)
    total, problem = page.locator("#layers-sum"), page.locator("#layers-problem")
    expect(total).to_have_text("23,860 parameters")
    assert rows(page)[:2] == ["Dense: 30 · 23,550 parameters", "Sigmoid: 30"]

    page.get_by_label("Units").first.fill("100")
    expect(total).to_have_text("79,510 parameters")
    page.get_by_label("Kind of layer").select_option("dropout")
    page.get_by_role("button", name="Add this layer").click()
    expect(page.locator("#layers li")).to_have_count(5)
    assert rows(page)[2].startswith("Dropout")
    page.get_by_label("Kind of layer").select_option("conv2d")
    page.get_by_role("button", name="Add this layer").click()
    expect(problem).to_contain_text("Layer 4 (conv2d): Pictures are needed")
    expect(page.locator("#layers li").nth(3)).to_have_class("layer layer--wrong")
    expect(page.locator("#layers li").nth(4).locator(".layer__shape")).to_have_text("")

    page.get_by_role("button", name="Move layer 4 up").click()
    expect(page.get_by_role("button", name="Move layer 3 up")).to_be_focused()
    expect(problem).to_contain_text("Layer 3 (conv2d)")
    page.get_by_role("button", name="Remove layer 3").click()
    expect(problem).to_be_empty()
    expect(total).to_have_text("79,510 parameters")
    page.get_by_role("button", name="Remove layer 4").click()
    expect(problem).to_contain_text("end with a dense layer of 10 units")


def test_everything_that_was_chosen_is_trained(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", charts=False)
    open_form(page, server)
    for name, text in (("name", "chosen"), ("epochs", "1"), ("training_digits", "500")):
        page.locator(f"#new-run [name={name}]").fill(text)
    page.locator("#new-run [name=loss]").select_option("softmax_cross_entropy")
    page.get_by_label("Label smoothing").fill("0.1")
    page.locator("#new-run [name=optimizer]").select_option("momentum")
    page.get_by_label("Nesterov’s").check()
    page.locator("#new-run [name=schedule]").select_option("one_cycle")
    page.locator("#new-run [name=shift]").fill("2")
    with page.expect_response("**/api/runs") as answered:
        page.get_by_role("button", name="Start", exact=True).click()
    config = answered.value.json()["config"]
    assert (config["epochs"], config["training_digits"]) == (1, 500)
    assert config["loss"] == {"type": "softmax_cross_entropy", "smoothing": 0.1}
    assert config["optimizer"] == {"type": "momentum", "nesterov": True}
    assert (config["schedule"], config["augmentation"]) == ("one_cycle", {"shift": 2})
    assert (config["learning_rate"], config["batch_size"]) == (3.0, 10)
    row = page.locator("#runs-table tbody tr").filter(has_text="chosen")
    expect(row).to_contain_text("Finished", timeout=TRAINING_TIMEOUT_MS)
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#new-run")).to_be_hidden()


def test_distortions_are_seen_as_they_are_set(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", charts=False)
    open_form(page, server)
    pictures = page.locator("#distortions img")
    expect(pictures).to_have_count(12)
    plain = pictures.first.get_attribute("src")
    page.get_by_label("Rotation, degrees").fill("30")
    expect(page.locator("#distortions output").first).to_have_text("30")
    expect(pictures.first).not_to_have_attribute("src", plain or "")
    turned = pictures.first.get_attribute("src")
    page.get_by_role("button", name="Other examples").click()
    expect(pictures.first).not_to_have_attribute("src", turned or "")


def test_the_time_and_the_learning_rate_are_found(server: Server, open_page: OpenPage) -> None:
    page = open_page("/")
    open_form(page, server)
    page.get_by_role("button", name="Estimate the time").click()
    expect(page.locator("#estimate-state")).to_contain_text("an epoch", timeout=TRAINING_TIMEOUT_MS)
    page.get_by_role("button", name="Find the learning rate").click()
    use = page.get_by_role("button", name="Use ")
    expect(use).to_be_visible(timeout=TRAINING_TIMEOUT_MS)
    expect(page.locator(".range-test__chart .scatterlayer .trace")).to_have_count(2)
    suggested = use.inner_text().removeprefix("Use ")
    use.click()
    assert page.locator("#new-run [name=learning_rate]").input_value() == suggested
    assert violations(page) == []

    page.locator("#new-run [name=recipe]").select_option("cnn")
    page.get_by_role("button", name="Find the learning rate").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Find the learning rate")).to_be_visible()


@pytest.mark.parametrize("window", DEVICES)
def test_the_form_fits_every_window(server: Server, open_page: OpenPage, window: str) -> None:
    page = open_page("/", **DEVICES[window], charts=False)
    open_form(page, server, "cnn-small")
    expect(page.locator("#layers-sum")).to_have_text("79,538 parameters")
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0
    targets = page.locator("#new-run :is(input:not([type=checkbox]), select, button):visible")
    for field in targets.all():
        box = field.bounding_box()
        assert box is not None and box["height"] >= 44
    assert violations(page) == []
