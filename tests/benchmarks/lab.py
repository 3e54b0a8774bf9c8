"""The training lab: many runs on the page and in the API, and what a training costs and disturbs.

A store of 500 runs of 200 epochs stands behind the page and the API. The same training is started
from the API and on the command line in turn; drawings are asked about before and while one trains.
"""

from __future__ import annotations

import gzip
import http.client
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import sync_playwright

from nnet.models.recipes import recipe_config
from nnet.store.run_rows import new_run
from nnet.store.runs import RunStore
from nnet.store.tables import Metric
from tests.benchmarks.timing import Row
from tests.browser.ensure_browser import find_browser
from tests.support.owner import TOKEN, call, has_begun, has_ended, queue, until
from tests.support.pictures import TWO, draw, encode
from tests.support.servers import ROOT, Server, serving

RUNS, EPOCHS = 500, 200
PAGES = 3
CALLS = 40
TRAININGS, TRAINED_EPOCHS = 2, 6
LOOK_S = 1.0
"""How often to look whether a run has ended; a training must not be slowed by being watched."""
PREDICTING_S = 4.0


def run() -> Iterator[Row]:
    """Measure the pages, the API, the trainings and the predictions of one server."""
    settings = {"OWNER_TOKEN": TOKEN, "TRAINING_WORKERS": "1"}
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), **settings) as server:
        _fill(server)
        seconds = _first_chart(server)
        yield Row(
            f"first chart, {RUNS} runs of {EPOCHS} epochs", f"{seconds:.2f} s", "at most 1.0 s"
        )
        yield from _answers(server)
        yield from _estimate(server)
        yield from _trainings(server)
        yield from _predictions(server)


def _fill(server: Server) -> None:
    """Record finished runs whose accuracy grows."""
    store = RunStore(f"sqlite:///{server.environment['INSTANCE_PATH']}/runs.db")
    now = datetime.now(UTC)
    for number in range(RUNS):
        config = recipe_config("nielsen", epochs=EPOCHS, seed=number)
        final = 0.9 + 0.09 * number / RUNS
        ended = {"status": "finished", "finished_at": now, "environment": {"cores": 2}}
        reached = {"epochs_done": EPOCHS, "test_accuracy": final, "duration_s": EPOCHS * 1.5}
        columns = {**ended, **reached, "best_validation_accuracy": final}
        row = new_run(config, f"nielsen, seed {number}", "784-30-10", 23860, **columns)
        accuracies = [final * (1 - 0.5 / epoch) for epoch in range(1, EPOCHS + 1)]
        with store.writing() as session:
            session.add(row)
            session.flush()
            session.execute(sa.insert(Metric), _epochs(row.id, accuracies))
    store.close()


def _epochs(run_id: str, accuracies: list[float]) -> list[dict[str, Any]]:
    names = ("train_accuracy", "validation_accuracy", "test_accuracy", "train_loss", "test_loss")
    return [
        {"run_id": run_id, "epoch": epoch, "duration_s": 1.5, **dict.fromkeys(names, accuracy)}
        for epoch, accuracy in enumerate(accuracies, 1)
    ]


def _first_chart(server: Server) -> float:
    """Return after how many seconds a browser that has never been there has drawn the curves."""
    seconds, options = [], find_browser() or {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**options)  # type: ignore[arg-type]
        for _ in range(PAGES):
            page = browser.new_page(base_url=server.url)
            page.goto("/dashboard", wait_until="commit")
            page.wait_for_selector("#accuracy-drawn .curves__line", state="attached")
            seconds.append(page.evaluate("performance.now()") / 1000)
            page.close()
        browser.close()
    return median(seconds)


