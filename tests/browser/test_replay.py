"""The page of a shared drawing: it is drawn again, and the answer grows with it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.waiting import wait_until

DRAWN = """() => {
  const canvas = document.getElementById("sheet");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let index = 0; index < data.length; index += 4) if (data[index] !== data[0]) count += 1;
  return count / (canvas.width * canvas.height);
}"""


# What the button says, and whether its picture is the triangle.
BUTTON = """() => {
  const label = [...document.querySelectorAll("#play > span")].filter((span) => !span.hidden);
  const path = label.map((span) => span.querySelector("path").getAttribute("d"));
  return [label.map((span) => span.innerText.trim()).join(), path.join().endsWith("z")];
}"""


def test_it_is_drawn_again_and_the_answer_changes_as_it_grows(
    open_page: OpenPage, shared: str
) -> None:
    page = open_page(shared)
    expect(page.get_by_role("button", name="Play")).to_be_enabled()
    expect(page.locator("#digit")).to_have_text("3")
    whole = page.evaluate(DRAWN)
    moment = page.get_by_label("How much of it is drawn")
    moment.fill("0")
    assert 0 < page.evaluate(DRAWN) < whole / 5
    expect(page.locator("#digit")).not_to_have_text("3")
    moment.fill("500")
    assert whole / 5 < page.evaluate(DRAWN) < whole * 0.9
    expect(moment).to_have_attribute("aria-valuetext", "50% of it drawn")
    # What was not finished then is neither refused nor promised.
    expect(page.locator("#headline")).to_have_text("So far")
    expect(page.locator("#percent")).to_be_hidden()
    assert page.evaluate(BUTTON) == ["Play", True]
    page.get_by_role("button", name="Play").click()
    wait_until(page, lambda: page.evaluate(BUTTON) == ["Pause", False])
    wait_until(page, lambda: page.evaluate(BUTTON) == ["Play", True])
    expect(page.locator("#digit")).to_have_text("3")
    assert page.evaluate(DRAWN) == whole


def test_what_the_network_saw_grows_with_it_and_nothing_is_said_to_be_yours(
    open_page: OpenPage, shared: str
) -> None:
    page = open_page(shared)
    expect(page.get_by_role("button", name="Play")).to_be_enabled()
    seen = page.locator("#seen img")
    whole = seen.get_attribute("src")
    moment = page.get_by_label("How much of it is drawn")
    moment.fill("600")
    expect(seen).to_have_count(1)
    expect(seen).not_to_have_attribute("src", whole or "")
    moment.fill("0")
    words = page.locator("#answer").inner_text()
    assert "Your" not in words and "Draw a" not in words


def test_it_plays_by_itself_where_motion_is_welcome(open_page: OpenPage, shared: str) -> None:
    page = open_page(shared, reduced_motion="no-preference")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_it_is_shown_without_scripts(open_page: OpenPage, shared: str) -> None:
    page = open_page(shared, java_script_enabled=False)
    expect(page.locator("#digit")).to_have_text("3")
    picture = page.locator(".paper img").first
    expect(picture).to_be_visible()
    box, paper = picture.bounding_box(), page.locator(".paper").bounding_box()
    assert box == paper
    # It has the paper's round corners.
    expect(picture).not_to_have_css("border-radius", "0px")
    expect(page.get_by_role("button")).to_have_count(0)
