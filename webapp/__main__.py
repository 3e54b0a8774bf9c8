"""``python -m webapp``: serve the application until Ctrl+C or SIGTERM; and its commands.

Granian runs at least two processes: this one watches, the others (its workers) load the application
and answer. Only workers load NumPy, so that watching costs little memory.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from multiprocessing.synchronize import Semaphore
from typing import Any

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from nnet.parallel.parent_death import end_with_parent
from webapp import config, create_app
from webapp.backups.commands import backup, restore
from webapp.owner import SignInLinks
from webapp.server.address import Address, AddressError, announce, claim, note_port, noted_port
from webapp.static_site.commands import site
from webapp.static_site.one_file import one_file

CONNECTIONS = 1024
"""Connections that are open at once, most of them idle or slow; more of them wait."""

OPEN_FILES = CONNECTIONS + 512

HEAD_BYTES = 64 * 1024
"""The longest head of a request, and what is read of a body at a time."""

DRAIN_S = 10
"""How long requests that are under way may take to finish when the server is told to stop."""

EXIT_USAGE = 2

ARITHMETIC_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@click.group(
    invoke_without_command=True,
    help="Serve Inknet: the drawing page, the dashboard and the JSON API.",
)
@click.option("--host", help="Address to listen on.  [default: HOST, else 127.0.0.1]")
@click.option(
    "--port",
    help="Port to listen on; 0 takes a free one.  [default: PORT, else 8000 or the next free one]",
)
@click.option("--workers", help="Processes that answer.  [default: WORKERS, else 1]")
@click.pass_context
def main(context: click.Context, host: str | None, port: str | None, workers: str | None) -> None:
    """Serve until told to stop; a fault at the start is one line and exit status 2."""
    options = (("HOST", host), ("PORT", port), ("WORKERS", workers))
    given = {name: text for name, text in options if text is not None}
    if context.invoked_subcommand is None:
        _start(given)
    context.obj = given


main.add_command(backup)
main.add_command(restore)
main.add_command(site)
main.add_command(one_file)


@main.command("sign-in-link", help="Print a link that signs in whoever opens it first.")
@click.pass_obj
def sign_in_link(given: dict[str, Any]) -> None:
    """Make a link for a server that runs, with the same settings, on the same instance folder."""
    try:
        settings = config.load(given)
        token = SignInLinks(settings["INSTANCE_PATH"]).new_token()
    except config.ConfigurationError as error:
        _fail(error)
    except OSError as error:
        _complain(
            f"No link can be kept in {settings['INSTANCE_PATH']} ({error.strerror}). Name the "
            "server's own folder in INSTANCE_PATH, and be the user that it runs as."
        )
        sys.exit(EXIT_USAGE)
    host = settings["HOST"]
    address = Address(host, host, settings["PORT"] or noted_port(settings["INSTANCE_PATH"]))
    click.echo(_link(settings, address, token))


def _link(settings: Mapping[str, Any], address: Address, token: str) -> str:
    """Return the link with a token, to a server that listens at an address."""
    site = settings["PUBLIC_URL"] or f"{address.url}{config.prefix(settings) or ''}"
    return f"{site}/sign-in?token={token}"


def _start(given: dict[str, Any]) -> None:
    """Begin to serve; what speaks against it is one line and exit status 2."""
    try:
        settings = config.load(given)
        address = claim(settings["HOST"], settings["PORT"])
    except (config.ConfigurationError, AddressError) as error:
        _fail(error)
    # One picture at a time is too little work to share: threads would only wait for each other.
    for name in ARITHMETIC_THREADS:
        os.environ.setdefault(name, "1")
    _allow_open_files()
    with _counting_together(settings["WORKERS"]):
        _serve(given, address, settings["WORKERS"], settings["PATIENCE_S"])


@contextmanager
def _counting_together(workers: int) -> Iterator[None]:
    """Give several processes a folder to count in, see ``counters.py``, which ends with them."""
    if workers == 1:
        yield
        return
    from webapp.server.temporary_folder import temporary_folder

    with temporary_folder() as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        yield


class Once:
    """Something that one of several processes does: the first that asks whether it may."""

    def __init__(self) -> None:
        self._left: Semaphore = multiprocessing.Semaphore(1)

    def is_first(self) -> bool:
        """Return whether nobody has asked before."""
        return self._left.acquire(block=False)


def _serve(given: dict[str, Any], address: Address, workers: int, patience_s: int) -> None:
    """Run the server on an address that is free."""
    announcing, refusing = Once(), Once()
    server = Granian(
        "webapp",
        address=address.ip,
        port=address.port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        # Another process takes the place of one that dies, as long as others answer meanwhile.
        respawn_failed_workers=workers > 1,
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(
            header_read_timeout=patience_s * 1000, max_buffer_size=HEAD_BYTES
        ),
        workers_kill_timeout=DRAIN_S,
        log_enabled=False,
    )
    load = partial(_load, given, address, announcing, refusing)
    failure = None
    try:
        server.serve(target_loader=load, wrap_loader=False)
    except SystemExit as ended:
        failure = ended
    if not refusing.is_first():
        sys.exit(EXIT_USAGE)
    if failure is not None:
        _complain("The server stopped, because the process that answers ended unexpectedly.")
        raise failure


def _load(given: dict[str, Any], address: Address, announcing: Once, refusing: Once) -> Any:
    """Return the application; runs in each worker."""
    end_with_parent()
    # Until Granian sets its own, the handlers inherited from the watching process would ignore
    # that the server is told to stop.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)

    # What is loaded stays: looking for garbage meanwhile takes a seventh of the start, and looking
    # at it again later would make requests wait.
    gc.disable()
    from nnet.models.checkpoint import CheckpointError
    from nnet.store.runs import StoreError
    from webapp.http import logs
    from webapp.server.gateway import Gateway
    from webapp.server.malloc import return_freed_memory
    from webapp.services import services_of

    logs.configure(config.log_format(config.load(given)))
    return_freed_memory()
    try:
        app = create_app(given)
    except (config.ConfigurationError, CheckpointError, StoreError, OSError) as error:
        if refusing.is_first():
            _complain(str(error))
        if sys.platform != "win32":
            # Others would be started in this one's place, and have nothing to add.
            os.kill(os.getppid(), signal.SIGTERM)
        sys.exit(EXIT_USAGE)
    gc.freeze()
    gc.enable()
    if announcing.is_first():
        note_port(app.config["INSTANCE_PATH"], address.port)
        links = services_of(app).owner.links
        # A log is read by others, and kept.
        for_a_person = config.is_loopback(app.config["HOST"]) and sys.stdout.isatty()
        announce(address, _link(app.config, address, links.new_token()) if for_a_person else None)
    settings = app.config
    return Gateway(app, settings["PATIENCE_S"], config.MAX_BODY_BYTES, settings["PROXIES"])


def _allow_open_files() -> None:
    """Let this process and its children have as many files open as there may be connections."""
    try:
        import resource
    except ImportError:  # Windows knows no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < OPEN_FILES:
        wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _fail(error: Exception) -> Any:
    """End with one line about what was wrong."""
    _complain(str(error))
    sys.exit(EXIT_USAGE)


def _complain(text: str) -> None:
    """Write one line to stderr."""
    click.echo(f"Error: {' '.join(text.split())}", err=True)


if __name__ == "__main__":
    main()
