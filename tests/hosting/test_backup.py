"""Backing up and restoring, by the very commands of docs/hosting.md."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager

import psycopg
import pytest
from click.testing import CliRunner

from tests.support.applications import application
from tests.support.locks import ROOT
from tests.support.owner import TOKEN, call
from tests.support.servers import serving
from webapp.__main__ import main

BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "hosting.md").read_text(), re.S)
IN_THE_CONTAINER = "docker compose exec -T database "


def commands(*parts):
    """Return the block of the guide that has all of some parts."""
    (block,) = [block for block in BLOCKS if all(part in block for part in parts)]
    return block


def carry_out(block, folder, **environment):
    """Run a block of the guide as if a checkout were in a folder; return how that went."""
    block = block.replace(".venv/bin/python", sys.executable).replace(IN_THE_CONTAINER, "")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        ["sh", "-e"], input=block, text=True, cwd=folder, env=environment, capture_output=True
    )


def rename(server, name):
    """Give the newest run of a server a name."""
    run = call(server, "GET", "/runs?limit=1")["runs"][0]
    assert call(server, "PATCH", f"/runs/{run['id']}", {"name": name})["name"] == name


def name_of_a_run(folder, **settings):
    """Return the name of the newest run."""
    with application(folder, **settings) as app:
        return app.test_client().get("/api/runs?limit=1").json["runs"][0]["name"]


def test_sqlite_is_copied_while_the_server_goes_on_and_put_back(tmp_path):
    folder = tmp_path / "instance"
    folder.mkdir()
    back_up, restore = commands("webapp backup"), commands("webapp restore")
    here = {"INSTANCE_PATH": str(folder)}
    with serving(folder, OWNER_TOKEN=TOKEN) as server:
        rename(server, "long before")
        assert carry_out(back_up, tmp_path, **here).returncode == 0
        rename(server, "before")
        assert carry_out(back_up, tmp_path, **here).returncode == 0
        assert len([*(tmp_path / "backup").iterdir()]) == 2
        rename(server, "after")
        refused = carry_out(restore, tmp_path, **here)
        assert refused.returncode == 2 and "Stop the server" in refused.stderr
    assert name_of_a_run(folder) == "after"
    restored = carry_out(restore, tmp_path, **here)
    assert restored.returncode == 0, restored.stderr
    assert name_of_a_run(folder) == "before"
    (kept,) = folder.glob("runs.db.before-restore-*")
    assert str(kept) in restored.stdout
    shutil.copy(kept, folder / "runs.db")
    assert name_of_a_run(folder) == "after"


@contextmanager
def inknets_database(server):
    """The address of the database of the guide, and of the user that owns it."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE inknet LOGIN")
        connection.execute("CREATE DATABASE inknet OWNER inknet")
        yield server.url("inknet").replace("//tests@", "//inknet@")
        connection.execute("DROP DATABASE inknet WITH (FORCE)")
        connection.execute("DROP ROLE inknet")


def test_postgresql_is_dumped_while_the_server_goes_on_and_put_back(
    tmp_path, postgres_server, postgres_programs
):
    folder = tmp_path / "instance"
    folder.mkdir()
    inside = commands("pg_dump"), commands("pg_restore")
    outside = commands("webapp backup"), commands("webapp restore")
    assert all(block.startswith(IN_THE_CONTAINER) for block in inside)
    with inknets_database(postgres_server) as url:
        here = {
            "PATH": f"{postgres_programs}:{os.environ['PATH']}",
            "PGHOST": url.partition("?host=")[2],
            "DATABASE_URL": url,
        }
        with serving(folder, OWNER_TOKEN=TOKEN, DATABASE_URL=url) as server:
            rename(server, "before")
            for back_up in (*inside[:1] * 2, *outside[:1] * 2):
                done = carry_out(back_up, tmp_path, **here)
                assert done.returncode == 0, done.stderr
            refused = carry_out(outside[1], tmp_path, **here)
            assert refused.returncode == 2 and "Stop the server" in refused.stderr
            rename(server, "after")
        for restore in (inside[1], outside[1]):
            done = carry_out(restore, tmp_path, **here)
            assert done.returncode == 0, done.stderr
            with application(folder, DATABASE_URL=url, OWNER_TOKEN=TOKEN) as app:
                client = app.test_client()
                run = client.get("/api/runs?limit=1").json["runs"][0]
                assert run["name"] == "before"
                headers = {"Authorization": f"Bearer {TOKEN}"}
                client.patch(f"/api/runs/{run['id']}", json={"name": "after"}, headers=headers)