def _answers(server: Server) -> Iterator[Row]:
    """Time the list of runs as the page asks for it, and polls that find nothing new."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    runs = "/api/runs?limit=200"
    seconds, answer, body = _asked(connection, runs)
    yield Row("a page of the list of runs", f"{seconds * 1000:.1f} ms", "at most 50 ms")
    yield Row("the same, compressed", f"{len(body) / 1000:.0f} kB", "at most 200 kB")
    run_id = json.loads(gzip.decompress(body))["runs"][0]["id"]
    metrics = f"/api/runs/{run_id}/metrics?after={EPOCHS}"
    for what, path in (("list", runs), ("metrics", metrics)):
        _, answer, _ = _asked(connection, path, calls=1)
        seconds, answer, _ = _asked(connection, path, {"If-None-Match": answer.headers["ETag"]})
        if answer.status != 304:
            raise RuntimeError(f"{path} answered {answer.status} to whoever has it already.")
        yield Row(f"304 for the {what}", f"{seconds * 1000:.1f} ms", "at most 5 ms")
    connection.close()


def _asked(
    connection: http.client.HTTPConnection,
    path: str,
    headers: dict[str, str] | None = None,
    calls: int = CALLS,
) -> tuple[float, http.client.HTTPResponse, bytes]:
    """Ask often, and return the median of the seconds, and the last answer with its body."""
    seconds = []
    for _ in range(calls):
        started = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip", **(headers or {})})
        answer = connection.getresponse()
        body = answer.read()
        seconds.append(time.perf_counter() - started)
    return median(seconds), answer, body


def _trainings(server: Server) -> Iterator[Row]:
    """Train the same from the API and on the command line, in turn, and compare the epochs."""
    here, there = [], []
    for _ in range(TRAININGS):
        run_id = queue(server, batch_size=10, training_digits=50_000, epochs=TRAINED_EPOCHS)
        while not has_ended(call(server, "GET", f"/runs/{run_id}")):
            time.sleep(LOOK_S)
        here += _durations(server, run_id)
        there += _durations(server, _trained_on_the_command_line(server))
    ratio = median(here) / median(there) - 1
    yield Row("an epoch on the command line", f"{median(there):.2f} s")
    yield Row("the same, started from the page", f"{ratio:+.1%}", "at most +3 %")


def _estimate(server: Server) -> Iterator[Row]:
    """Have the time of a training estimated, and see how long it takes."""
    asked = {"recipe": "mlp", "overrides": {"epochs": 3}}
    study = call(server, "POST", "/studies", {"kind": "estimate", **asked})
    while (found := call(server, "GET", f"/studies/{study['id']}"))["result"] is None:
        time.sleep(LOOK_S)
    run_id = call(server, "POST", "/runs", asked)["id"]
    while not has_ended(run := call(server, "GET", f"/runs/{run_id}")):
        time.sleep(LOOK_S)
    ratio = found["result"]["total_s"] / run["duration_s"]
    yield Row("the estimate over the time that mlp then takes", f"{ratio:.2f}")


def _trained_on_the_command_line(server: Server) -> str:
    options = ["--recipe", "nielsen", "--epochs", str(TRAINED_EPOCHS)]
    command = [sys.executable, "-m", "nnet", "train", *options]
    done = subprocess.run(
        command, cwd=ROOT, env=server.environment, capture_output=True, text=True, check=True
    )
    return re.findall(r"Run (\w+) finished", done.stdout)[0]


def _durations(server: Server, run_id: str) -> list[float]:
    """Return how long the epochs of a run took, but for the first, which reads the digits."""
    rows = call(server, "GET", f"/runs/{run_id}/metrics")["metrics"]
    return [row["duration_s"] for row in rows[1:]]


def _predictions(server: Server) -> Iterator[Row]:
    """Ask about a drawing again and again, before a training and while it goes."""
    picture = encode(draw(TWO).convert("RGB"))
    _answered(server, picture, 0.5)
    idle = _answered(server, picture, PREDICTING_S)
    run_id = queue(server, batch_size=10, training_digits=50_000, epochs=1000)
    until(server, run_id, has_begun)
    busy = _answered(server, picture, PREDICTING_S)
    call(server, "POST", f"/runs/{run_id}/stop")
    until(server, run_id, has_ended)
    yield Row("a prediction, 95th percentile", f"{idle * 1000:.1f} ms")
    yield Row("the same while a run trains", f"{busy / idle:.2f}", "at most 2.5 times")


def _answered(server: Server, picture: bytes, seconds: float) -> float:
    """Return the 95th percentile of the seconds that a prediction takes, asked one by one."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    taken, until_s = [], time.perf_counter() + seconds
    while (started := time.perf_counter()) < until_s:
        connection.request("POST", "/api/predictions", picture, {"Content-Type": "image/png"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"The server answered {answer.read()!r}.")
        answer.read()
        taken.append(time.perf_counter() - started)
    connection.close()
    return quantiles(taken, n=20)[-1]
