"""Trains each recipe for a moment and prints, as JSON, digests of the weights that it ends with.

``python -m tests.support.weight_digests > tests/data/weight_digests.json`` records them; it has to
be run with the environment that ``pinned`` returns. The weights depend to the bit on the kernels
of BLAS and NumPy, hence the record of these, and of the losses, which hardly depend on them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

from nnet.core.data import Splits, load_mnist
from nnet.jobs.experiment import run_experiment
from nnet.models.checkpoint import parse_model
from nnet.models.recipes import RECIPES, recipe_config
from nnet.store.runs import RunStore
from tests.support.stores import prepared_file

RECORD = Path(__file__).resolve().parents[1] / "data" / "weight_digests.json"
WIDE = ("AVX512", "X86_V4")
"""How NumPy's names of the wider instructions begin, which not every processor has."""


def pinned() -> dict[str, str]:
    """Return an environment in which most processors compute with the same kernels."""
    features = np._core._multiarray_umath.__cpu_features__
    switched = np._core._multiarray_umath.__cpu_dispatch__
    wide = [name for name in switched if features[name] and name.startswith(WIDE)]
    return {
        **os.environ,
        "OPENBLAS_CORETYPE": "Haswell",
        "OPENBLAS_NUM_THREADS": "1",
        "NPY_DISABLE_CPU_FEATURES": " ".join(wide),
    }


def kernels() -> list[str]:
    """Return what BLAS and NumPy compute with in this process."""
    features = np._core._multiarray_umath.__cpu_features__
    blas = [info["architecture"] for info in threadpool_info() if info["user_api"] == "blas"]
    return [np.__version__, *blas, *sorted(name for name, found in features.items() if found)]


def digests() -> dict[str, dict[str, object]]:
    """Return each recipe's final weights as SHA-256, and its final training loss."""
    mnist = load_mnist()
    few = Splits(mnist.training[:300], mnist.validation[:50], mnist.test[:50])
    found: dict[str, dict[str, object]] = {}
    for recipe in RECIPES:
        config = dataclasses.replace(recipe_config(recipe), epochs=2, strokes=None)
        config = dataclasses.replace(
            config, drawn=min(config.drawn, 30), cut=min(config.cut, 20), seed=7
        )
        with tempfile.TemporaryDirectory() as folder:
            store = RunStore(f"sqlite:///{shutil.copy(prepared_file(), folder)}")
            run_id = run_experiment(config, store, few).run_id
            network = parse_model(store.checkpoint(run_id), recipe).network
            losses = [epoch["train_loss"] for epoch in store.metrics(run_id)]
            store.close()
        arrays = network.named_arrays()
        content = b"".join(arrays[name].tobytes() for name in sorted(arrays))
        found[recipe] = {"sha256": hashlib.sha256(content).hexdigest(), "train_loss": losses[-1]}
    return found


if __name__ == "__main__":
    print(json.dumps({"kernels": kernels(), "recipes": digests()}, indent=1))
