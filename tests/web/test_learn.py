"""The chapters as they come from the server: whole without scripts, linked, formulas readable."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from nnet.core.data import load_mnist
from tests.support.record_lessons import configurations, record
from tests.web.test_pages import scripts_of
from webapp.curves.lessons import lessons
from webapp.inference.digit_sheets import COUNTS
from webapp.pages.learn import CHAPTERS

pytestmark = pytest.mark.changes_nothing

WORDS = (300, 700)
"""Of a chapter's text: what can be read in about five minutes."""

READ = ("p", "li", "h2")


class Text(HTMLParser):
    """The words of an article, without what can be tried in it and what is asked at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag, attrs):
        kind = dict(attrs).get("class", "")
        if tag in ("section", "nav", "math") or (tag in READ and not self._within and not kind):
            self._within.append(tag)

    def handle_endtag(self, tag):
        if self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data):
        if len(self._within) == 1 and self._within[0] in READ:
            self.words += data.split()


def article(client, chapter):
    """Return a chapter's page and the part that is read."""
    page = client.get(f"/learn/{chapter}")
    assert page.status_code == 200, chapter
    return page.text, page.text.partition("<article")[2].partition("</article>")[0]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_is_whole_without_scripts(client, chapter):
    _, text = article(client, chapter)
    reader = Text()
    reader.feed(text)
    assert WORDS[0] <= len(reader.words) <= WORDS[1], len(reader.words)
    assert text.count('<details class="question">') == 2
    questions, answers = re.findall(r"<details.*?<p>(.*?)</p>", text, re.DOTALL), text
    for answer in questions:
        assert f"<li>{answer}</li>" in answers  # on paper they come last
    assert "/learn/symbols" in text
    if chapter != CHAPTERS[-1]:
        without = re.search(r"<noscript><p class=\"live__without\">([^<]{40,})</p>", text)
        assert without is not None
        assert 'class="live__body needs-script"' in text


@pytest.mark.parametrize("path", ["/learn/symbols", *(f"/learn/{name}" for name in CHAPTERS)])
def test_every_formula_is_mathml_that_is_read_out(client, path):
    page = client.get(path).text
    formulas = re.findall(r"<math[^>]*>", page)
    assert all(re.search(r'alttext="[^"]+"', formula) for formula in formulas)
    assert page.count("<math") == page.count("</math>")
    if path == "/learn/symbols":
        assert len(formulas) >= 15


def test_chapters_lead_from_one_to_the_next(client):
    overview = client.get("/learn").text
    places = [overview.index(f'href="/learn/{name}"') for name in CHAPTERS]
    assert places == sorted(places)
    for before, name, after in zip(
        [None, *CHAPTERS], CHAPTERS, [*CHAPTERS[1:], None], strict=False
    ):
        links = dict(
            reversed(pair)
            for pair in re.findall(
                r'pager__link[^"]*" href="/learn/([\w-]+)" rel="(\w+)"', article(client, name)[1]
            )
        )
        assert (links.get("prev"), links.get("next")) == (before, after)


def test_every_link_to_this_site_is_answered(client):
    pages = "".join(article(client, name)[0] for name in CHAPTERS)
    for address in {*re.findall(r'(?:href|src)="(/[^"#?]*)', pages)}:
        assert client.get(address, buffered=True).status_code == 200, address


def test_an_unknown_chapter_is_not_found(client):
    for path in ("/learn/nothing", "/learn/gradient_descent", "/learn/..%2fdraw"):
        assert client.get(path).status_code == 404


def test_sheets_hold_all_digits_in_the_order_of_the_files(client):
    splits = load_mnist()
    parts = (splits.training, splits.validation, splits.test)
    images = np.concatenate([part.images for part in parts])
    labels = np.concatenate([part.labels for part in parts])
    assert np.bincount(labels).tolist() == list(COUNTS)
    for which, number in [("all", 1), ("all", 467), ("5", 43), ("1", 20)]:
        found = images if which == "all" else images[labels == int(which)]
        answer = client.get(f"/learn/digits/{which}/{number}.png")
        assert answer.mimetype == "image/png" and "max-age" in answer.headers["Cache-Control"]
        sheet = 255 - np.asarray(Image.open(io.BytesIO(answer.data)))
        digits = sheet.reshape(10, 28, 15, 28).swapaxes(1, 2).reshape(150, 28, 28)
        shown = found[150 * (number - 1) : 150 * number]
        assert np.array_equal(digits[: len(shown)], shown) and not digits[len(shown) :].any()
    for path in ("all/0", "all/468", "5/44", "10/1", "x/1", "%00/1", f"1/{'9' * 400}", "/1"):
        assert client.get(f"/learn/digits/{path}.png").status_code == 404, path
    means = [images[labels == digit].mean(axis=0) for digit in range(10)]
    picture = client.get("/static/img/average_digits.png", buffered=True)
    averages = np.asarray(Image.open(io.BytesIO(picture.data)))
    assert np.abs(255 - averages - np.concatenate(means, axis=1)).max() <= 0.5


def test_a_recorded_run_can_be_recorded_again():
    (row,) = record(configurations()["rate-3"], epochs=1)
    first = lessons()["rate-3"][0]
    assert row == pytest.approx(first, abs=0.05)


@pytest.mark.parametrize("chapter", CHAPTERS[:-1])
def test_a_chapter_has_every_text_that_its_scripts_name(client, chapter):
    page = client.get(f"/learn/{chapter}").text
    texts = json.loads(re.search(r'id="messages">(.*?)</script>', page, re.DOTALL)[1])
    for address, script in scripts_of(client, page).items():
        for plural, key in re.findall(r'\bt(n?)\("([\w.]+)"', script):
            assert (f"{key}.other" if plural else key) in texts, (address, key)
    found = scripts_of(client, page).values()
    for key in re.findall(r'"((?:sigmoid|descent|tiny)\.\w+)"', "".join(found)):
        assert key in texts, key
