"""The pages in a Chromium from which what older browsers lack was taken away."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.devices import PHONE
from tests.browser.drawing import draw, positions
from tests.browser.signing_in import sign_in
from tests.browser.strokes import DIGITS
from tests.browser.test_accessibility import violations
from tests.browser.test_sharing import draw_and_share
from tests.browser.waiting import TRAINING_TIMEOUT_MS
from tests.support.servers import Server

MISSING = {
    "AbortSignal.any": "delete AbortSignal.any",
    "AbortSignal.timeout": "delete AbortSignal.timeout",
    "checkVisibility": "delete Element.prototype.checkVisibility",
    "getCoalescedEvents": "delete PointerEvent.prototype.getCoalescedEvents",
    "CompressionStream": "delete globalThis.CompressionStream",
    "canShare": "delete Navigator.prototype.canShare",
    "device pixels": """{
      const { observe } = ResizeObserver.prototype;
      ResizeObserver.prototype.observe = function (element, options) {
        if (options?.box === "device-pixel-content-box") throw new TypeError("no such box");
        observe.call(this, element, options);
      };
    }""",
    "arrays that copy": """for (const name of ["toReversed", "toSorted", "toSpliced", "with"]) {
      delete Array.prototype[name];
    }""",
    "helpers of iterators": """{
      const names = ["map", "filter", "some", "every", "find", "reduce", "forEach", "toArray"];
      for (const name of names) delete Iterator.prototype[name];
    }""",
    "grouping and sets": """delete Object.groupBy; delete Map.groupBy; delete Promise.withResolvers;
    for (const name of ["union", "intersection", "difference", "isSubsetOf", "isSupersetOf"]) {
      delete Set.prototype[name];
    }""",
}
"""What Chromium has, and Safari 16.4, Firefox 115 or Chrome 109 does not."""

ALL = ";\n".join(MISSING.values())
RED = "rgb(255, 0, 0)"

# What a style sheet makes of elements that only data brings about.
MIXED = """([place, tag, kind]) => {
  const svg = tag === "path";
  const make = (name) => svg
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  const [outer, inner] = [make(svg ? "g" : "td"), make(tag)];
  (svg ? outer : inner).setAttribute("class", kind);
  inner.style.setProperty("--share", 0.5);
  outer.append(inner);
  document.querySelector(place).append(outer);
  const { stroke, backgroundColor, boxShadow } = getComputedStyle(inner);
  return { stroke, backgroundColor, boxShadow };
}"""


def open_old(open_page: OpenPage, script: str, path: str, **options: Any) -> Page:
    """Open a page in a browser that a script took something from."""
    page = open_page("/healthz", **options)
    page.add_init_script(script)
    page.goto(path)
    return page


def take_from_styles(page: Page, name: str, unknown: str) -> None:
    """Let style sheets have something that no browser knows in place of what newer ones do."""

    def rewrite(route: Route) -> None:
        response = route.fetch()
        text = response.text()
        route.fulfill(response=response, body=text.replace(name, unknown))

    page.route("**/*.css", rewrite)


@pytest.mark.parametrize("feature", MISSING)
def test_a_drawing_is_read_and_shared_without(open_page: OpenPage, feature: str) -> None:
    page = open_old(open_page, MISSING[feature], "/")
    address = draw_and_share(page, 3)
    page.goto(address)
    expect(page.get_by_role("button", name="Play")).to_be_enabled()
    expect(page.locator("#digit")).to_have_text("3")


def test_layers_are_put_together_at_the_floor(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", charts=False)
    page.add_init_script(ALL)
    sign_in(page, server)
    expect(page.locator("#runs-table tbody tr").first).to_be_visible()
    page.get_by_role("button", name="Start a run").click()
    page.locator("#new-run [name=recipe]").select_option("nielsen")
    page.locator("#new-run summary").filter(has_text="Everything").click()
    layers = page.locator("#layers li")
    expect(layers).to_have_count(4)
    page.get_by_label("Kind of layer").select_option("dropout")
    page.get_by_role("button", name="Add this layer").click()
    expect(layers.nth(2)).to_contain_text("Dropout")
    page.get_by_role("button", name="Move layer 3 up").click()
    expect(layers.nth(1)).to_contain_text("Dropout")
    page.get_by_role("button", name="Remove layer 2").click()
    expect(layers).to_have_count(4)


def test_pausing_keeps_the_focus_at_the_floor(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", charts=False)
    page.add_init_script(ALL)
    sign_in(page, server)
    overrides = {"epochs": 2000, "training_digits": 5000}
    run = {"recipe": "nielsen", "name": "paused by key", "overrides": overrides}
    headers = {"Origin": server.url}
    started = page.request.post("/api/runs", data=run, headers=headers).json()
    page.goto(f"/runs/{started['id']}")
    expect(page.locator("#progress")).to_contain_text("of 2,000", timeout=TRAINING_TIMEOUT_MS)
    page.get_by_role("button", name="Pause").press("Enter")
    resume = page.get_by_role("button", name="Resume")
    expect(resume).to_be_focused(timeout=TRAINING_TIMEOUT_MS)
    page.get_by_role("button", name="Stop").click()
    status = page.locator("[data-fact=status]")
    expect(status).to_have_text("Stopped", timeout=TRAINING_TIMEOUT_MS)


@pytest.mark.parametrize("name", ["color-mix(", "light-dark("])
def test_lines_and_cells_have_colours_without(open_page: OpenPage, name: str) -> None:
    page = open_page("/about")
    take_from_styles(page, name, f"unknown-{name}")
    page.goto("/dashboard")
    line = page.evaluate(MIXED, [".parallel__scroll", "path", "parallel__run"])
    assert line["stroke"] not in ("none", "rgb(0, 0, 0)")
    for kind in ("better", "worse"):
        cell = f"confusion__cell confusion__cell--{kind}"
        shown = page.evaluate(MIXED, ["#difference tbody", "button", cell])
        plain = page.evaluate(MIXED, ["#difference tbody", "button", "confusion__cell--same"])
        assert (shown["backgroundColor"], shown["boxShadow"]) != (
            plain["backgroundColor"],
            plain["boxShadow"],
        )


def test_the_choice_of_a_picture_shows_its_focus_without_has(open_page: OpenPage) -> None:
    page = open_page("/about")
    take_from_styles(page, ":has(", ":unknown(")
    page.goto("/")
    page.get_by_label("Choose a picture file").focus()
    expect(page.locator("label[for=file]")).to_have_css("outline-style", "solid")


def test_a_drawings_page_has_two_halves_without_subgrids(open_page: OpenPage) -> None:
    page = open_page("/about")
    take_from_styles(page, "subgrid", "unknown")
    page.goto("/")
    page.goto(draw_and_share(page, 7))
    columns = page.locator("#about-drawing").evaluate(
        "(element) => getComputedStyle(element).gridTemplateColumns.split(' ').length"
    )
    assert columns == 2


OLD = {
    "dialogs": "delete globalThis.HTMLDialogElement",
    "findLast": "delete Array.prototype.findLast",
    "ranges": "globalThis.matchMedia = () => ({ matches: false, addEventListener() {} })",
    "units of small screens": "CSS.supports = () => false",
}
"""What the pages cannot do without."""

DEAD = "this[#actions].findLast"
"""What the drawing page's scripts end with there."""


