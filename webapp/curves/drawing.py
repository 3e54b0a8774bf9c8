"""Drawing: from the runs in the store to charts, each drawn once and kept while its runs stay."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask_babel import get_locale
from markupsafe import Markup

from nnet.store.run_queries import curves_of, runs_by_age
from nnet.store.run_rows import shown_values
from nnet.store.runs import RunStore
from webapp.curves.axes import write_plainly
from webapp.curves.chart import Chart, lay_out
from webapp.curves.palette import palette
from webapp.curves.preview import draw_preview
from webapp.curves.series import Points, Series, choose_looks, series_of, series_of_parts
from webapp.curves.svg import draw_file, draw_fluid
from webapp.curves.view import View
from webapp.inference.cache import Cache, Turn
from webapp.schemas.curves import MAX_RUNS_CHARTED

SHOWN_AT_FIRST = 20
"""As ``static/js/dashboard/selection.js`` has it."""

MAX_POINTS = 500
"""Of a run's curve: a chart has fewer pixels from one side to the other."""

MAX_KEPT, MAX_BYTES = 200, 8 * 1024 * 1024
"""A chart of 20 runs of 200 epochs has 45 kB."""

Drawing = TypeVar("Drawing", str, bytes)


@dataclass(frozen=True)
class Choice:
    """The runs that a view shows, as they are now, the oldest first."""

    view: View
    runs: list[dict[str, Any]]

    @functools.cached_property
    def stamp(self) -> str:
        """A text that is another one where the chart is."""
        state = [[run[key] for key in ("id", "name", "epochs_done", "rank")] for run in self.runs]
        changes = [(run["attempt"], len(run["rate_changes"])) for run in self.runs]
        text = repr((self.view, state, changes, str(get_locale())))
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]

    @property
    def is_of_digits(self) -> bool:
        """Whether all of the runs learned from MNIST, and none from other data."""
        return not any(run["config"].get("data") for run in self.runs)

    def title(self) -> str:
        """Return what the chart shows, in words."""
        return self.view.title(self.is_of_digits)

    @property
    def drawn(self) -> str:
        """What the page's script compares with the runs that it knows, to see what has changed."""
        shown = [run for run in self.runs if run["epochs_done"]]
        return json.dumps([[run["id"], run["name"], run["epochs_done"]] for run in shown])

    @property
    def marks(self) -> list[tuple[float, str]]:
        """Where the learning rate of a run was changed, if it is alone: at which epoch, and how."""
        changes = self.runs[0]["rate_changes"] if self.view.lines == "parts" else []
        return [
            (each["position"], f"{write_plainly(each['old'])} → {write_plainly(each['new'])}")
            for each in changes
        ]

    @property
    def looks(self) -> dict[str, int]:
        """The number of each run's colour and dash."""
        measured = [run for run in self.runs if run["epochs_done"]]
        looks = choose_looks([run["rank"] for run in measured])
        return {run["id"]: look for run, look in zip(measured, looks, strict=True)}


def choose(store: RunStore, view: View) -> Choice:
    """Return the runs that a view shows."""
    most = SHOWN_AT_FIRST if view.runs is None else MAX_RUNS_CHARTED
    with store.reading() as session:
        found = runs_by_age(session, view.runs, most)
        return Choice(view, [{**shown_values(run), "rank": rank} for run, rank in found])


def choose_parts(run: Mapping[str, Any], quantity: str) -> Choice:
    """Return what shows a run on each part of the digits; the quantity is accuracy or loss."""
    view = View((run["id"],), f"test_{quantity}", scale="linear", lines="parts")
    return Choice(view, [{**run, "rank": 0}])


class Curves:
    """Charts of runs; threads may share it.

    turn  makes what is held while one is drawn
    """

    def __init__(self, turn: Turn) -> None:
        self._cache: Cache[str, str | bytes] = Cache(MAX_KEPT, turn, len, MAX_BYTES)

    def fluid(self, store: RunStore, choice: Choice) -> Markup:
        """Return a chart as it stands within a page."""
        return Markup(
            self._get(store, choice, "fluid", lambda chart: draw_fluid(chart, palette("light")))
        )

    def file(self, store: RunStore, choice: Choice, theme: str, width: int, height: int) -> str:
        """Return a chart as an SVG file."""
        title = choice.title()

        def draw(chart: Chart) -> str:
            return draw_file(chart, palette(theme), title, width, height)

        return self._get(store, choice, f"{theme} {width} {height}", draw)

    def preview(self, store: RunStore, choice: Choice, title: str) -> bytes:
        """Return a chart as the PNG that chat programs show beside a link."""
        return self._get(
            store, choice, f"preview {title}", lambda chart: draw_preview(chart, title)
        )

    def _get(
        self, store: RunStore, choice: Choice, kind: str, draw: Callable[[Chart], Drawing]
    ) -> Drawing:
        key = f"{choice.stamp} {kind}"
        if (kept := self._cache.find(key)) is not None:
            return kept  # type: ignore[return-value]
        # Before its turn: who computes keeps others waiting, and must not wait for the store.
        runs = [(run["id"], run["epochs_done"]) for run in choice.runs if run["epochs_done"]]
        with store.reading() as session:
            curves = {
                metric: curves_of(session, runs, metric, MAX_POINTS)
                for metric in choice.view.metrics
            }

        def compute() -> Drawing:
            return draw(lay_out(_series(choice, curves), choice.view, choice.marks))

        return self._cache.get(key, compute)  # type: ignore[return-value]


def _series(choice: Choice, curves: Mapping[str, Mapping[str, Points]]) -> list[Series]:
    """Return the lines of a choice; curves are by their metrics, and by the runs' ids."""
    if choice.view.lines == "parts":
        (run,) = choice.runs
        return series_of_parts({metric: each.get(run["id"], []) for metric, each in curves.items()})
    return series_of(choice.runs, curves[choice.view.metric], choice.looks, choice.view)
