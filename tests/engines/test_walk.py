"""What a visitor and the owner do first, in the engines of Firefox and Safari."""

from __future__ import annotations

import urllib.request
from pathlib import Path
from typing import Any

import pytest

from nnet.strokes.files import read_strokes
from tests.browser.strokes import DIGITS
from tests.browser.test_numbers import number
from tests.engines.engine import Engine
from tests.engines.visitor import FORGET, Visitor
from tests.support.device_reader import (
    Drawing,
    compare,
    drawings_of,
    mnist_digits,
    read_by_nnet,
)
from tests.support.servers import ROOT, STOP_S, Server
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

# By the page's own worker: what tests run in Firefox may import nothing.
READ_HERE = """async (drawings) => {
  const worker = new Worker("/static/js/reader/worker.js", { type: "module" });
  const failed = new Promise((_, reject) => {
    worker.onerror = () => reject(new Error("No worker starts."));
  });
  const ask = (question) => {
    const answered = new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data.answer ?? data.error);
      worker.postMessage({ id: 1, ...question });
    });
    return Promise.race([failed, answered]);
  };
  const file = await (await fetch("/api/model/reader")).arrayBuffer();
  await ask({ file: new Uint8Array(file) });
  const answers = [];
  for (const { width, height, pixels, strokes } of drawings) {
    const grey = { width, height, pixels: Uint8Array.from(atob(pixels), (c) => c.charCodeAt(0)) };
    answers.push(await ask({ grey, strokes }));
  }
  return answers;
}"""


@pytest.fixture(scope="module")
def drawings() -> list[Drawing]:
    """Digits of MNIST, and of people's pens with their strokes."""
    strokes = read_strokes(ROOT / "tests" / "data" / "strokes.jsonl")
    return [*mnist_digits(20), *drawings_of(strokes[:10])]


@pytest.fixture(scope="module")
def answers(drawings: list[Drawing]) -> list[dict[str, Any]]:
    """What nnet reads in them."""
    return read_by_nnet(drawings)


def test_the_browsers_reader_answers_as_nnet_does(
    visitor: Visitor, drawings: list[Drawing], answers: list[dict[str, Any]]
) -> None:
    visitor.open("/about")
    found = visitor.look(READ_HERE, [drawing.to_dict() for drawing in drawings])
    agreements = compare(found, answers)
    assert [i for i, each in enumerate(agreements) if not each.is_same] == []
    assert min(each.pixels for each in agreements if each.pixels is not None) >= 0.99
    assert max(each.apart for each in agreements if each.apart is not None) <= 1e-3


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
