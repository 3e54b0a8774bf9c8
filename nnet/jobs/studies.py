"""Studies: computations that are requested of a server, each made by a worker's process.

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

from nnet.core.evaluation import outputs_for
from nnet.datasets.library import DataLibrary
from nnet.jobs.corruptions import CorruptionPoint, robustness
from nnet.jobs.duration import estimate
from nnet.jobs.embedding import DIGITS, describe_map, digit_maps
from nnet.jobs.experiment import prepare_data
from nnet.jobs.lr_range_test import STEPS, RangePoint, range_test, suggest
from nnet.jobs.recorder import retry_until_available
from nnet.jobs.worker import library_at, splits, step_back
from nnet.models.checkpoint import Model, parse_model
from nnet.models.config import Config
from nnet.parallel.threads import map_on_cores
from nnet.store.queue import Superseded
from nnet.store.range_tests import record_range_test
from nnet.store.runs import RunStore, StoreUnavailable
from nnet.store.studies import fail_study, find_study, finish_study, report_study

REPORT_EVERY_S = 0.4


def work_on_study(study_id: str, url: str, strokes: str | None, data: str | None = None) -> None:
    """Work on a study that was asked for, and record what it finds.

    url      the store, which has to be within the worker's reach
    strokes  the path of a stroke file, for configurations that use one
    data     the path of the folder whose sub-folders are data sets
    """
    step_back()
    store = RunStore(url)
    try:
        study = find_study(store, study_id)
        if study is None:
            return
        with threadpool_limits(1):  # the runs keep the cores busy
            reporter = StudyReporter(store, study_id, library_at(data))
            result = STUDIES[study["kind"]](reporter, study, [Path(strokes)] if strokes else [])
        retry_until_available(lambda: finish_study(store, study_id, result))
    except Superseded:
        return
    except (ValueError, OSError) as error:
        fail_study(store, study_id, str(error))
    finally:
        store.close()


class StudyReporter:
    """Tells the store how far a study is, and what is known of its result.

    library  where data sets are, for networks that learned from other data than MNIST
    """

    def __init__(self, store: RunStore, study_id: str, library: DataLibrary) -> None:
        self.store = store
        self.library = library
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


def _estimate_duration(
    reporter: StudyReporter, study: Mapping[str, Any], strokes: Sequence[Path]
) -> dict[str, Any]:
    config = Config.from_dict(study["request"]["config"])
    reporter.report(0.0)
    data, people = prepare_data(config, splits(), strokes, reporter.library)
    return dataclasses.asdict(estimate(config, data, people))


def _test_rates(
    reporter: StudyReporter, study: Mapping[str, Any], strokes: Sequence[Path]
) -> dict[str, Any]:
    config = Config.from_dict(study["request"]["config"])
    data, _ = prepare_data(config, splits(), strokes, reporter.library)

    def known(points: Sequence[RangePoint]) -> dict[str, Any]:
        return {"points": [dataclasses.asdict(point) for point in points]}

    points = range_test(
        config,
        data.training,
        watch=lambda so_far: reporter.report(len(so_far) / STEPS, lambda: known(so_far)),
    )
    found = suggest(points)
    rows = known(points)["points"]
    record_range_test(reporter.store, config, rows, found.learning_rate, found.reason)
    return {
        "points": rows,
        "suggested_rate": found.learning_rate,
        "lowest_at": found.lowest_at,
        "fell_apart": found.fell_apart,
    }


def _measure_robustness(
    reporter: StudyReporter, study: Mapping[str, Any], strokes: Sequence[Path]
) -> dict[str, Any]:
    model = _load_network(reporter.store, study["run_id"])

    def known(points: Sequence[CorruptionPoint]) -> dict[str, Any]:
        return {**study["request"], "points": [point.to_dict() for point in points]}

    points = robustness(
        lambda images: outputs_for(model.folded, images, map_on_cores),
        reporter.library.test(model.config.data),
        lambda done, so_far: reporter.report(done, lambda: known(so_far)),
    )
    return known(points)


def _draw_maps(
    reporter: StudyReporter, study: Mapping[str, Any], strokes: Sequence[Path]
) -> dict[str, Any]:
    model = _load_network(reporter.store, study["run_id"])
    digits = reporter.library.test(model.config.data)
    # Evenly from all of them: the second half was written by other people than the first.
    chosen = slice(0, None, max(1, len(digits) // DIGITS))
    images, labels = digits.images[chosen], digits.labels[chosen]
    answers = outputs_for(model.folded, images, map_on_cores).argmax(axis=1)
    maps = digit_maps(model.folded, images, reporter.report)
    return {
        **study["request"],
        "indices": np.arange(len(digits))[chosen].tolist(),
        "labels": labels.tolist(),
        "answers": answers.tolist(),
        "maps": [describe_map(digit_map) for digit_map in maps],
    }


def _load_network(store: RunStore, run_id: str) -> Model:
    """Return a run's last network."""
    content = store.checkpoint(run_id)
    if content is None:
        raise ValueError("This run came without its network: only its figures are here.")
    return parse_model(content, f"The network of run {run_id}")


STUDIES: dict[str, Callable[[StudyReporter, Mapping[str, Any], Sequence[Path]], dict[str, Any]]] = {
    "estimate": _estimate_duration,
    "range_test": _test_rates,
    "robustness": _measure_robustness,
    "map": _draw_maps,
}
"""The function that works on each kind of study."""
