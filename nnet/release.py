"""Making a finished run one of those that ship with the program."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from nnet.checkpoint import SHIPPED_MODEL, parse_model
from nnet.metrics import wilson_interval
from nnet.tracking import HISTORIES, RunStore

TEST_DIGITS = 10_000


def release_run(store: RunStore, run_id: str, with_model: bool) -> list[Path]:
    """Write a finished run's history, and its last checkpoint with a card; return the files.

    Raises ``ValueError`` when there is no such run or it has not finished.
    """
    exported, content = store.export_run(run_id), store.checkpoint(run_id)
    if exported is None or content is None or exported["run"]["status"] != "finished":
        raise ValueError(f"{run_id!r} is not the id of a finished run with a checkpoint.")
    written = [_write_json(HISTORIES / f"{exported['run']['recipe']}.json", exported)]
    if with_model:
        model = parse_model(content, f"The checkpoint of run {run_id}")
        # The card goes last: a model without its own card is refused, never half believed.
        _write(SHIPPED_MODEL, content)
        card = _card(exported, model.sha256)
        written += [SHIPPED_MODEL, _write_json(SHIPPED_MODEL.with_suffix(".json"), card)]
    return written


def _card(exported: dict[str, Any], sha256: str) -> dict[str, Any]:
    """Return what is known of a model, from its run."""
    run, last = exported["run"], exported["metrics"][-1]
    low, high = wilson_interval(round(last["test_accuracy"] * TEST_DIGITS), TEST_DIGITS)
    return {
        "sha256": sha256,
        "recipe": run["recipe"],
        "architecture": run["architecture"],
        "parameters": run["parameters"],
        "seed": run["config"]["seed"],
        "epochs": run["epochs_done"],
        "data": "MNIST: 50,000 digits to learn from, 10,000 to choose on, 10,000 to test on",
        "validation_accuracy": last["validation_accuracy"],
        "test_accuracy": last["test_accuracy"],
        "test_accuracy_interval": [round(low, 4), round(high, 4)],
        "duration_s": round(run["duration_s"], 1),
        "created_at": run["created_at"],
        "environment": run["environment"],
        "command": f"python -m nnet train --recipe {run['recipe']} --seed {run['config']['seed']}",
    }


def _write_json(path: Path, value: dict[str, Any]) -> Path:
    return _write(path, (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode())


def _write(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    with unfinished.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(path)
    return path
