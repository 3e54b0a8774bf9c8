"""The run store: what is recorded, what is listed, and what happens when it is not as it should."""

import dataclasses
import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from nnet.core.evaluation import EpochMetrics
from nnet.models.recipes import recipe_config
from nnet.store import queue, runs
from nnet.store.claimed_run import ClaimedRun
from nnet.store.database import MIGRATIONS, newest_revision, open_engine
from nnet.store.runs import RunStore, StoreError, StoreUnavailable
from nnet.store.tables import Base
from tests.store.dialects import on_sqlite
from tests.support.shipped import SHIPPED


@pytest.fixture
def path(tmp_path):
    """Where the store's file is."""
    return tmp_path / "deep" / "runs.db"


@pytest.fixture
def store(prepared_url):
    """A store of each kind, with the shipped histories."""
    store = RunStore(prepared_url)
    yield store
    store.close()


@pytest.fixture
def new(database_url):
    """A store of each kind that was prepared just now."""
    store = RunStore(database_url)
    store.prepare()
    yield store
    store.close()


@pytest.fixture
def filed(path):
    """The same in a file."""
    store = RunStore(f"sqlite:///{path}")
    store.prepare()
    yield store
    store.close()


def start(store, name="mine"):
    """Record a run that has just started and return its id."""
    return store.create_run(recipe_config("nielsen"), name, "784-30-10", 23860, {"cores": 2})


def measured(epoch, accuracy=0.9):
    """Return an epoch's metrics, all of them plausible."""
    return dataclasses.asdict(
        EpochMetrics(epoch, 0.2, 0.91, 0.3, accuracy, 0.25, accuracy - 0.01, 3.0, 1.5)
    )


def test_a_new_store_holds_the_shipped_histories_whole(new):
    runs, cursor = new.runs()
    assert {run["recipe"] for run in runs} == SHIPPED and cursor is None
    for run in runs:
        rows = new.metrics(run["id"])
        assert [row["epoch"] for row in rows] == list(range(1, run["epochs"] + 1))
        assert rows[-1]["test_accuracy"] == run["test_accuracy"]
        assert run["best_validation_accuracy"] == max(row["validation_accuracy"] for row in rows)
        assert run["status"] == "finished"


def test_shipped_histories_come_once_and_all_or_none(path, filed):
    filed.prepare()
    assert len(filed.runs()[0]) == len(SHIPPED)
    broken = path.parent / "histories"
    broken.mkdir()
    (broken / "a.json").write_text('{"run": {}}')
    empty = RunStore(f"sqlite:///{path.parent / 'other.db'}")
    with pytest.raises(KeyError):
        empty.prepare(broken)
    empty.prepare()
    assert {run["recipe"] for run in empty.runs()[0]} == SHIPPED
    empty.close()


def test_a_history_recorded_before_drawings_were_measured_is_taken(path):
    folder = path.parent / "histories"
    folder.mkdir(parents=True)
    history = json.loads((runs.HISTORIES / "nielsen.json").read_text())
    for row in (history["run"], *history["metrics"]):
        row.pop("drawings_accuracy", None)
    (folder / "old.json").write_text(json.dumps(history))
    store = RunStore(f"sqlite:///{path}")
    store.prepare(folder)
    (run,) = store.runs()[0]
    assert run["drawings_accuracy"] is None and run["test_accuracy"] is not None
    assert all(row["drawings_accuracy"] is None for row in store.metrics(run["id"]))
    store.close()


def test_a_run_grows_epoch_by_epoch(store):
    run_id = start(store)
    assert store.run(run_id)["status"] == "running" and store.metrics(run_id) == []
    for epoch, accuracy in enumerate((0.90, 0.95, 0.93), 1):
        metrics = {**measured(epoch, accuracy), "drawings_accuracy": accuracy - 0.02}
        ClaimedRun(store, run_id).add_epoch(metrics, epoch * 2.0, {"last": b"%d" % epoch})
    run = store.run(run_id)
    assert (run["epochs_done"], run["best_validation_accuracy"]) == (3, 0.95)
    assert (run["test_accuracy"], run["duration_s"]) == (pytest.approx(0.92), 6.0)
    assert run["drawings_accuracy"] == pytest.approx(0.91)
    assert [row["epoch"] for row in store.metrics(run_id, after=1)] == [2, 3]
    assert store.checkpoint(run_id) == b"3" and store.checkpoint(run_id, "best") is None
    ClaimedRun(store, run_id).finish("finished")
    assert store.run(run_id)["status"] == "finished" and store.run(run_id)["finished_at"]


def test_an_epoch_is_recorded_whole_or_not_at_all(store):
    run_id = start(store)
    claimed = ClaimedRun(store, run_id)
    claimed.add_epoch(measured(1), 1.0, {"last": b"one"})
    with pytest.raises(sa.exc.IntegrityError):
        claimed.add_epoch(measured(1), 2.0, {"last": b"again"})
    assert store.checkpoint(run_id) == b"one" and store.run(run_id)["duration_s"] == 1.0


