"""Backing up and restoring, by the very commands of docs/hosting.md."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import contextmanager

import psycopg

from tests.support.locks import ROOT
from tests.support.owner import TOKEN, call
from tests.support.servers import serving

BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "hosting.md").read_text(), re.S)
IN_THE_CONTAINER = "docker compose exec -T database "


def commands(*parts):
    """Return the block of the guide that has all of some parts."""
    (block,) = [block for block in BLOCKS if all(part in block for part in parts)]
    return block


def name_of_a_run(folder, name=None, **settings):
    """Serve, give the newest run a name if there is one, and return the name that it has."""
    with serving(folder, OWNER_TOKEN=TOKEN, **settings) as server:
        return named(server, name)


def named(server, name=None):
    """Give the newest run of a server a name if there is one, and return the name that it has."""
    run = call(server, "GET", "/runs?limit=1")["runs"][0]
    if name is not None:
        run = call(server, "PATCH", f"/runs/{run['id']}", {"name": name})
    return run["name"]


def test_sqlite_is_copied_while_the_server_goes_on_and_put_back(tmp_path):
    folder = tmp_path / "instance"
    folder.mkdir()
    back_up, restore = commands("VACUUM INTO"), commands("cp -p backup/runs.db")

    def run(block):
        block = block.replace(".venv/bin/python", sys.executable)
        subprocess.run(["sh", "-e"], input=block, text=True, cwd=tmp_path, check=True)

    with serving(folder, OWNER_TOKEN=TOKEN) as server:
        assert named(server, "before") == "before"
        run(back_up)
        assert named(server, "after") == "after"
    run(restore)
    assert name_of_a_run(folder) == "before"


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
    back_up, restore = commands("pg_dump"), commands("pg_restore")
    assert back_up.startswith(IN_THE_CONTAINER) and restore.startswith(IN_THE_CONTAINER)
    with inknets_database(postgres_server) as url:
        path = f"{postgres_programs}:{os.environ['PATH']}"
        env = {**os.environ, "PATH": path, "PGHOST": url.partition("?host=")[2]}

        def run(block):
            block = block.removeprefix(IN_THE_CONTAINER)
            subprocess.run(["sh", "-e"], input=block, text=True, cwd=tmp_path, env=env, check=True)

        with serving(folder, OWNER_TOKEN=TOKEN, DATABASE_URL=url) as server:
            assert named(server, "before") == "before"
            run(back_up)
            assert named(server, "after") == "after"
        run(restore)
        assert name_of_a_run(folder, DATABASE_URL=url) == "before"
