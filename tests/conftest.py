"""What tests share: an application and its client; the command line; each with its own store.

A test that only asks an application, or is refused by it, is marked ``changes_nothing``: it shares
one application with all others of its kind instead of having one made.
"""

from __future__ import annotations

import secrets
import shutil
import signal
import sqlite3
import subprocess
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings
from werkzeug.routing import Rule

import nnet.classroom.tables  # what Base.metadata would lack, wherever it is looked at
from nnet.commands import main
from nnet.core import data
from nnet.core.data import Splits, load_mnist
from nnet.models.checkpoint import SHIPPED_MODEL
from nnet.store.database import open_engine
from nnet.store.runs import RunStore
from nnet.store.tables import Base
from tests.support import pictures
from tests.support.applications import application, kept_builders
from tests.support.commands import environment_of, run_nnet
from tests.support.ensure_postgres import find_postgres
from tests.support.kept_mnist import kept
from tests.support.lacking import lacking
from tests.support.memory_folder import keep_temporary_files_in_memory
from tests.support.owner import TOKEN
from tests.support.postgres import postgres
from tests.support.stores import prepare, prepared_file
from webapp.assets import files
from webapp.inference import recognizer
from webapp.services import services_of

ROOT = Path(__file__).resolve().parent.parent

keep_temporary_files_in_memory()

# How long an example takes says more of the machine than of the program.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# A shell that runs the tests in the background has them ignore Ctrl-C, and what they start as well.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def what_never_changes_is_made_once():
    """Applications share the shipped networks and more, most of their cost; and all share MNIST."""
    load_model, guard = recognizer.load_model, cache(recognizer.load_guard)
    stroke_reader = cache(recognizer.load_stroke_reader)
    shipped = cache(lambda: load_model(SHIPPED_MODEL))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "_read", kept(data._read))
        patch.setattr(files, "versioned_path", cache(files.versioned_path))
        patch.setattr(Rule, "_compile_builder", kept_builders(Rule._compile_builder))
        patch.setattr(recognizer, "load_guard", guard)
        patch.setattr(recognizer, "load_stroke_reader", stroke_reader)
        patch.setattr(
            recognizer,
            "load_model",
            lambda path: shipped() if path == SHIPPED_MODEL else load_model(path),
        )
        yield


@pytest.fixture(scope="session")
def postgres_programs():
    """PostgreSQL's programs; without them their tests are skipped, but not in CI."""
    programs = find_postgres()
    if programs is None:
        lacking("PostgreSQL", "ensure_postgres")
    return programs


@pytest.fixture(scope="session")
def postgres_server(postgres_programs):
    """A PostgreSQL server."""
    with postgres(postgres_programs) as server:
        yield server


@pytest.fixture(scope="session")
def prepared_database(postgres_server):
    """The address of a PostgreSQL database of the same kind, with a copy of each of its tables."""
    with _new_database(postgres_server) as url:
        prepare(url)
        with _executing(url) as execute:
            execute("CREATE SCHEMA kept")
            for table in Base.metadata.sorted_tables:
                execute(f"CREATE TABLE kept.{table} AS TABLE {table}")
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """The address of a new store, of each kind."""
    if request.param == "postgresql":
        with _new_database(request.getfixturevalue("postgres_server")) as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path / 'deep' / 'runs.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def prepared_url(request, tmp_path):
    """The address of a store with the shipped histories, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(prepared_file(), tmp_path)}"
    url = request.getfixturevalue("prepared_database")
    with _executing(url) as execute:  # another database would take half a second
        execute(f"TRUNCATE {', '.join(Base.metadata.tables)}")
        for table in Base.metadata.sorted_tables:
            execute(f"INSERT INTO {table} SELECT * FROM kept.{table}")
    return url


@contextmanager
def _new_database(server):
    """The address of an empty database of a PostgreSQL server."""
    name = f"test_{secrets.token_hex(6)}"
    with _executing(server.url("postgres")) as execute:
        execute(f"CREATE DATABASE {name}")
        yield server.url(name)
        execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _executing(url):
    """A function that executes statements, each for itself."""
    engine = open_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection.exec_driver_sql
    engine.dispose()


@pytest.fixture(scope="session")
def new_instance(tmp_path_factory):
    """A function that makes instance folders with prepared stores."""

    def make():
        folder = tmp_path_factory.mktemp("instance")
        shutil.copy(prepared_file(), folder)
        return folder

    return make


@pytest.fixture
def instance(tmp_path):
    """An instance folder with a prepared store."""
    folder = tmp_path / "instance"
    folder.mkdir()
    shutil.copy(prepared_file(), folder)
    return folder


@pytest.fixture
def create(instance):
    """Return applications with a store of their own, with settings changed by keyword."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(application(instance, **settings))