def test_pages_follow_each_other_newest_first(store):
    ids = [start(store, f"run {number}") for number in range(7)]
    seen, cursor = [], None
    while True:
        page, cursor = store.runs(limit=3, cursor=cursor)
        seen += [run["id"] for run in page]
        if cursor is None:
            break
    assert seen[:7] == ids[::-1] and len(seen) == len(set(seen)) == 7 + len(SHIPPED)


@on_sqlite
def test_a_new_run_does_not_disturb_the_pages(store):
    ids = [start(store) for _ in range(4)]
    first, cursor = store.runs(limit=2)
    start(store, "newcomer")
    second, _ = store.runs(limit=2, cursor=cursor)
    assert [run["id"] for run in first + second] == ids[::-1]


@on_sqlite
@pytest.mark.parametrize("cursor", ["", "x", "ä", "eA==", "MjAyNiBhYg==", "A" * 10_000])
def test_a_foreign_cursor_is_refused(store, cursor):
    with pytest.raises(ValueError, match="is not one that a list gave"):
        store.runs(cursor=cursor)


@on_sqlite
def test_statuses_filter(store):
    run_id = start(store)
    assert [run["id"] for run in store.runs(statuses=["running"])[0]] == [run_id]
    assert len(store.runs(statuses=["finished", "running"])[0]) == 1 + len(SHIPPED)
    assert store.runs(statuses=["failed"])[0] == []


def test_a_run_whose_process_fell_silent_is_shown_as_interrupted(store, monkeypatch):
    run_id = start(store)
    later = datetime.now(UTC) + timedelta(minutes=2)

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return later

    with monkeypatch.context() as patch:
        patch.setattr(queue, "datetime", Later)
        assert store.run(run_id)["status"] == "interrupted"
        assert [run["id"] for run in store.runs(statuses=["interrupted"])[0]] == [run_id]
        assert store.runs(statuses=["running"])[0] == []
        ClaimedRun(store, run_id).heartbeat()
        assert store.run(run_id)["status"] == "running"


@on_sqlite
def test_unknown_ids_are_none(store):
    assert store.run("nope") is None and store.metrics("nope") is None
    assert store.checkpoint("nope") is None and store.export_run("nope") is None


def test_migrations_lead_to_the_tables_that_the_program_knows(new, database_url):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == newest_revision()
    engine = open_engine(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_an_older_file_is_copied_before_its_schema_changes(filed, path):
    run_id = start(filed, "kept")
    filed.close()
    engine = open_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, "0006")
    engine.dispose()
    newer = RunStore(f"sqlite:///{path}")
    newer.prepare()
    assert newer.run(run_id)["name"] == "kept" and newer.run(run_id)["attempt"] == 1
    newer.close()
    copy = sqlite3.connect(path.with_name(f"runs.db.before-{newest_revision()}"))
    assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0006",)
    assert copy.execute("SELECT name FROM runs WHERE id = ?", (run_id,)).fetchone() == ("kept",)
    copy.close()
    assert sorted(each.name for each in path.parent.glob("runs.db.*before*")) == [
        f"runs.db.before-{newest_revision()}"
    ]


def execute(path, statement):
    """Run one statement on the store's file."""
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement)
    connection.close()


def test_a_newer_store_is_left_alone(filed, path):
    filed.close()
    execute(path, "UPDATE alembic_version SET version_num = '9999'")
    newer = RunStore(f"sqlite:///{path}")
    with pytest.raises(StoreError, match=r"version '9999'.*newer version of it has been here"):
        newer.prepare()
    newer.close()


def test_a_damaged_file_is_named_and_left_alone(tmp_path):
    path = tmp_path / "runs.db"
    path.write_bytes(b"this is no database" * 100)
    damaged = RunStore(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="damaged"):
        damaged.prepare()
    damaged.close()
    assert path.read_bytes() == b"this is no database" * 100


def test_a_locked_store_says_so_and_can_be_read(filed, path, monkeypatch):
    monkeypatch.setattr("nnet.store.database.BUSY_TIMEOUT_S", 0)
    impatient = RunStore(f"sqlite:///{path}")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked"):
        start(impatient)
    assert len(impatient.runs()[0]) == len(SHIPPED)
    holder.execute("ROLLBACK")
    holder.close()
    assert start(impatient)
    impatient.close()


@pytest.mark.parametrize("url", ["nonsense", "nodb://x/y", "sqlite:////dev/null/runs.db"])
def test_an_unusable_address_is_named(url):
    with pytest.raises(StoreError, match="DATABASE_URL or INSTANCE_PATH"):
        RunStore(url)
