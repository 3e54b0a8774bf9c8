"""What a process does that works on a study: it computes one thing that somebody wants to know.

estimate     how long a configuration's training will take, by a second of it
range_test   the loss at ever longer steps, and the learning rate that this suggests
robustness   how accurately a run's network reads digits that are turned, moved or spoilt
map          where a run's network puts the test digits, layer by layer
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nnet.core.data import load_test_digits
from nnet.core.evaluation import outputs_for
from nnet.imaging.png import SMALL, base64_png, tile
from nnet.jobs.corruptions import StrainPoint, robustness
from nnet.jobs.duration import estimate
from nnet.jobs.embedding import DIGITS, described, digit_maps
from nnet.jobs.experiment import prepared_data
from nnet.jobs.lr_range_test import RangePoint, range_test, suggest
from nnet.jobs.recorder import waited_for
from nnet.jobs.worker import splits, step_back
from nnet.models.checkpoint import SHIPPED_MODEL, Model, load_model, parse_model
from nnet.models.config import Config
from nnet.parallel.threads import map_on_cores
from nnet.store.range_tests import record_range_test
from nnet.store.run_rows import Superseded
from nnet.store.runs import RunStore, StoreUnavailable
from nnet.store.studies import fail_study, find_study, finish_study, report_study

REPORT_EVERY_S = 0.4

SPRITE_COLUMNS = 40

STEPS, LOWEST, HIGHEST = 300, 1e-5, 100.0
"""The range test as the command line has it by default."""


def work_on(study_id: str, url: str, strokes: str | None) -> None:
    """Work on a study that was asked for, and record what it finds.

    url      the store, which has to be within the worker's reach
    strokes  the path of a stroke file, for configurations that use one
    """
    step_back()
    store = RunStore(url)
    try:
        study = find_study(store, study_id)
        if study is None:
            return
        with threadpool_limits(1):  # the runs keep the cores busy
            desk = _Desk(store, study_id)
            result = STUDIES[study["kind"]](desk, study, Path(strokes) if strokes else None)
        waited_for(lambda: finish_study(store, study_id, result))
    except Superseded:
        return
    except (ValueError, OSError) as error:
        fail_study(store, study_id, str(error))
    finally:
        store.close()


class _Desk:
    """Where a study is worked on: the store, and how it hears of progress."""

    def __init__(self, store: RunStore, study_id: str) -> None:
        self.store = store
        self._study_id = study_id
        self._reported = 0.0

    def report(self, done: float, known: Callable[[], dict[str, Any]] | None = None) -> None:
        """Record the share that is done and what is known by now, twice a second at most.

        Raises ``Superseded`` when nobody wants to know it any more.
        """
        now = time.monotonic()
        if now - self._reported < REPORT_EVERY_S:
            return
        self._reported = now
        try:
            report_study(self.store, self._study_id, done, known and known())
        except StoreUnavailable:
            return  # the next report may get through, and loses nothing


def _estimate(desk: _Desk, study: Mapping[str, Any], strokes: Path | None) -> dict[str, Any]:
    config = Config.from_dict(study["request"]["config"])
    desk.report(0.0)
    data, digits = prepared_data(config, splits(), strokes)
    return dataclasses.asdict(estimate(config, data, digits))


def _range_test(desk: _Desk, study: Mapping[str, Any], strokes: Path | None) -> dict[str, Any]:
    config = Config.from_dict(study["request"]["config"])
    data, _ = prepared_data(config, splits(), strokes)

    def known(points: Sequence[RangePoint]) -> dict[str, Any]:
        return {"points": [dataclasses.asdict(point) for point in points]}

    points = range_test(
        config,
        data.training,
        STEPS,
        LOWEST,
        HIGHEST,
        lambda so_far: desk.report(len(so_far) / STEPS, lambda: known(so_far)),
    )
    found = suggest(points)
    rows = known(points)["points"]
    record_range_test(desk.store, config, rows, found.learning_rate, found.reason)
    return {"points": rows, "suggested_rate": found.learning_rate}


def _robustness(desk: _Desk, study: Mapping[str, Any], strokes: Path | None) -> dict[str, Any]:
    model = _model(desk.store, study["run_id"])

    def known(points: Sequence[StrainPoint]) -> dict[str, Any]:
        return {**study["request"], "points": [dataclasses.asdict(point) for point in points]}

    points = robustness(
        lambda images: outputs_for(model.folded, images, map_on_cores),
        load_test_digits(),
        lambda done, so_far: desk.report(done, lambda: known(so_far)),
    )
    return known(points)


def _map(desk: _Desk, study: Mapping[str, Any], strokes: Path | None) -> dict[str, Any]:
    model = _model(desk.store, study["run_id"])
    digits = load_test_digits()
    # Evenly from all of them: the second half was written by other people than the first.
    chosen = slice(0, None, len(digits) // DIGITS)
    images, labels = digits.images[chosen], digits.labels[chosen]
    answers = outputs_for(model.folded, images, map_on_cores).argmax(axis=1)
    maps = digit_maps(model.folded, images, desk.report)
    return {
        **study["request"],
        "indices": np.arange(len(digits))[chosen].tolist(),
        "labels": labels.tolist(),
        "sprite": _sprite(images),
        "answers": answers.tolist(),
        "maps": [described(digit_map) for digit_map in maps],
    }


def _sprite(images: np.ndarray) -> str:
    """Return (n, 28, 28) pictures as one PNG in base64, ``SPRITE_COLUMNS`` in each row."""
    return base64_png(tile(images, SPRITE_COLUMNS), level=SMALL)


def _model(store: RunStore, run_id: str) -> Model:
    """Return a run's last network: the store's, or the shipped one if it came from this run."""
    content = store.checkpoint(run_id)
    if content is not None:
        return parse_model(content, f"The network of run {run_id}")
    shipped = load_model(SHIPPED_MODEL)
    if shipped.card.get("run_id") != run_id:
        raise ValueError("This run came without its network: only its figures are here.")
    return shipped


STUDIES: dict[str, Callable[[_Desk, Mapping[str, Any], Path | None], dict[str, Any]]] = {
    "estimate": _estimate,
    "range_test": _range_test,
    "robustness": _robustness,
    "map": _map,
}
"""What works on each kind of study."""
