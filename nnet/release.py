"""Making a finished run one of those that ship with the program."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from nnet.calibration import expected_calibration_error, fit_temperature
from nnet.checkpoint import SHIPPED_MODEL, Model, dump_model, parse_model
from nnet.data import load_mnist
from nnet.evaluation import outputs_for
from nnet.files import write_whole
from nnet.losses import SoftmaxCrossEntropy, create_loss
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
        content, calibration = _calibrated(parse_model(content, f"The checkpoint of run {run_id}"))
        # The card goes last: a model without its own card is refused, never half believed.
        write_whole(SHIPPED_MODEL, content)
        card = {**_card(exported, hashlib.sha256(content).hexdigest()), **calibration}
        written += [SHIPPED_MODEL, _write_json(SHIPPED_MODEL.with_suffix(".json"), card)]
    return written


def _calibrated(model: Model) -> tuple[bytes, dict[str, float]]:
    """Return the model with the temperature that fits the validation digits, and what it does.

    Temperature scaling divides logits; the outputs of other losses are left as they are.
    """
    splits = load_mnist()
    temperature = 1.0
    if create_loss(model.config.loss).kind == SoftmaxCrossEntropy.kind:
        logits = outputs_for(model.folded, splits.validation.images)
        temperature = round(fit_temperature(logits, splits.validation.labels), 4)
    content = dump_model(model.network, model.config, temperature)
    calibrated = parse_model(content, "The model")
    probabilities = calibrated.read(outputs_for(calibrated.folded, splits.test.images))
    error = expected_calibration_error(probabilities, splits.test.labels)
    return content, {"temperature": temperature, "test_calibration_error": round(error, 5)}


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
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_whole(path, (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode())