@pytest.fixture(scope="session")
def shared_app(new_instance):
    """The application of all tests that change nothing; in the end nothing of it has changed."""
    folder = new_instance()
    with application(folder, OWNER_TOKEN=TOKEN) as app:
        recognizer, before = services_of(app).recognizer, _content(folder)
        model = recognizer.model
        yield app
        assert recognizer.active_run is None and recognizer.model is model
        assert _content(folder) == before


def _content(folder):
    """Return all that the file of a store says, but for where its owner is signed in."""
    with closing(sqlite3.connect(folder / "runs.db")) as store:
        return [line for line in store.iterdump() if 'INTO "sign_ins"' not in line]


@pytest.fixture
def app(request):
    """An application with the shipped model and the shipped histories."""
    if request.node.get_closest_marker("changes_nothing"):
        return request.getfixturevalue("shared_app")
    return request.getfixturevalue("create")()


@pytest.fixture
def owned(request):
    """An application whose owner has a token, ``tests.support.owner.TOKEN``."""
    if request.node.get_closest_marker("changes_nothing"):
        return request.getfixturevalue("shared_app")
    return request.getfixturevalue("create")(OWNER_TOKEN=TOKEN)


@pytest.fixture
def client(app):
    """A client of that application."""
    return app.test_client()


@pytest.fixture
def seven():
    """A drawing of a seven, as PNG."""
    return pictures.encode(pictures.draw(pictures.SEVEN))


@pytest.fixture
def environment(instance):
    """An environment whose instance folder is a new one."""
    return environment_of(instance)


@pytest.fixture
def nnet(environment, tmp_path):
    """A function that runs a command in ``tmp_path`` and returns what it did."""

    def run(*arguments):
        return run_nnet([str(argument) for argument in arguments], environment, tmp_path)

    return run


@pytest.fixture
def nnet_here(environment, tmp_path, monkeypatch):
    """The same within this process, for the many commands that are refused before they begin."""
    for name in ("DATABASE_URL", "STROKES_FILE", "DATA_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INSTANCE_PATH", environment["INSTANCE_PATH"])
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        arguments = [str(argument) for argument in arguments]
        done = CliRunner().invoke(main, arguments, prog_name="python -m nnet")
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def store(environment):
    """The store that the commands write to."""
    store = RunStore(f"sqlite:///{environment['INSTANCE_PATH']}/runs.db")
    yield store
    store.close()


@pytest.fixture
def strokes(tmp_path):
    """A stroke file: ten digits of a writer to learn from, ten of one who is only measured on."""
    path = tmp_path / "strokes.jsonl"
    text = (ROOT / "tests" / "data" / "strokes.jsonl").read_text()
    path.write_text(text.replace('"upright"', '"tra-01"').replace('"slanted"', '"tra-05"'))
    return path


@pytest.fixture(scope="session")
def few():
    """A thousand digits to learn from, and some to evaluate with."""
    splits = load_mnist()
    return Splits(splits.training[:1000], splits.validation[:200], splits.test[:200])
