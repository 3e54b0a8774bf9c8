"""``python -m nnet`` in processes that are forked from one that has imported it.

Importing it takes a second, and the tests run a hundred commands.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

from nnet.commands import COMMANDS

_modules = {f"nnet.commands.{place.partition(':')[0]}" for place in COMMANDS.values()}
ROOT = Path(__file__).resolve().parents[2]

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__, "tests.support.mnist_in_memory", *_modules])


def environment_of(instance):
    """Return this process's environment, but for an instance folder of its own."""
    unwanted = ("DATABASE_URL", "STROKES_FILE", "DATA_DIRECTORY")
    kept = {key: value for key, value in os.environ.items() if key not in unwanted}
    return {**kept, "INSTANCE_PATH": str(instance), "PYTHONPATH": str(ROOT)}


def run_nnet(arguments, environment, folder):
    """Run a command to its end and return what it did, as ``subprocess.run`` does."""
    with tempfile.TemporaryDirectory() as streams:
        out, err = Path(streams, "out"), Path(streams, "err")
        process = _context.Process(target=_run, args=(arguments, environment, folder, out, err))
        process.start()
        process.join()
        texts = [path.read_text() for path in (out, err)]
    return subprocess.CompletedProcess(arguments, process.exitcode, *texts)


def _run(arguments, environment, folder, out, err):
    """Become ``python -W error -m nnet``."""
    from nnet.commands import main

    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    warnings.simplefilter("error")
    sys.argv = ["nnet", *arguments]
    main(arguments, prog_name="python -m nnet")
