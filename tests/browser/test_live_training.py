"""A run that trains in a terminal grows on the dashboard by itself."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.charts import lines, wait_for_histories
from tests.browser.conftest import OpenPage
from tests.browser.waiting import TRAINING_TIMEOUT_MS, wait_until
from tests.support.servers import ROOT, Server

NAME = "seen while it trains"
EPOCHS = 1000  # more than any machine trains before the page has seen it


def epochs_of(page: Page) -> int:
    """Return how many epochs the run's line shows."""
    return lines(page).get(NAME, {"epochs": 0})["epochs"]


def test_a_run_grows_on_the_page_epoch_by_epoch(
    server: Server, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page("/dashboard")
    wait_for_histories(page)
    colours = {name: curve["colour"] for name, curve in lines(page).items()}
    command = [sys.executable, "-m", "nnet", "train", "--recipe", "nielsen"]
    command += ["--epochs", str(EPOCHS), "--training-digits", "10000", "--name", NAME]
    log = tmp_path / "training.log"
    with log.open("wb") as output:
        training = subprocess.Popen(
            command, cwd=ROOT, env=server.environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        row = page.locator("#runs-table tbody tr").filter(has_text=NAME)
        expect(row).to_contain_text("Running", timeout=TRAINING_TIMEOUT_MS)
        shown = 0
        for _ in range(3):
            wait_until(page, lambda shown=shown: epochs_of(page) > shown, TRAINING_TIMEOUT_MS)
            shown = epochs_of(page)
        training.send_signal(signal.SIGINT)
        expect(row).to_contain_text("Stopped", timeout=TRAINING_TIMEOUT_MS)
        expect(row).to_contain_text("of 1,000")
        assert training.wait(timeout=TRAINING_TIMEOUT_MS / 1000) == 0, log.read_text(
            errors="replace"
        )
    finally:
        training.kill()
        training.wait()
    # The others kept their colours, and the figures are those of the training.
    after = lines(page)
    assert {name: after[name]["colour"] for name in colours} == colours
    assert all(0.5 < value < 1 for value in after[NAME]["values"])
