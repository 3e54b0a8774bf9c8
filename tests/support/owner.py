"""What the owner of a real server asks it about its runs, for the tests that watch one train."""

from __future__ import annotations

import json
import sqlite3
import urllib.request
from contextlib import closing
from pathlib import Path

import psutil

from tests.support.patience import eventually
from tests.support.servers import STOP_S

TOKEN = "a token of the tests"


def call(server, method, path, body=None):
    """Call the API as the owner and return what it answers."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{server.url}/api{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=STOP_S) as answer:
        return json.load(answer)


def predict(server, picture):
    """Have a picture read and return the answer."""
    headers = {"Content-Type": "image/png"}
    request = urllib.request.Request(f"{server.url}/api/predictions", picture, headers)
    with urllib.request.urlopen(request, timeout=STOP_S) as answer:
        return json.load(answer)


def queue(server, **overrides):
    """Queue a run, whose epochs are short, and return its id."""
    short = {"batch_size": 500, "training_digits": 5000}
    body = {"recipe": "nielsen", "overrides": {**short, **overrides}}
    return call(server, "POST", "/runs", body)["id"]


def until(server, run_id, is_so):
    """Wait until a run is so, and return it."""
    return eventually(lambda: call(server, "GET", f"/runs/{run_id}"), is_so, timeout_s=300)


def has_begun(run):
    """Whether a run has finished an epoch and goes on."""
    return run["status"] == "running" and run["epochs_done"] >= 1


def stop(server, run_id):
    """Stop a run, wait for its end, and return it."""
    call(server, "POST", f"/runs/{run_id}/stop")
    return until(server, run_id, has_ended)


def has_ended(run):
    """Whether a run will not go on by itself."""
    return run["status"] in ("finished", "failed", "stopped")


def epochs(server, run_id):
    """Return the epochs that a run has recorded, in order."""
    return [row["epoch"] for row in call(server, "GET", f"/runs/{run_id}/metrics")["metrics"]]


def store_of(server):
    """Open a server's store beside it."""
    path = Path(server.environment["INSTANCE_PATH"], "runs.db")
    return closing(sqlite3.connect(path, isolation_level=None))


def fall_silent(server, run_id):
    """Have a run whose process has ended look as if it had not been heard of for long."""
    with store_of(server) as store:
        long_ago = "2026-01-01 00:00:00.000000"
        store.execute("UPDATE runs SET updated_at = ? WHERE id = ?", (long_ago, run_id))


def workers(server):
    """Return the processes that train for a server."""

    def trains(process):
        try:
            return "spawn_main" in " ".join(process.cmdline())
        except psutil.NoSuchProcess:  # It has ended since they were listed.
            return False

    return [*filter(trains, psutil.Process(server.process.pid).children(recursive=True))]
