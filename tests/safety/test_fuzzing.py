"""A few requests of those that ``make fuzz`` sends for minutes, always the same ones."""

from __future__ import annotations

import json
import random

import pytest
from click.testing import CliRunner

from tests.fuzz import api, cost, pictures
from tests.fuzz.__main__ import TARGETS, main
from tests.fuzz.corpus import pictures as corpus
from tests.fuzz.genes import PICTURE, change, random_genes
from tests.fuzz.mutations import PNG, mutate
from tests.fuzz.report import MAX_GROWTH_MB, Report

PICTURES = 120
COSTLY = 6


@pytest.mark.parametrize(("fuzz", "requests"), [(api.fuzz, 100), (pictures.fuzz, PICTURES)])
def test_nothing_random_does_harm(fuzz, requests):
    report = fuzz(Report(requests=requests), 1)
    assert report.faults == [] and report.statuses.total() >= requests, report.text()


@pytest.mark.changes_nothing
def test_every_picture_of_the_corpus_is_read(client):
    for picture in corpus():
        answer = client.post("/api/predictions", data=picture, content_type="image/png")
        assert answer.status_code == 200, answer.json


def test_a_seed_makes_the_same_damage_again_and_another_one_other():
    known = corpus()

    def damage(seed):
        rng = random.Random(seed)
        return [mutate(rng, known) for _ in range(200)]

    first = damage(1)
    assert first == damage(1) != damage(2)
    # Much of it is still a PNG from its first bytes on: else no decoder would ever see it.
    assert 50 < sum(picture.startswith(PNG) for picture in first) < 200
    assert len(set(first)) > 150


def test_what_fails_is_kept_and_told(monkeypatch, tmp_path):
    monkeypatch.setattr(pictures, "ANSWERS", {200})
    report = pictures.fuzz(Report(requests=PICTURES), 1, keep=tmp_path)
    assert not report.is_clean() and "400 for" in report.text()
    assert len(list(tmp_path.iterdir())) == len(report.faults) > 0


def test_costly_requests_are_searched_for_and_the_worst_are_kept(monkeypatch, tmp_path):
    monkeypatch.setattr(cost, "LAST_MEASURED", 1)
    monkeypatch.setattr(cost, "MAX_S", 4 * cost.MAX_S)  # others keep the cores busy
    monkeypatch.setattr(cost, "MAX_MB", 2 * cost.MAX_MB)
    report = cost.fuzz(Report(requests=COSTLY), 1, keep=tmp_path)
    assert report.faults == [] and report.statuses.total() >= COSTLY, report.text()
    (path,) = tmp_path.iterdir()
    worst = [json.loads(line) for line in path.read_text().splitlines()]
    assert {found["kind"] for found in worst} == {"predictions", "drawings"}
    assert all(found["genes"] and found["s"] > 0 for found in worst)
    assert "s of 2.0 s" in report.text() and str(path) in report.text()


def test_what_costs_more_than_the_bar_is_a_fault(monkeypatch, tmp_path):
    monkeypatch.setattr(cost, "LAST_MEASURED", 1)
    monkeypatch.setattr(cost, "MAX_S", 0.0)
    report = cost.fuzz(Report(requests=1), 1, keep=tmp_path)
    assert not report.is_clean() and "above the bar: " in report.text()


def test_genes_stay_within_their_bounds_and_depend_on_the_seed():
    def search(seed):
        rng = random.Random(seed)
        genes = random_genes(rng, PICTURE)
        return [genes := change(rng, genes, PICTURE) for _ in range(50)]

    first = search(1)
    assert first == search(1) != search(2)
    assert all(low <= g[name] <= high for g in first for name, (low, high) in PICTURE.items())


def test_the_command_reports_and_fails_where_something_failed(monkeypatch):
    def found(report, seed):
        report.count(500, 0.1)
        report.faults.append(f"500, seed {seed}, {report.seconds:g} s")
        return report

    monkeypatch.setitem(TARGETS, "api", found)
    result = CliRunner().invoke(main, ["api", "--minutes", "0.5", "--seed", "7"])
    assert result.exit_code == 1 and "500, seed 7, 30 s" in result.output
    clean = Report(1.0, warm_mb=100, end_mb=100 + MAX_GROWTH_MB)
    leaking = Report(1.0, warm_mb=100, end_mb=101 + MAX_GROWTH_MB)
    assert clean.is_clean() and not leaking.is_clean()