@pytest.mark.parametrize("feature", OLD)
def test_below_the_floor_the_page_says_so(open_page: OpenPage, feature: str) -> None:
    page = open_old(open_page, OLD[feature], "/", tolerate=DEAD)
    expect(page.get_by_role("alert").filter(has_text="This browser is too old")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/dashboard", "/about", "/embed"])
def test_every_page_says_so(open_page: OpenPage, path: str) -> None:
    page = open_old(open_page, OLD["findLast"], path, charts=False, tolerate=DEAD)
    expect(page.get_by_role("alert").filter(has_text="This browser is too old")).to_be_visible()


def test_above_the_floor_it_does_not(open_page: OpenPage) -> None:
    page = open_page("/")
    draw(page, DIGITS[3])
    expect(page.locator("#digit")).to_have_text("3")
    expect(page.locator("#old-browser")).to_be_hidden()


def test_what_goes_wrong_in_the_page_is_said_and_the_next_stroke_is_read(
    open_page: OpenPage,
) -> None:
    page = open_page("/", tolerate="TypeError")
    logged = []
    page.on("console", lambda message: logged.append(message.text))

    def forget(route: Route) -> None:
        answer = route.fetch().json()
        del answer["digits"]
        route.fulfill(body=json.dumps(answer), content_type="application/json")

    page.route("**/api/predictions", forget)
    draw(page, DIGITS[1])
    expect(page.locator("#detail")).to_contain_text("Something went wrong in this page.")
    assert any("TypeError" in text for text in logged)
    page.unroute("**/api/predictions")
    page.get_by_role("button", name="Clear").click()
    draw(page, DIGITS[7])
    expect(page.locator("#digit")).to_have_text("7")


@pytest.mark.parametrize(("fingers", "claimed"), [(1, True), (2, False)])
def test_one_finger_is_kept_from_an_ipads_handwriting(
    open_page: OpenPage, fingers: int, claimed: bool
) -> None:
    page = open_page("/", **PHONE)
    page.evaluate("""() => addEventListener("touchmove", (event) => {
      document.title = `claimed: ${event.defaultPrevented}`;
    })""")
    x, y = positions(page, [(100, 100)])[0]
    session = page.context.new_cdp_session(page)
    for kind, step in (("touchStart", 0), ("touchMove", 20)):
        points = [{"x": x + 60 * finger, "y": y + step} for finger in range(fingers)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page).to_have_title(f"claimed: {str(claimed).lower()}")


SMALL_FIELDS = """() => [...document.querySelectorAll("input, select, textarea")]
  .filter((field) => !["range", "checkbox", "radio", "file"].includes(field.type) && !field.hidden)
  .filter((field) => Number.parseFloat(getComputedStyle(field).fontSize) < 16)
  .map((field) => field.outerHTML)"""


def test_no_field_makes_an_iphone_zoom(
    server: Server, open_page: OpenPage, trained_run: str
) -> None:
    page = open_page("/sign-in", charts=False, **PHONE)
    assert page.evaluate(SMALL_FIELDS) == []
    sign_in(page, server)
    page.get_by_role("button", name="Start a run").click()
    page.locator("#new-run [name=recipe]").select_option("cnn")
    expect(page.locator("#layers li select").first).to_be_attached()
    assert page.evaluate(SMALL_FIELDS) == []
    for path in ("/", "/drawings", f"/runs/{trained_run}"):
        page.goto(path)
        assert page.evaluate(SMALL_FIELDS) == []


def test_the_key_to_delete_a_drawing_is_a_link_to_keep(open_page: OpenPage) -> None:
    mine = open_page("/")
    address = draw_and_share(mine, 4)
    mine.get_by_text("Link to delete it with").click()
    link = mine.get_by_label("Link to delete the drawing with").input_value()
    assert link.startswith(f"{address}#key=")
    assert violations(mine) == []
    # In another browser, or in this one once it forgot.
    theirs = open_page(address, tolerate="Failed to load resource")
    expect(theirs.get_by_role("button", name="Play")).to_be_enabled()
    expect(theirs.get_by_role("button", name="Delete this drawing")).to_be_hidden()
    theirs.goto("/about")
    theirs.goto(link)
    expect(theirs).to_have_url(address)
    theirs.get_by_role("button", name="Delete this drawing").click()
    theirs.get_by_role("button", name="Delete", exact=True).click()
    expect(theirs.locator("main")).to_contain_text("There is no such drawing")