@pytest.fixture
def run(instance, monkeypatch):
    """A function that runs a command on an instance folder; returns its status and its words."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("INSTANCE_PATH", str(instance))

    def run(*arguments):
        done = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return run


def test_a_folder_keeps_the_newest_and_what_is_none_of_ours(run, tmp_path):
    folder = tmp_path / "backup"
    folder.mkdir()
    (folder / "inknet.db").write_text("somebody's own")
    made = []
    for _ in range(4):
        before = {*folder.iterdir()}
        assert run("backup", folder, "--keep", 2)[0] == 0
        made += {*folder.iterdir()} - before
    assert {*folder.iterdir()} == {folder / "inknet.db", *made[-2:]}


def test_what_cannot_be_copied_leaves_the_backup_that_is_there(run, instance, tmp_path):
    file = tmp_path / "backup.db"
    for _ in range(2):
        assert run("backup", file)[0] == 0
    good = file.read_bytes()
    for content in (b"", b"no database", (instance / "runs.db").read_bytes()[:100_000]):
        (instance / "runs.db").write_bytes(content)
        status, text = run("backup", file)
        assert status == 2 and text.startswith("Error: ") and text.count("\n") == 1
        assert file.read_bytes() == good and [*tmp_path.glob(".*")] == []
    status, text = run("restore", file)  # also in the place of a damaged one
    assert status == 0, text
    assert name_of_a_run(instance)


def of_the_future(file):
    with closing(sqlite3.connect(file)) as store, store:
        store.execute("UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda file: os.truncate(file, 100_000), "no backup of a store (database disk image"),
        (lambda file: os.truncate(file, 0), "no backup of a store (no such table"),
        (lambda file: file.write_bytes(b"something else" * 99), "no backup of a store (file is"),
        (of_the_future, "a newer version"),
        (lambda file: (file.unlink(), file.symlink_to(file.parent / "instance/runs.db")), "itself"),
    ],
)
def test_what_is_no_backup_changes_nothing(run, instance, tmp_path, spoil, expected):
    file = tmp_path / "backup.db"
    assert run("backup", file)[0] == 0
    spoil(file)
    before = (instance / "runs.db").read_bytes()
    status, text = run("restore", file)
    assert status == 2 and expected in text and text.count("\n") == 1, text
    assert (instance / "runs.db").read_bytes() == before
    assert [path.name for path in instance.glob("runs.db*")] == ["runs.db"]


def test_a_store_that_lost_all_its_content_is_told_at_the_start(tmp_path, caplog):
    (tmp_path / "runs.db").touch()
    assert name_of_a_run(tmp_path)
    assert [text for text in caplog.messages if "restore a backup" in text]
    caplog.clear()
    assert name_of_a_run(tmp_path) and caplog.messages == []


@pytest.mark.parametrize(
    ("target", "settings", "expected"),
    [
        ("instance/runs.db", {}, "the store itself"),
        ("instance/runs.db-wal", {}, "the store itself"),
        ("nowhere/backup.db", {}, "nowhere"),
        ("backup.db", {"INSTANCE_PATH": "/nowhere/at/all"}, ""),
        ("backup.db", {"DATABASE_URL": "sqlite://"}, "in memory"),
        ("backup.db", {"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ("backup.db", {"DATABASE_URL": "postgresql://127.0.0.1:1/x", "PATH": ""}, "postgresql-cli"),
    ],
)
def test_what_cannot_be_backed_up_is_said_in_a_line(
    run, tmp_path, monkeypatch, target, settings, expected
):
    for name, value in settings.items():
        monkeypatch.setenv(name, value.replace("/nowhere", f"{tmp_path}/nowhere"))
    before = {*tmp_path.rglob("*.db")}
    status, text = run("backup", tmp_path / target)
    assert status == 2 and expected in text and text.count("\n") == 1, text
    assert {*tmp_path.rglob("*.db")} == before
