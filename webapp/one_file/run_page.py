"""The page of a run as one file: what stands on it, and what it cannot have, with the reason."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import current_app, render_template
from flask_babel import gettext
from markupsafe import Markup

from nnet.browser.reader_file import MAX_NUMBERS
from nnet.jobs.reproduce import repeating_command
from nnet.models.checkpoint import Model
from nnet.models.config import Config
from webapp.assets.inlining import inline
from webapp.http.problems import Problem
from webapp.inference.run_networks import reads_no_drawings
from webapp.pages.curves import draw_run_charts
from webapp.services import (
    computing,
    evaluations,
    networks,
    recognizer,
    renderings,
    run_store,
)

MAX_BYTES = 3_000_000
"""Of a file: what learning platforms and mail take without a word."""

MOST_EPOCHS = 500
"""Rows of the table of epochs; of longer runs some epochs are left out."""

SHADES = 10
CONFLICT = 409


@dataclass(frozen=True)
class Command:
    """What trains a run again, and whether it needs the configuration in a file."""

    line: str
    needs_config: bool


@dataclass(frozen=True)
class RunPage:
    """What stands on the page of a run.

    run         as in ``GET /api/runs/<id>``
    metrics     its epochs, the last one and others spread evenly where they are many
    charts      what stands in the SVG elements of accuracy and loss, None for one that is not there
    evaluation  how its network reads the test pictures, as the API tells it; None without one
    lacks       sentences that say what the page cannot have, and why
    """

    run: Mapping[str, Any]
    metrics: Sequence[Mapping[str, Any]]
    charts: Mapping[str, Markup | None]
    evaluation: Mapping[str, Any] | None
    lacks: Sequence[str]

    @property
    def tested(self) -> int:
        """How many pictures its network was tested on."""
        return sum(map(sum, self.evaluation["confusion"])) if self.evaluation else 0

    @property
    def command(self) -> Command | None:
        """What trains it again; None where another version of this program configured it."""
        config = self._config()
        if config is None:
            return None
        return Command(*repeating_command(config, f"inknet-{self.run['id']}.json"))

    @property
    def config(self) -> str:
        """Its configuration, as ``python -m nnet train --config`` reads it."""
        config = self._config()
        values = self.run["config"] if config is None else config.to_dict()
        return json.dumps(values, indent=2, ensure_ascii=False)

    @property
    def config_address(self) -> str:
        """An address that is the configuration itself."""
        return f"data:application/json;base64,{base64.b64encode(self.config.encode()).decode()}"

    def shade(self, count: int) -> int:
        """Return how dark a cell of mistakes is, from 1 to 10.

        The square root, so that one mistake can be told from none.
        """
        return math.ceil(SHADES * math.sqrt(count / self._most_mistakes))

    @cached_property
    def _most_mistakes(self) -> int:
        """The largest count beside the diagonal; asked by each of up to 62 x 62 cells."""
        confusion = self.evaluation["confusion"] if self.evaluation else []
        return max(
            (
                found
                for label, row in enumerate(confusion)
                for answer, found in enumerate(row)
                if answer != label
            ),
            default=0,
        )

    def _config(self) -> Config | None:
        try:
            return Config.from_dict(self.run["config"])
        except ValueError:
            return None


def render_run_page(run: Mapping[str, Any]) -> bytes:
    """Return a run's page as a file, in the language of the request at hand.

    run  as in ``GET /api/runs/<id>``

    What a run lacks, such as a network, its page lacks too, and says so. Raises the problems of a
    store that cannot be used and of a server that is busy, 503.
    """
    evaluation, weights, lacks = _ask_network(run)
    metrics = _spread(run_store().metrics(run["id"]) or [])
    charts = draw_run_charts(run)
    with computing():
        page = RunPage(run, metrics, charts, evaluation, lacks)
        written = _write(page, weights)
        if weights is not None and len(written) > MAX_BYTES:
            page = RunPage(run, metrics, charts, evaluation, [*lacks, _too_large()])
            written = _write(page, None)
        return written


def _write(page: RunPage, weights: bytes | None) -> bytes:
    html = render_template("one_file/run.html", of=page, has_reader=weights is not None)
    return inline(html, Path(str(current_app.static_folder)), weights).encode()


def _ask_network(
    run: Mapping[str, Any],
) -> tuple[dict[str, Any] | None, bytes | None, list[str]]:
    """Return how a run's network reads the test pictures, its weights, and why there is none."""
    data = run["config"].get("data")
    lacks: list[str] = []
    evaluation = weights = None
    try:
        network = networks().of(run_store(), run["id"])
    except Problem as problem:
        _require_conflict(problem)
        return None, None, [problem.detail]
    try:
        found = evaluations().of(run["id"], network.epoch, data, lambda: network.model)
        evaluation = found.to_dict()
    except Problem as problem:
        _require_conflict(problem)
        lacks.append(problem.detail)
    if network.model.reads_digits:
        try:
            weights = _weights(network.model)
        except ValueError:
            lacks.append(_why_not_kept(network.model))
    else:
        lacks.append(reads_no_drawings(data).detail)
    return evaluation, weights, lacks


def _weights(model: Model) -> bytes:
    """Return what a browser reads with; raises ``ValueError`` for a network that is too large."""
    return (
        renderings()
        .get(model.sha256, "reader of a run", lambda: recognizer().dump_reader(model))
        .content
    )


def _why_not_kept(model: Model) -> str:
    if model.parameters > MAX_NUMBERS:
        return _too_large()
    return gettext(
        "Some weights of its network are too large to be kept here, most likely because its "
        "training diverged: nothing can be drawn."
    )


def _too_large() -> str:
    return gettext(
        "Its network is too large for a file of at most 3 MB: nothing can be drawn here. "
        "Draw on the server that trained it instead."
    )


def _require_conflict(problem: Problem) -> None:
    """Raise a problem that is not about the run itself."""
    if problem.status != CONFLICT:
        raise problem


def _spread(metrics: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Return as many epochs as the table has room for, spread evenly, with the last one."""
    step = math.ceil(len(metrics) / MOST_EPOCHS)
    return metrics[::-1][::step][::-1] if step > 1 else metrics
