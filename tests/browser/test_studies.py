"""The owner has a network's robustness measured and a map drawn on its run's page; all see them."""

from __future__ import annotations

import re
from collections import Counter

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import DEVICES
from tests.browser.signing_in import sign_in
from tests.browser.test_accessibility import violations, violations_in_light_and_dark
from tests.browser.test_evaluation import unfold
from tests.browser.waiting import TRAINING_TIMEOUT_MS
from tests.support.servers import Server

PLACES = """() => {
  const { x, y } = document.querySelector(".digit-map__chart").data[1];
  return [...x].map((value, index) => [value, y[index]]);
}"""
FIGURE = re.compile(r"-?\d+: \d+\.\d\d%")


def answers_by_pca(page: Page, run_id: str) -> list[list[float]]:
    """Return where PCA puts the test digits by what the network answers to them."""
    studies = page.request.get(f"/api/runs/{run_id}/studies").json()["studies"]
    found = next(study["id"] for study in studies if study["kind"] == "map")
    maps = page.request.get(f"/api/studies/{found}").json()["result"]["maps"]
    points: list[list[float]] = [each for each in maps if each["method"] == "pca"][-1]["points"]
    return points


def fullest(points: list[list[float]]) -> int:
    """Return how many points lie in the fullest of 20 × 20 parts of a map from -1 to 1."""
    return max(Counter((int(x * 10 + 10), int(y * 10 + 10)) for x, y in points).values())


def shipped_run(page: Page) -> str:
    """Return the id of the shipped run of the smallest recipe."""
    runs = page.request.get("/api/runs?limit=200").json()["runs"]
    # The newest come first: of runs of the same recipe the shipped one is the last.
    return str({run["recipe"]: run["id"] for run in runs}["nielsen"])


def test_what_was_computed_of_a_shipped_run_is_there_at_once(open_page: OpenPage) -> None:
    page = open_page("/about")
    run_id = shipped_run(page)
    page.goto(f"/runs/{run_id}")
    unfold(page, "How far it can be trusted")
    for kind in ("robustness", "map"):
        state = page.locator(f"#study-{kind} [role=status]")
        expect(state).to_have_text("As it was after epoch 30.")
    expect(page.locator("#without-network")).to_have_count(0)

    charts = page.locator(".robustness__chart")
    expect(charts).to_have_count(5)
    expect(charts.first).to_have_attribute("aria-label", FIGURE)
    page.locator("#study-map .digit-map").scroll_into_view_if_needed()  # drawn once it is in sight
    expect(page.locator("#study-map .textpoint")).to_have_count(1000)
    caption = page.locator("#study-map figcaption")
    expect(caption).to_have_text("A 7, and read as one.")
    page.get_by_label("As seen").select_option("The pixels themselves")
    page.get_by_label("Placed by").select_option("PCA, with room where many lie")
    expect(page.locator("#study-map .textpoint")).to_have_count(1000)
    page.locator("#study-map .textpoint").nth(500).hover(force=True)
    expect(caption).to_have_text(re.compile(r"^A \d, (and read as one|read as a \d)\.$"))
    assert violations_in_light_and_dark(page) == []

    # As the network answers, PCA puts many digits into one place: the map gives them room.
    seen = page.get_by_label("As seen")
    seen.select_option(index=seen.locator("option").count() - 1)
    drawn = page.evaluate(PLACES)
    assert fullest(drawn) < 0.6 * fullest(answers_by_pca(page, run_id))


def test_robustness_and_a_map_are_asked_for_and_seen_by_all(
    server: Server, open_page: OpenPage, trained_run: str
) -> None:
    """What they compute is looked at in tests/jobs/test_studies.py."""
    visitor = open_page(f"/runs/{trained_run}", **DEVICES["phone"])
    unfold(visitor, "How far it can be trusted")
    state = visitor.locator("#study-robustness [role=status]")
    expect(state).to_have_text("The owner has not asked for it yet.")
    expect(visitor.locator("#studies button")).to_have_count(0)

    page = open_page("/", tolerate="Failed to load resource")  # of the map that is deleted
    sign_in(page, server)
    page.goto(f"/runs/{trained_run}")
    page.get_by_role("button", name="Measure it").click()
    expect(page.locator("#study-robustness progress")).to_be_visible()
    # The connection is gone for a moment: what is computed goes on, and is looked for again.
    page.route("**/api/studies/*", lambda route: route.abort(), times=1)
    page.get_by_role("button", name="Draw the map").click()
    ended = page.locator("#study-robustness [role=status]")
    expect(ended).to_have_text("As it was after epoch 1.", timeout=TRAINING_TIMEOUT_MS)
    expect(page.locator(".robustness__chart")).to_have_count(5)
    # A map takes a minute; the shipped one looks the same.
    asked = page.request.get(f"/api/runs/{trained_run}/studies").json()["studies"]
    map_id = next(study["id"] for study in asked if study["kind"] == "map")
    headers = {"Origin": server.url}
    assert page.request.delete(f"/api/studies/{map_id}", headers=headers).ok

    visitor.reload()
    unfold(visitor, "How far it can be trusted")
    visitor.locator("#study-robustness").scroll_into_view_if_needed()  # drawn once it is in sight
    expect(visitor.locator(".robustness__chart")).to_have_count(5)
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(visitor) == []
