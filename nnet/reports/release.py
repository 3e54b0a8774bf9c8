"""Release: a finished run becomes one of those that ship with the program."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnet.core.data import Dataset, Splits, load_mnist, load_test_digits
from nnet.core.evaluation import outputs_for
from nnet.core.losses import SoftmaxCrossEntropy, create_loss
from nnet.core.metrics import accuracy, expected_calibration_error, wilson_interval
from nnet.jobs.reproduce import repeating_command
from nnet.models.averaging import average_models
from nnet.models.checkpoint import HISTORIES, SHIPPED_MODEL, Model, dump_model, parse_model
from nnet.models.config import Config
from nnet.models.files import write_whole
from nnet.models.temperature import fit_temperature
from nnet.parallel.threads import map_on_cores
from nnet.recognition.rejection import SHIPPED_GUARD, load_trained
from nnet.recognition.stroke_reader import load_trained_reader
from nnet.reports.sources import describe_sources
from nnet.store.runs import RunStore
from nnet.store.studies import find_study, studies_of_run
from nnet.synthesis.people import set_name
from nnet.synthesis.synthetic_digits import DrawnDigits
from nnet.synthesis.training_strokes import load_strokes

TEST_DIGITS = 10_000

DRAWN_TO_CALIBRATE = 10_000
"""How many generated digits confidences are calibrated on: as many as there are to choose on."""


def release_run(
    store: RunStore,
    run_id: str,
    with_model: bool,
    strokes: Sequence[Path] = (),
    before: Model | None = None,
) -> list[Path]:
    """Write a finished run's history, its network and the studies of that; return the files.

    with_model  the network becomes the shipped model, calibrated and with a card

    strokes  where the file is that the run's configuration describes, if it does; needed for the
             model, which is measured on the drawings that it did not learn from
    before   the model that the run began with, where the mean of both is to ship

    Raises ``ValueError`` when there is no such run or it has not finished, and
    ``StrokeFileError`` when its stroke file is not given or another one; nothing is written then.
    """
    exported, content = store.export_run(run_id), store.checkpoint(run_id)
    if exported is None or content is None or exported["run"]["status"] != "finished":
        raise ValueError(f"{run_id!r} is not the id of a finished run with a checkpoint.")
    trained = parse_model(content, f"The checkpoint of run {run_id}")
    if trained.config.data is not None:
        raise ValueError(f"{run_id!r} learned from other data than MNIST, which does not ship.")
    if with_model:
        content, card = _prepare_model(trained, exported, strokes, before)
    history = HISTORIES / f"{exported['run']['recipe']}.json"
    exported |= {"replaces": _replaced_runs(history, run_id)}
    written = [_write_json(history, exported)]
    if studies := _finished_studies(store, run_id):
        written.append(_write_json(history.parent / "studies" / history.name, studies, indent=None))
    network = history.with_suffix(".npz")
    if with_model:
        network.unlink(missing_ok=True)
        # The card goes last: a model without its own card is refused, never half believed.
        written.append(write_whole(SHIPPED_MODEL, content))
        written.append(_write_json(SHIPPED_MODEL.with_suffix(".json"), card))
    else:
        written.append(write_whole(network, _shrink(trained)))
    return written


def _shrink(model: Model) -> bytes:
    """Return a model as a file with weights of half the size, if it then reads all as before."""
    small = dump_model(model.network, model.config, model.temperature, np.float16)
    images = load_test_digits().images
    answers, found = (
        outputs_for(each.folded, images, map_on_cores).argmax(axis=1)
        for each in (model, parse_model(small, "The smaller file"))
    )
    same = np.array_equal(answers, found)
    return small if same else dump_model(model.network, model.config, model.temperature)


def _replaced_runs(history: Path, run_id: str) -> list[str]:
    """Return the runs that shipped before in the place of this one, for stores that have them."""
    if not history.exists():
        return []
    before = json.loads(history.read_text("utf-8"))
    earlier = [*before.get("replaces", ()), before["run"]["id"]]
    return [each for each in earlier if each != run_id]


def _finished_studies(store: RunStore, run_id: str) -> list[dict[str, Any]]:
    """Return what was computed of a run's network, as a store's rows without the run's id."""
    found = [find_study(store, study["id"]) for study in studies_of_run(store, run_id)]
    return [
        {name: value for name, value in study.items() if name != "run_id"}
        for study in found
        if study is not None and study["status"] == "finished"
    ]


def calibration_digits(config: Config, splits: Splits) -> list[Dataset]:
    """Return what confidences are calibrated on, each digit counting alike.

    None of them was learned from, since a network is surer of what it knows; and none is of those
    that accuracies are stated for. Digits of the stroke generator come from an epoch 0, which no
    training has.
    """
    digits = [splits.validation]
    if config.drawn:
        supply = DrawnDigits(DRAWN_TO_CALIBRATE)
        images = supply.images(np.random.default_rng((config.seed, 0, 2)))
        digits.append(Dataset(images, supply.labels))
    return digits


