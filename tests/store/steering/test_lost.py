"""Runs whose process, or store, is lost meanwhile."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from nnet.jobs import recorder
from nnet.jobs.experiment import train_claimed_run
from nnet.models.recipes import recipe_config
from nnet.store import queue as work_queue
from nnet.store.claimed_run import claim_next
from nnet.store.queue import Superseded
from nnet.store.run_queue import queue_run, queue_silent
from nnet.store.runs import RunStore
from tests.store.steering.calls import BEARER, post, queue


def test_what_a_lost_process_still_writes_is_refused(client, store, few):
    run_id = queue(client, epochs=2)
    first = claim_next(store)
    first.lose("It was killed.")
    second = claim_next(store)
    assert second.attempt > first.attempt
    for late in (
        lambda: first.report("running", None),
        lambda: first.heartbeat(),
        lambda: first.finish("failed", "late"),
    ):
        with pytest.raises(Superseded):
            late()
    assert train_claimed_run(first, few).status == "superseded"
    assert train_claimed_run(second, few).status == "finished"
    assert [row["epoch"] for row in store.metrics(run_id)] == [1, 2]


def test_a_run_whose_process_is_lost_is_tried_three_times(client, store):
    run_id = queue(client)
    for _ in range(3):
        claim_next(store).lose("It was killed.")
    run = client.get(f"/api/runs/{run_id}").json
    assert run["status"] == "failed" and "It was killed." in run["error"]
    assert claim_next(store) is None
    post(client, f"/{run_id}/resume")
    assert claim_next(store).values()["losses"] == 0


def test_a_run_whose_process_fell_silent_is_queued_again(client, store, monkeypatch):
    run_id = queue(client)
    claim_next(store)
    queue_silent(store)
    assert client.get(f"/api/runs/{run_id}").json["status"] == "running"
    later = datetime.now(UTC) + timedelta(seconds=60)

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return later

    monkeypatch.setattr(work_queue, "datetime", Later)
    assert store.run(run_id)["status"] == "interrupted"
    queue_silent(store)
    assert store.run(run_id)["status"] == "queued"


def test_a_run_whose_store_is_locked_as_it_begins_waits(tmp_path, few, monkeypatch):
    monkeypatch.setattr("nnet.store.database.BUSY_TIMEOUT_S", 0)
    tried = threading.Event()
    monkeypatch.setattr(recorder.time, "sleep", lambda seconds: tried.set() or tried.wait(0.01))
    store = RunStore(f"sqlite:///{tmp_path / 'runs.db'}")
    store.prepare()
    run_id = queue_run(store, recipe_config("nielsen", epochs=1), "")["id"]
    worker = threading.Thread(target=train_claimed_run, args=(claim_next(store), few))
    with closing(sqlite3.connect(tmp_path / "runs.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        worker.start()
        assert tried.wait(60)
    worker.join()
    run = store.run(run_id)
    assert (run["status"], run["epochs_done"], run["error"]) == ("finished", 1, None)
    store.close()


def test_a_deleted_run_is_no_longer_trained(client, store, few):
    run_id = queue(client, epochs=1)
    claimed = claim_next(store)
    claimed.lose("")
    client.delete(f"/api/runs/{run_id}", headers=BEARER)
    assert train_claimed_run(claimed, few).status == "superseded"
