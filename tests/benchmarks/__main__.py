"""Runs every benchmark, or those named: ``python -m tests.benchmarks training serving``.

With ``--against PATH`` this checkout is compared with another one, as far as it can be.

All sides of a ratio are measured in turn within one run, since machines are noisy; the figures are
medians. Nothing here fails: the bars are printed beside the figures.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from functools import partial
from pathlib import Path

# One thread of BLAS for every side, set before NumPy loads; convolution sets its own threads.
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")

from tests.benchmarks import (
    against,
    answering,
    attack,
    convolution,
    cost,
    inside,
    journeys,
    lab,
    memory,
    photographs,
    reader,
    room,
    serving,
    sharing,
    training,
    visit,
)

BENCHMARKS = {
    "training": training.run,
    "convolution": convolution.run,
    "cost": cost.run,
    "memory": memory.run,
    "answering": answering.run,
    "photographs": photographs.run,
    "serving": serving.run,
    "sharing": sharing.run,
    "attack": attack.run,
    "visit": visit.run,
    "inside": inside.run,
    "reader": reader.run,
    "lab": lab.run,
    "room": room.run,
    "journeys": journeys.run,
}


COMPARISONS = {
    "answering": against.answering,
    "serving": against.serving_predictions,
}


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--against", type=Path, help="a checkout to compare this one with, in turn")
    given = parser.parse_args()
    known = BENCHMARKS
    if given.against is not None:
        known = {name: partial(run, given.against) for name, run in COMPARISONS.items()}
    chosen = given.names or list(known)
    if unknown := set(chosen) - set(known):
        sys.exit(f"Unknown: {', '.join(sorted(unknown))}. There are: {', '.join(known)}.")
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python ", end="")
    print(platform.python_version())
    for name in chosen:
        print(f"\n{name}")
        for row in known[name]():
            print(f"  {row.what:58} {row.found:>12}   {row.bar}", flush=True)


main()
