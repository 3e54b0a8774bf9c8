"""The form that starts runs: five choices first, everything below them, and what a start does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.signing_in import sign_in
from tests.browser.test_accessibility import violations
from tests.browser.waiting import TRAINING_TIMEOUT_MS
from tests.support.servers import Server

FIRST = {"recipe", "training_digits", "epochs", "learning_rate", "seed"}
IS_IN_VIEW = """(button) => {
  const { top, bottom } = button.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}"""


def open_form(page: Page, server: Server, recipe: str = "nielsen", everything: bool = True) -> None:
    sign_in(page, server)
    page.get_by_role("button", name="Start a run").click()
    page.locator("#new-run [name=recipe]").select_option(recipe)
    if everything:
        page.locator("#everything > summary").click()


def start(page: Page) -> None:
    page.get_by_role("button", name="Start", exact=True).click()


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
    page.get_by_label("Keep every epoch").check()
    expect(page.locator("#keep-size")).to_have_text("takes 0.048 MB")
    with page.expect_response("**/api/runs") as answered:
        start(page)
    config = answered.value.json()["config"]
    assert (config["epochs"], config["training_digits"]) == (1, 500)
    assert config["loss"] == {"type": "softmax_cross_entropy", "smoothing": 0.1}
    assert config["optimizer"] == {"type": "momentum", "nesterov": True}
    assert (config["schedule"], config["augmentation"]) == ("one_cycle", {"shift": 2})
    assert (config["learning_rate"], config["batch_size"]) == (3.0, 10)
    assert config["keep_epochs"] is True
    row = page.locator("#runs-table tbody tr").filter(has_text="chosen")
    expect(row).to_contain_text("Finished", timeout=TRAINING_TIMEOUT_MS)


@pytest.mark.parametrize("window", DEVICES)
def test_five_choices_come_first_and_the_start_is_always_in_view(
    server: Server, open_page: OpenPage, window: str
) -> None:
    page = open_page("/", **DEVICES[window], charts=False)
    open_form(page, server, everything=False)
    fields = page.locator("#new-run :is(input, select):visible")
    assert {field.get_attribute("name") for field in fields.all()} == FIRST
    button = page.get_by_role("button", name="Start", exact=True)
    assert button.evaluate(IS_IN_VIEW)
    page.locator("#everything > summary").click()
    for field in ("batch_size", "loss", "rotation"):
        page.locator(f"#new-run [name={field}]").scroll_into_view_if_needed()
        assert button.evaluate(IS_IN_VIEW)
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#new-run")).to_be_hidden()
    expect(page.get_by_role("button", name="Start a run")).to_be_focused()


def test_the_buttons_cover_no_field_in_a_low_window(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", charts=False, viewport={"width": 844, "height": 390})
    open_form(page, server, everything=False)
    top = page.locator(".new-run__buttons").bounding_box()
    field = page.locator("#new-run [name=seed]").bounding_box()
    assert top is not None and field is not None
    assert field["y"] >= 0 and field["y"] + field["height"] <= top["y"]


def test_every_setting_says_in_a_sentence_what_it_is(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", charts=False)
    open_form(page, server, "cnn-small")
    expect(page.locator("#layers li")).not_to_have_count(0)
    told = set()
    for field in page.locator("#new-run :is(input, select):visible").all():
        field.focus()
        sentence = field.get_attribute("aria-description") or ""
        assert sentence.endswith("."), field.get_attribute("name")
        expect(page.locator(".new-run__hint").filter(has_text=sentence).first).to_be_visible()
        told.add(sentence)
    assert len(told) > 30
    page.locator("#new-run [name=optimizer]").select_option("adam")
    assert (
        "a step for each weight" in page.locator("#optimizer + .new-run__hint").inner_text().lower()
    )


def test_what_is_wrong_is_said_at_its_field(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", charts=False, tolerate="Failed to load resource")
    open_form(page, server, everything=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name, text in (("learning_rate", "0"), ("batch_size", "0")):
        # Also what is folded away: it may have been set before.
        page.locator(f"#new-run [name={name}]").evaluate(
            "(field, text) => field.value = text", text
        )
    start(page)
    rate, size = page.locator("[name=learning_rate]"), page.locator("[name=batch_size]")
    expect(rate).to_be_focused()
    expect(rate).to_have_attribute("aria-describedby", "run-learning_rate-problem")
    message = page.locator("#run-learning_rate-problem")
    expect(message).to_have_text("This must be a number above 0, and at most 1,000.")
    assert violations(page) == []
    rate.fill("3")
    expect(message).to_be_empty()
    start(page)
    expect(size).to_be_focused()
    expect(page.locator("#run-batch_size-problem")).to_have_text(
        "This must be a whole number from 1 to 50,000."
    )
    expect(page.locator("#layers-problem")).to_be_empty()
    assert not [url for url in asked if url.endswith("/api/runs")]

    # What only the server knows.
    size.fill("10")
    page.locator("#new-run [name=optimizer]").select_option("momentum")
    page.locator("#optimizer [name=momentum]").fill("7")
    expect(page.locator("#run-optimizer-problem")).to_contain_text("omentum must be")
    page.locator("#optimizer [name=momentum]").fill("0.5")
    expect(page.locator("#run-optimizer-problem")).to_be_empty()


def test_a_start_closes_the_form_and_shows_the_new_row(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", charts=False)
    open_form(page, server, everything=False)
    page.locator("#new-run [name=epochs]").fill("1")
    page.locator("#new-run [name=training_digits]").fill("500")
    with page.expect_response("**/api/runs") as answered:
        start(page)
    run_id = answered.value.json()["id"]
    expect(page.locator("#new-run")).to_be_hidden()
    link = page.locator("#new-run-state a")
    expect(link).to_be_focused()
    expect(link).to_have_attribute("href", re.compile(f"/runs/{run_id}$"))
    row = page.locator(f"#runs-table tr[data-run-id='{run_id}']")
    expect(row).to_have_class("runs-table__new")
    expect(row).to_be_in_viewport()
    assert violations(page) == []


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
    # The sentence speaks of what the chart marks.
    state = page.locator(".range-test__state").inner_text()
    found = re.match(
        r"The smoothed loss was lowest at (\S+)\. A tenth of that, (\S+), leaves", state
    )
    assert found and found[2] == suggested
    marks = page.locator(".range-test__chart .annotation-text")
    expect(marks).to_have_text([f"suggested: {suggested}", f"lowest: {found[1]}"])
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
