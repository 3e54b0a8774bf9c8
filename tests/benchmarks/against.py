"""This checkout beside another one, in turn within one run: processor time, and the ratio.

``python -m tests.benchmarks answering serving --against PATH``. Of several rounds the least counts
on each side: whatever else a machine does can only add to it.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.benchmarks.answering import drawings
from tests.benchmarks.load import answers, prediction
from tests.benchmarks.photographs import photographs
from tests.benchmarks.serving import processor_s
from tests.benchmarks.timing import Row
from tests.support.servers import ROOT, serving

ROUNDS = 20
READINGS = 3
"""In each round, of each picture."""

SERVED_ROUNDS = 9
SERVED_S = 1.0
CONNECTIONS = 2

BARS = {
    "280x280 PNG to answer": 0.6,
    "a number of five digits that touch": 0.5,
    "a photograph of four megapixels": 0.8,
}
SERVED_BAR = 0.5


def answering(other: Path) -> Iterator[Row]:
    """Compare readings inside one process of each checkout."""
    pictures = {**drawings(), "a photograph of four megapixels": (photographs(1)[0], [])}
    with tempfile.NamedTemporaryFile() as file, ExitStack() as stack:
        file.write(pickle.dumps(pictures))
        file.flush()
        readers = [
            stack.enter_context(_reader(root, Path(file.name))) for root in (ROOT, other.resolve())
        ]
        for name in pictures:
            least = [float("inf")] * 2
            for _ in range(ROUNDS):
                for side, reader in enumerate(readers):
                    least[side] = min(least[side], _ask(reader, name) / READINGS)
            yield _row(name, least, BARS.get(name))


def serving_predictions(other: Path) -> Iterator[Row]:
    """Compare predictions over HTTP, by what all processes of each server compute."""
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2)]
        servers = [
            stack.enter_context(serving(folder, new=True, root=root))
            for folder, root in zip(folders, (ROOT, other.resolve()), strict=True)
        ]
        least = [float("inf")] * 2
        for _ in range(SERVED_ROUNDS):
            for side, server in enumerate(servers):
                before = processor_s(server)
                asked = answers(server.port, prediction(server.port), SERVED_S, CONNECTIONS)
                least[side] = min(least[side], (processor_s(server) - before) / len(asked))
        yield _row("a prediction over HTTP", least, SERVED_BAR)


@contextmanager
def _reader(root: Path, drawings: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a process that reads with the code below a folder."""
    program = Path(__file__).with_name("reader_process.py")
    process = subprocess.Popen(
        [sys.executable, str(program), str(drawings)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.communicate()


def _ask(reader: subprocess.Popen[str], name: str) -> float:
    """Return the seconds that a process needed for some readings."""
    assert reader.stdin and reader.stdout
    print(name, READINGS, file=reader.stdin, flush=True)
    return float(reader.stdout.readline())


def _row(name: str, least: list[float], bar: float | None) -> Row:
    here, there = (f"{seconds * 1000:.2f}" for seconds in least)
    return Row(
        f"{name}: {here} ms here, {there} there",
        f"{least[0] / least[1]:.2f}",
        f"at most {bar}" if bar else "",
    )
