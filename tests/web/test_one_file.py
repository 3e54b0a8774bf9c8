"""GET /runs/<id>.html and ``python -m nnet export --format html``: a run as one file."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest
from click.testing import CliRunner

from nnet.store.tables import Checkpoint
from tests.support.recorded import record_run
from tests.support.shipped import NIELSEN
from webapp.one_file import run_page
from webapp.services import services_of
from webapp.static_site.one_file import one_file


def page_of(client, run_id, **query):
    """Return a run's file, which is handed out to be saved."""
    response = client.get(f"/runs/{run_id}.html", query_string=query)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert len(response.data) <= 3_000_000
    return response.text


def has_reader(page):
    return 'id="pad"' in page and 'id="weights"' in page


@pytest.mark.changes_nothing
def test_a_run_with_its_network_is_one_file(client):
    page = page_of(client, NIELSEN)
    assert has_reader(page) and "data-lacks" not in page
    assert page.count('<svg class="curves"') == 2 and 'class="curve-1' in page
    assert "python -m nnet train --recipe nielsen" in page
    matrix = page[page.index('id="confusion"') : page.index("</table>", page.index("confusion"))]
    counts = re.findall(r">([\d,]+)</span></td>", matrix)
    assert sum(int(count.replace(",", "")) for count in counts) == 10_000
    config = re.search(r'href="data:application/json;base64,([^"]+)" download', page)[1]
    assert json.loads(base64.b64decode(config))["recipe"] == "nielsen"


@pytest.mark.changes_nothing
def test_it_loads_nothing_and_runs_no_other_script_than_its_own(client):
    page = page_of(client, NIELSEN)
    assert re.findall(r'\s(?:src|href)="(?!data:|#)[^"]*', page) == []
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1]
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    run = re.findall(r'<script(?: type="(?:module|importmap)")?>(.*?)</script>', page, re.S)
    styles = re.findall(r"<style>(.*?)</style>", page, re.S)
    assert run and styles
    for text in (*run, *styles):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy
    scripts = json.loads(next(text for text in run if text.startswith("{")))["imports"]
    assert {"one_file.js", "reader/worker.js", "drawing/grid_pen.js"} <= scripts.keys()
    for address in scripts.values():
        text = base64.b64decode(address.partition(",")[2]).decode()
        imported = re.findall(r"""\b(?:from|import)\s*\(?\s*["']([^"']+)""", text)
        assert {*imported} <= scripts.keys()


@pytest.mark.changes_nothing
def test_the_runs_page_leads_to_it_in_the_language_of_who_asks(client):
    assert f'href="/runs/{NIELSEN}.html" download' in client.get(f"/runs/{NIELSEN}").text
    assert 'lang="zh-Hans"' in page_of(client, NIELSEN, lang="zh")
    assert client.get("/runs/unknown.html").status_code == 404


def test_what_a_run_lacks_is_said(app, client, monkeypatch):
    store = services_of(app).runs.get()
    run_id = record_run(store, "figures")
    figures = page_of(client, run_id)
    assert "came without its network" in figures and not has_reader(figures)
    assert '<svg class="curves"' in figures
    with store.writing() as session:
        session.add(Checkpoint(run_id=run_id, kind="last", epoch=2, content=b"damaged"))
    damaged = page_of(client, run_id)
    assert "network of this run is damaged" in damaged and not has_reader(damaged)
    monkeypatch.setattr(run_page, "MAX_BYTES", 500_000)
    large = page_of(client, NIELSEN)
    assert "too large for a file of at most 3 MB" in large and not has_reader(large)
    assert 'id="confusion"' in large


def test_the_command_names_what_is_wrong_and_writes_nothing(new_instance, tmp_path, monkeypatch):
    monkeypatch.setenv("INSTANCE_PATH", str(new_instance()))
    file = tmp_path / "page.html"
    for words, message in (
        (["nobody"], "'nobody' is not the id of a run"),
        ([NIELSEN, "--lang", "xx"], "'xx' is none of the languages: en, zh."),
    ):
        done = CliRunner().invoke(one_file, [*words, "--output", str(file)])
        assert done.exit_code == 2 and message in done.output
    assert not file.exists()


def test_the_command_line_writes_the_same(nnet, tmp_path):
    done = nnet("export", NIELSEN, "--format", "html", "--lang", "zh", "--output", "page.html")
    assert done.returncode == 0 and "as one file: page.html" in done.stdout, done.stderr
    page = (tmp_path / "page.html").read_text("utf-8")
    assert 'lang="zh-Hans"' in page and has_reader(page)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--format", "html"], "A page is of a run: name its id"),
        (["--format", "npz", "--lang", "zh"], "--lang is for the format html"),
        ([NIELSEN, "--format", "html", "--data", "here"], "by DATA_DIRECTORY"),
    ],
)
def test_what_makes_no_page_is_named(nnet_here, words, message):
    done = nnet_here("export", *words)
    assert done.returncode == 2 and message in done.stderr
    assert done.stderr.count("\n") == 1
