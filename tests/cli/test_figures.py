"""``python -m nnet figures``: what is claimed is measured on people who were not learned from."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from nnet.models.checkpoint import dump_model
from nnet.models.recipes import recipe_config
from nnet.reports import rejection_report
from tests.conftest import ROOT
from tests.recognition.test_strokes import STROKES

ZIGZAG = [[0, 90], [20, 0], [40, 90], [60, 0], [80, 90]]
LETTERS = [("M", "tra-05"), ("W", "tra-01"), ("O", "tra-05")]


@pytest.fixture
def files(tmp_path):
    """Strokes of digits, of a number, of letters, and pictures, by people of both sides."""
    text = STROKES.read_text().replace('"upright"', '"tra-01"').replace('"slanted"', '"tra-05"')
    digits = [json.loads(line) for line in text.splitlines()]
    (tmp_path / "digits.jsonl").write_text(text)
    three, eight = digits[3]["strokes"], digits[8]["strokes"]
    right = max(x for stroke in three for x, _ in stroke) + 90
    moved = [[[x + right, y] for x, y in stroke] for stroke in eight]
    number = {"label": "38", "writer": "tra-05", "strokes": three + moved}
    (tmp_path / "numbers.jsonl").write_text(json.dumps(number) + "\n")
    lines = [json.dumps({"label": a, "writer": w, "strokes": [ZIGZAG]}) for a, w in LETTERS]
    (tmp_path / "letters.jsonl").write_text("\n".join(lines))
    images = np.full((30, 28, 28), 255, np.uint8)
    images[:, 4:24, 13:15] = 0
    images[np.arange(30), 4, np.arange(30) % 8 + 2] = 0  # no two are alike
    np.savez_compressed(tmp_path / "visitors.npz", images=images, labels=np.ones(30, np.uint8))
    config = recipe_config("nielsen")
    (tmp_path / "model.npz").write_bytes(dump_model(config.create_network(), config))
    return ["digits.jsonl", "numbers.jsonl", "letters.jsonl", "visitors.npz"]


def test_every_set_is_measured_on_its_held_out_people(nnet_here, files, monkeypatch):
    monkeypatch.setattr(rejection_report, "LETTERS", dict.fromkeys("AMW", ""))
    options = [part for file in files for part in ("--strokes", file)]
    done = nnet_here("figures", *options, "--model", "model.npz", "--count", "1", "--at-most", "4")
    assert done.returncode == 0, done.stderr
    found = dict(re.findall(r"^(\S.*?)  +(\S.*)$", done.stdout, re.M))
    assert "of 4)" in found["MNIST's test digits: read right"]
    assert "of 4 by 1 people)" in found["digits, pens 5-40, strokes known: answered right"]
    assert found["digits, pens 8-24: calibration error"].endswith("%")
    assert "of 1 by 1 people)" in found["numbers: entirely right, strokes known"]
    # The W is learned from, and the O is like a digit.
    assert "of 1 by 1 people)" in found["letters: refused"]
    assert found["letters: read as a number"].startswith("0.00%")
    assert re.search(r"of [1-4]\)", found["visitors: answered right"])
    assert "of 1 by 1 people)" in found["numbers of digits whose digits touch: entirely right"]


def test_where_everybody_was_learned_from_there_is_nothing_to_measure(nnet_here, files, tmp_path):
    text = STROKES.read_text().replace('"upright"', '"tra-01"').replace('"slanted"', '"tra-02"')
    (tmp_path / "learned.jsonl").write_text(text)
    refused = nnet_here("figures", "--strokes", "learned.jsonl")
    assert refused.returncode == 2
    assert "All people of learned.jsonl were learned from" in refused.stderr


@pytest.mark.parametrize(
    "arrays",
    [
        pytest.param({"images": np.zeros((2, 28, 28), np.uint8)}, id="no labels"),
        pytest.param({"images": np.zeros((2, 28, 28)), "labels": np.zeros(2, int)}, id="floats"),
        pytest.param(
            {"images": np.zeros((1, 9, 999), np.uint8), "labels": np.zeros(1, int)}, id="large"
        ),
        pytest.param(
            {"images": np.zeros((2, 28, 28), np.uint8), "labels": np.array([1, 10])}, id="eleven"
        ),
        pytest.param(
            {"images": np.full((1, 28, 28), 255, np.uint8), "labels": np.array([1])}, id="blank"
        ),
        pytest.param(
            {"images": np.array([None]), "labels": np.array([1])}, id="objects, which are pickled"
        ),
    ],
)
def test_an_archive_that_is_no_pictures_is_named(nnet_here, tmp_path, arrays):
    np.savez(tmp_path / "bad.npz", **arrays)
    refused = nnet_here("figures", "--strokes", "bad.npz")
    assert refused.returncode == 2 and "bad.npz" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_archive_that_inflates_without_end_is_refused(nnet_here, tmp_path):
    bomb = np.zeros((100_000, 60, 60), np.uint8)
    np.savez_compressed(tmp_path / "bomb.npz", images=bomb, labels=np.zeros(100_000, np.uint8))
    refused = nnet_here("figures", "--strokes", "bomb.npz")
    assert refused.returncode == 2 and "bomb.npz" in refused.stderr


def test_the_split_names_no_person():
    split = json.loads((ROOT / "nnet" / "synthesis" / "writers.json").read_text())
    hashed = [*split["training people"], *split["held-out people"]]
    assert len(set(hashed)) == len(hashed)
    assert all(re.fullmatch(r"[0-9a-f]{12}", name) for name in hashed)
