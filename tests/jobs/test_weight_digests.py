"""The same seed gives the same weights as it did before the code was last rearranged."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.servers import ROOT
from tests.support.weight_digests import RECORD, pinned


def test_each_recipe_trains_to_the_recorded_weights():
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.support.weight_digests"],
        cwd=ROOT,
        env=pinned(),
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    found, recorded = json.loads(ended.stdout), json.loads(RECORD.read_text())
    # Another processor or another NumPy may round differently, and then hardly changes the loss.
    if found["kernels"] == recorded["kernels"]:
        assert found["recipes"] == recorded["recipes"]
    losses = {name: recipe["train_loss"] for name, recipe in recorded["recipes"].items()}
    assert {
        name: recipe["train_loss"] for name, recipe in found["recipes"].items()
    } == pytest.approx(losses, rel=0.02)
