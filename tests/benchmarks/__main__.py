"""Runs every benchmark, or those named: ``python -m tests.benchmarks training serving``.

All sides of a ratio are measured in turn within one run, since machines are noisy; the figures are
medians. Nothing here fails: the bars are printed beside the figures.
"""

from __future__ import annotations

import os
import platform
import sys

# One thread of BLAS for every side, set before NumPy loads; convolution sets its own threads.
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")

from tests.benchmarks import (
    answering,
    attack,
    convolution,
    cost,
    journeys,
    lab,
    memory,
    photographs,
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
    "lab": lab.run,
    "journeys": journeys.run,
}


def main() -> None:
    """Run what the command line names."""
    chosen = sys.argv[1:] or list(BENCHMARKS)
    if unknown := set(chosen) - set(BENCHMARKS):
        sys.exit(f"Unknown: {', '.join(sorted(unknown))}. There are: {', '.join(BENCHMARKS)}.")
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python ", end="")
    print(platform.python_version())
    for name in chosen:
        print(f"\n{name}")
        for row in BENCHMARKS[name]():
            print(f"  {row.what:58} {row.found:>12}   {row.bar}", flush=True)


main()
