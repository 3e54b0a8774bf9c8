"""A run's page while it learns: what it reads and looks for appears and changes by itself."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from nnet.core.evaluation import EpochMetrics
from nnet.core.training import Progress
from nnet.jobs.recorder import record_rate_change, send_heartbeats
from nnet.models.checkpoint import dump_model
from nnet.models.recipes import recipe_config
from nnet.store.claimed_run import ClaimedRun
from nnet.store.runs import RunStore
from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES, PHONE
from tests.browser.test_accessibility import violations
from tests.browser.test_evaluation import unfold
from tests.browser.test_layout import LARGEST_SHIFT, SHIFT
from tests.browser.waiting import TRAINING_TIMEOUT_MS

EPOCHS = ".curves__tick[text-anchor=middle]"
"""What stands below a chart that is drawn without Plotly."""


@pytest.fixture
def run_id(store: RunStore) -> Iterator[str]:
    """The id of a run that has begun, which no process trains."""
    config = recipe_config("mlp", [20])
    run_id = store.create_run(config, "watched", "784-20-10", 15910, {})
    run = ClaimedRun(store, run_id)
    with send_heartbeats(run):  # else a server takes it away from a machine that is slow
        yield run_id
    run.finish("finished")


def record(
    store: RunStore, run_id: str, epoch: int, accuracy: float = 0.89, seed: int | None = None
) -> None:
    """Record an epoch as a training does, with another network each time unless there is a seed."""
    config = recipe_config("mlp", [20], seed=epoch if seed is None else seed)
    layers = [
        {"layer": 2, "type": "dense", "weight_norm": 4.0, "gradient_norm": 1 / epoch},
        {"layer": 5, "type": "dense", "weight_norm": 2.0, "gradient_norm": 0.25},
    ]
    for layer, dead in zip(layers, (0.125, None), strict=True):
        layer["dead_share"] = dead
    metrics = EpochMetrics(epoch, 0.2, 0.91, 0.3, 0.9, 0.25, accuracy, 0.1, 1.5, layers=layers)
    content = {"last": dump_model(config.create_network(), config)}
    ClaimedRun(store, run_id).add_epoch(dataclasses.asdict(metrics), 1.5 * epoch, content)


def sources(page: Page, selector: str) -> list[str]:
    return [image.get_attribute("src") or "" for image in page.locator(selector).all()]


@pytest.mark.parametrize("window", DEVICES)
def test_what_it_reads_and_looks_for_appears_and_changes_as_it_learns(
    open_page: OpenPage, store: RunStore, run_id: str, window: str
) -> None:
    page = open_page(f"/runs/{run_id}", **DEVICES[window])
    expect(page.locator("#command code")).to_contain_text("--recipe mlp --layers 784-20-10")
    expect(page.locator("#learning")).to_be_hidden()

    record(store, run_id, 1)
    state = page.locator("#learning-state")
    expect(page.locator("#learning")).to_be_visible()
    unfold(page, "What it has learned so far")
    expect(state).to_contain_text("After epoch 1 it reads")
    expect(page.locator(".sample")).to_have_count(12)
    wrong = page.locator(".sample--wrong").first
    expect(wrong).to_contain_text("✗ It is a")
    shares = page.locator(".sample__answer span").all_text_contents()
    assert all(re.fullmatch(r"(> 99\.9|99\.\d|\d{1,2})%", share) for share in shares), shares
    expect(page.locator("#weights-note")).to_contain_text("Dense 2: the weights of its 20 units.")
    first, places = sources(page, ".weights img"), page.locator(".weights img").first.bounding_box()
    assert len(set(first)) == 20

    progress = Progress(40, 0.1, epoch=2, step=98, steps=391)
    record_rate_change(ClaimedRun(store, run_id), progress, 0.02)
    record(store, run_id, 2)
    expect(state).to_contain_text("After epoch 2 it reads")
    assert not set(first) & set(sources(page, ".weights img"))
    assert page.locator(".weights img").first.bounding_box() == places
    expect(page.locator("#accuracy-drawn")).to_contain_text("0.1 → 0.02")
    expect(page.locator("#rate-changes li")).to_have_text(
        "In epoch 2 the learning rate was changed from 0.1 to 0.02."
    )
    mark = page.locator("#loss-drawn svg", has_text="0.1 → 0.02").get_attribute("x")
    assert float(str(mark).strip("%")) == pytest.approx(100 * (1 + 98 / 391) / 2, abs=0.01)

    page.get_by_text("Inside the network").click()
    expect(page.locator("[data-chart] .curves__plot")).to_have_count(4)
    expect(page.locator(".inside__layers li")).to_have_text(["Dense 2", "Dense 5"])
    for chart, told in (
        ("gradient_norm", "Epoch 1 · Dense 2 1 · Dense 5 0.25"),
        ("dead_share", "Epoch 1 · 12.50%"),
    ):
        page.locator(f"[data-chart={chart}]").hover()  # in the middle of two epochs
        expect(page.locator(f"[data-chart={chart}] .small-chart__told")).to_have_text(told)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert violations(page) == []


def test_the_confusion_matrix_says_of_which_epoch_it_is_and_follows(
    open_page: OpenPage, store: RunStore, run_id: str
) -> None:
    page = open_page(f"/runs/{run_id}", charts=False)
    expect(page.locator("#config")).not_to_be_empty()
    expect(page.locator("#evaluation")).to_be_hidden()
    record(store, run_id, 1, seed=1)
    caption = page.locator("#confusion caption")
    expect(caption).to_contain_text("After epoch 1.", timeout=TRAINING_TIMEOUT_MS)
    cell = page.locator("#confusion tbody button").first
    cell.click()
    title = page.locator("#evaluation-pictures h3")
    expect(title).to_contain_text("read correctly, the least sure first")
    before = title.inner_text()
    record(store, run_id, 2, seed=1)
    expect(caption).to_contain_text("After epoch 2.", timeout=TRAINING_TIMEOUT_MS)
    # What somebody has opened stays so, and whoever works by keyboard stays there.
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(cell).to_be_focused()
    expect(title).to_have_text(before)


def test_progress_is_told_of_the_run_and_of_its_epoch(
    open_page: OpenPage, store: RunStore, run_id: str
) -> None:
    page = open_page(f"/runs/{run_id}", charts=False)
    about = {"epoch": 3, "step": 200, "steps": 400, "images_per_s": 83_999.7, "loss": 0.03124}
    ClaimedRun(store, run_id).report(
        "running", {**about, "seconds_left": 3.4, "run_seconds_left": 250.0}
    )
    text, epoch = page.locator("#progress-text"), page.locator("#progress-epoch")
    expect(text).to_have_text("Epoch 3 of 40 · 6% of the run is done · 4 min 10 s left")
    expect(epoch).to_have_text(
        "50% of this epoch · 3.0 s left · 84,000 digits a second · loss 0.0312"
    )
    bars = page.locator("#progress progress")
    expect(bars).to_have_count(2)
    expect(bars.last).to_be_visible()
    assert violations(page) == []

    # Of an epoch that is over before one has looked, nothing is told that would only flicker.
    ClaimedRun(store, run_id).report(
        "running", {**about, "seconds_left": 0.01, "run_seconds_left": 5.2}
    )
    expect(epoch).to_have_text("84,000 digits a second · loss 0.0312")
    expect(bars.last).to_be_hidden()
    # At first nothing is known yet.
    nothing = {"images_per_s": None, "seconds_left": None, "run_seconds_left": None, "loss": None}
    ClaimedRun(store, run_id).report("running", {**about, **nothing})
    expect(text).to_have_text("Epoch 3 of 40 · 6% of the run is done")
    expect(epoch).to_be_empty()


def test_a_run_that_only_guesses_says_so(open_page: OpenPage, store: RunStore, run_id: str) -> None:
    page = open_page(f"/runs/{run_id}", charts=False)
    warning = page.locator("#run-chance")
    record(store, run_id, 1, accuracy=0.0980)
    expect(warning).to_contain_text("reads 9.80% of the test digits: no better than guessing.")
    assert page.request.get(f"/api/runs/{run_id}").json()["at_chance"] is True
    assert violations(page) == []
    record(store, run_id, 2, accuracy=0.5)
    expect(warning).to_be_hidden()
    assert page.request.get(f"/api/runs/{run_id}").json()["at_chance"] is False


def test_curves_are_there_at_once_and_plotly_when_somebody_hovers(
    open_page: OpenPage, trained_run: str
) -> None:
    page = open_page("/privacy")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/runs/{trained_run}")
    page.get_by_text("Inside the network").click()
    for chart in ("#accuracy-drawn", "#loss-drawn", "[data-chart=weight_norm]"):
        expect(page.locator(f"{chart} {EPOCHS}")).to_have_text(["0", "1"])  # whole ones
    expect(page.locator("#config")).not_to_be_empty()
    assert not [url for url in asked if "/vendor/plotly-" in url]
    drawn = page.locator("#accuracy-drawn .curves__label").all_text_contents()
    assert {*drawn} == {"Training", "Validation", "Test"}
    moved = page.evaluate(SHIFT)
    page.locator("#accuracy-drawn").hover()
    for chart in ("accuracy", "loss"):
        expect(page.locator(f"#{chart}-chart .xtick text")).to_have_text(["0", "1"])
        texts = page.locator(f"#{chart}-chart .annotation-text").all_text_contents()
        assert {*texts} == {*drawn, "Epoch"}
    assert page.evaluate(SHIFT) - moved <= LARGEST_SHIFT


def test_a_phone_shows_a_summary_and_folds_the_rest(open_page: OpenPage, trained_run: str) -> None:
    page = open_page(f"/runs/{trained_run}", **PHONE)
    expect(page.locator("#loss-drawn .curves__line")).not_to_have_count(0)
    expect(page.locator("#command")).to_be_visible()
    folds = page.locator("details.fold")
    expect(folds).to_have_count(6)
    expect(page.locator("details.fold[open]")).to_have_count(0)
    assert page.locator("#facts dd").first.get_attribute("data-fact") == "test_accuracy"
    windows = page.evaluate("document.documentElement.scrollHeight / innerHeight")
    assert windows < 3
    # What is folded away is not computed for nobody.
    with page.expect_response(lambda answer: answer.url.endswith("/evaluation")):
        unfold(page, "How it reads the test digits")
    assert violations(page) == []


def test_the_command_is_copied_and_its_configuration_saved(
    open_page: OpenPage, trained_run: str
) -> None:
    page = open_page(
        f"/runs/{trained_run}", permissions=["clipboard-read", "clipboard-write"], charts=False
    )
    page.get_by_role("button", name="Copy the command").click()
    expect(page.locator("#command [role=status]")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "python -m nnet train --recipe nielsen --epochs 1 --seed 1"
    with page.expect_download() as download:
        page.get_by_role("link", name="Save its configuration").click()
    assert download.value.suggested_filename == f"inknet-{trained_run}.json"
