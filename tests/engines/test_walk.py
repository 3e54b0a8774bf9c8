"""What a visitor and the owner do first, in the engines of Firefox and Safari."""

from __future__ import annotations

import urllib.request
from pathlib import Path

from tests.browser.strokes import DIGITS
from tests.browser.test_numbers import number
from tests.engines.engine import Engine
from tests.engines.visitor import FORGET, Visitor
from tests.support.servers import STOP_S, Server
from tests.support.shipped import NIELSEN

SHOWN = "(selector) => (document.querySelector(selector)?.getClientRects().length ?? 0) > 0"
SET_SLIDER = """(selector, value) => {
  const slider = document.querySelector(selector);
  slider.value = value;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}"""
CHOOSE = """(selector, value) => {
  const select = document.querySelector(selector);
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}"""
ADDRESS = """(name) => [...document.querySelectorAll("#runs-table tbody a")]
  .find((link) => link.innerText.includes(name))?.getAttribute("href")"""


def test_digits_and_a_number_are_read(visitor: Visitor) -> None:
    for pointer in visitor.pointers:
        visitor.open("/")
        visitor.draw(DIGITS[3], pointer)
        visitor.wait_for_text("#digit", "3")
        visitor.press("#undo")
        visitor.wait_for_text("#digit", "")
        visitor.draw(DIGITS[7], pointer)
        visitor.wait_for_text("#digit", "7")
        visitor.press("#clear")
        visitor.draw(number("42", 100), pointer)
        visitor.wait_for_text("#digit", "42")


def test_a_drawing_is_shared_and_drawn_again(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.draw(DIGITS[7])
    visitor.wait_for_text("#digit", "7")
    visitor.press("#share")
    visitor.press("#share-now")
    visitor.wait(SHOWN, "#share-link")
    visitor.press("#share-open")
    visitor.wait("() => /\\/d\\/[\\w-]{12}$/.test(location.pathname)")
    visitor.wait("() => document.getElementById('play')?.disabled === false")
    visitor.look(SET_SLIDER, "#moment", 100)
    visitor.wait("() => document.getElementById('digit').innerText !== '7'")
    visitor.press("#play")
    visitor.wait_for_text("#digit", "7")
    visitor.wait("() => document.getElementById('moment').value === '1000'")


def test_after_a_reload_no_button_is_on_over_empty_paper(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.draw(DIGITS[7])
    visitor.wait("() => !document.getElementById('share').disabled")
    visitor.look(FORGET)
    visitor.reload()
    assert visitor.look("() => document.getElementById('share').disabled")


def test_a_run_that_was_saved_reads_without_its_server(
    engine: Engine, server: Server, tmp_path: Path
) -> None:
    with urllib.request.urlopen(f"{server.url}/runs/{NIELSEN}.html", timeout=STOP_S) as answer:
        (tmp_path / "run.html").write_bytes(answer.read())
    visitor = Visitor(engine, tmp_path.as_uri())
    visitor.open("/run.html")
    visitor.draw(DIGITS[7])
    visitor.wait_for_text("#digit", "7")


def test_the_owner_signs_in_and_starts_a_run(visitor: Visitor, server: Server) -> None:
    visitor.open("/dashboard")
    visitor.wait("() => document.querySelectorAll('#runs-table tbody tr').length > 1")
    visitor.wait("() => document.querySelector('.chart--large .curves__line') !== null")
    visitor.open("/sign-in")
    token = Path(server.environment["INSTANCE_PATH"], "owner-token").read_text()
    visitor.write("input[name=token]", f"{token}\ue007")
    visitor.wait("() => location.pathname === '/dashboard'")
    visitor.press("#new-run-open")
    visitor.wait(SHOWN, "#new-run")
    visitor.look(CHOOSE, "#new-run [name=recipe]", "nielsen")
    visitor.press("#new-run summary")
    for name, text in {"name": "three epochs", "epochs": "3", "training_digits": "1000"}.items():
        visitor.write(f"#new-run [name={name}]", text)
    visitor.press("#new-run [type=submit]")
    address = visitor.wait(ADDRESS, "three epochs")
    visitor.press(f'#runs-table a[href="{address}"]')
    visitor.wait_for_text("[data-fact=status]", "Finished")
