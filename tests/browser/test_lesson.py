"""The page of a run that was taught by the collection: before and after, as its owner sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from nnet.collection.corrections import add_drawings
from nnet.collection.files import read_collection
from nnet.collection.lesson import Lesson, describe_collection_strokes, plan_lesson
from nnet.collection.tables import Correction
from nnet.core.data import Splits
from nnet.jobs.experiment import begin_with, prepare_data, train_run
from nnet.models.checkpoint import HISTORIES, load_model
from nnet.store.claimed_run import ClaimedRun
from nnet.store.runs import RunStore
from nnet.store.tables import Checkpoint
from tests.browser.conftest import OpenPage
from tests.browser.devices import PHONE
from tests.browser.signing_in import sign_in
from tests.browser.test_accessibility import violations
from tests.support.servers import Server
from tests.support.zigzags import LABEL, READ_AS, zigzag_file

NOT_SEEN = re.compile(r"hands it has not learned from \(\d\d\)$")
FIGURE = re.compile(r"^\d+\.\d\d%\d+\.\d\d% – \d+\.\d\d%$")
CHANGE = re.compile(r"^\+\d+\.\d\d%\+\d+\.\d\d% – \+\d+\.\d\d%$")


@pytest.fixture
def lesson_run(store: RunStore, few: Splits) -> Iterator[str]:
    """The id of a run in which a quick network was taught sevens with a foot by 18 hands."""
    model = load_model(HISTORIES / "nielsen-100.npz")
    with store.writing() as session:  # what other tests have left in the collection
        session.execute(sa.delete(Correction))
    add_drawings(store, [*read_collection(zigzag_file(18, 3))], None)
    lesson = Lesson(epochs=1, mnist_digits=500, share=0.3)
    config = plan_lesson(model, lesson, describe_collection_strokes(store, lesson))
    shape = (model.architecture, model.parameters)
    run_id = store.create_run(config, "feet", *shape, {}, begin_with(model, config))
    with store.writing() as session:
        content = (HISTORIES / "nielsen-100.npz").read_bytes()
        session.add(Checkpoint(run_id=run_id, kind="start", epoch=0, content=content))
    train_run(ClaimedRun(store, run_id), *prepare_data(config, few, (), store=store))
    yield run_id
    with store.writing() as session:
        session.execute(sa.delete(Correction))


def test_a_lesson_is_seen_before_and_after(
    server: Server, open_page: OpenPage, lesson_run: str
) -> None:
    page = open_page("/", charts=False, color_scheme="light")
    sign_in(page, server)
    page.goto(f"/runs/{lesson_run}")
    rows = page.locator("#lesson-result tbody tr")
    expect(rows).to_have_count(3)
    held_out, learned, mnist = (rows.nth(number) for number in range(3))
    expect(held_out.locator("th")).to_have_text(NOT_SEEN)
    expect(held_out.locator("td").first).to_have_text("too few digits to tell")
    expect(learned.locator("td").first).to_have_text("better")
    before, after, gained, _, change = (learned.locator("td").nth(n) for n in range(1, 6))
    for share in (before, after):
        expect(share).to_have_text(FIGURE)
    expect(change).to_have_text(CHANGE)
    assert int(gained.inner_text()) > 20
    expect(mnist).to_contain_text("MNIST’s test digits (10,000)")
    expect(page.locator("#lesson-state")).to_contain_text("in 95 of 100 such cases")
    expect(page.locator("#lesson-state")).to_contain_text("Both networks are asked alone here")
    picture = page.get_by_alt_text(f"A {LABEL}, read as {READ_AS} before and as {LABEL} now")
    expect(picture.first).to_be_visible()
    expect(page.get_by_role("heading", name="MNIST’s test digits: now wrong")).to_be_visible()
    assert violations(page) == []
    for width in (1280, PHONE["viewport"]["width"]):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        # What it comes to is seen without scrolling the table; the figures are there by scrolling.
        verdict = held_out.locator("td").first.bounding_box()
        assert verdict is not None and verdict["x"] + verdict["width"] <= width