def _prepare_model(
    trained: Model, exported: dict[str, Any], strokes: Sequence[Path], before: Model | None
) -> tuple[bytes, dict[str, Any]]:
    """Return the calibrated model as a file, and its card."""
    config, splits = trained.config, load_mnist()
    drawings = load_strokes(strokes, config.strokes)[1] if config.strokes else None
    if before is not None:
        trained = average_models(trained, before)
    temperature = _fit_temperature(trained, calibration_digits(config, splits))
    content = dump_model(trained.network, config, temperature)
    model = parse_model(content, "The model")
    test_share, test_error = _measure(model, splits.test)
    card = {
        **_card(exported, hashlib.sha256(content).hexdigest()),
        **({} if before is None else _averaged_card(model, splits, test_share)),
        "temperature": temperature,
        "test_calibration_error": round(test_error, 5),
    }
    if config.strokes and drawings:
        card |= _drawings_card(model, drawings, config.strokes)
        _, of_guard = load_trained(SHIPPED_GUARD)
        _, of_reader = load_trained_reader()
        names = [set_name(path) for path in strokes]
        names += [*of_guard.get("sets", []), *of_reader.get("sets", [])]
        card["sources"] = describe_sources(names)
    return content, card


def _fit_temperature(model: Model, digits: list[Dataset]) -> float:
    """Return the temperature that fits a model's answers to the digits.

    Temperature scaling divides logits; the outputs of other losses are left as they are.
    """
    if create_loss(model.config.loss).kind != SoftmaxCrossEntropy.kind:
        return 1.0
    logits = np.concatenate(
        [outputs_for(model.folded, part.images, map_on_cores) for part in digits]
    )
    labels = np.concatenate([part.labels for part in digits])
    return round(fit_temperature(logits, labels), 4)


def _measure(model: Model, digits: Dataset) -> tuple[float, float]:
    """Return a model's accuracy and its expected calibration error on digits."""
    probabilities = model.read(outputs_for(model.folded, digits.images, map_on_cores))
    return (
        accuracy(probabilities, digits.labels),
        expected_calibration_error(probabilities, digits.labels),
    )


def _card(exported: dict[str, Any], sha256: str) -> dict[str, Any]:
    """Return what is known of a model from its run, which measured it on the test digits."""
    run, last = exported["run"], exported["metrics"][-1]
    command, _ = repeating_command(Config.from_dict(run["config"]), "config.json")
    return {
        "sha256": sha256,
        "run_id": run["id"],
        "recipe": run["recipe"],
        "architecture": run["architecture"],
        "parameters": run["parameters"],
        "seed": run["config"]["seed"],
        "started_from": run["config"].get("start"),
        "epochs": run["epochs_done"],
        "data": _data(run["config"]),
        "validation_accuracy": last["validation_accuracy"],
        "test_accuracy": last["test_accuracy"],
        "test_accuracy_interval": _interval(last["test_accuracy"], TEST_DIGITS),
        "duration_s": round(run["duration_s"], 1),
        "created_at": run["created_at"],
        "environment": run["environment"],
        "command": command,
    }


def _averaged_card(model: Model, splits: Splits, test_share: float) -> dict[str, Any]:
    """Return what is other of a mean of weights than of the run's last epoch."""
    return {
        "averaged": True,
        "validation_accuracy": _measure(model, splits.validation)[0],
        "test_accuracy": test_share,
        "test_accuracy_interval": _interval(test_share, len(splits.test)),
    }


def _drawings_card(model: Model, drawings: Dataset, described: dict[str, Any]) -> dict[str, Any]:
    """Return how a model reads drawings by people whom it did not learn from."""
    share, error = _measure(model, drawings)
    return {
        "drawings_accuracy": share,
        "drawings_accuracy_interval": _interval(share, len(drawings)),
        "drawings_calibration_error": round(error, 5),
        "drawings": len(drawings),
        "drawings_writers": len(described["held_out"]),
        "drawings_learned_from_writers": len(described["training"]) if described["copies"] else 0,
    }


def _data(config: dict[str, Any]) -> str:
    """Return in words what a training learned from and was measured on."""
    data = "MNIST: 50,000 digits to learn from, 10,000 to choose on, 10,000 to test on"
    if config.get("drawn"):
        data += f"; {config['drawn']:,} digits of the stroke generator, new ones in every epoch"
    if config.get("cut"):
        data += f"; {config['cut']:,} digits cut out of numbers, new ones in every epoch"
    strokes = config.get("strokes")
    if strokes is not None:
        learned = len(strokes["training"]) if strokes["copies"] else 0
        data += (
            f"; a file of pen strokes (SHA-256 {strokes['sha256']}), {learned} writers to learn "
            f"from, {len(strokes['held_out'])} others to test on"
        )
    return data


def _interval(share: float, total: int) -> list[float]:
    """Return the 95 % interval of a share of so many digits, as a card states it."""
    low, high = wilson_interval(round(share * total), total)
    return [round(low, 4), round(high, 4)]


def _write_json(path: Path, value: Any, indent: int | None = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_whole(path, (json.dumps(value, indent=indent, ensure_ascii=False) + "\n").encode())
