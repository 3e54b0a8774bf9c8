"""The pages of the folder: what is rendered, and into which file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import json, render_template, url_for
from flask_babel import get_locale

from webapp.assets.plotly import plotly_version
from webapp.inference.digit_sheets import sheet_count
from webapp.installation.kept_files import render_offline
from webapp.installation.manifest import describe_app
from webapp.pages import learn, site
from webapp.pages.curves import draw_page_charts
from webapp.services import find_run, run_store

DEFAULT = "en"
"""The language of the pages at the folder's root; others lie below a folder of their own."""

MOST_SHEETS = 2
"""Sheets of MNIST's digits that go along: of all, and of each digit. All of them take 20 MB."""

Render = Callable[[], str]


def files_of(runs: Sequence[str]) -> dict[str, str]:
    """Return the files of one language's pages by their addresses on a server."""
    chapters = ("symbols", *learn.CHAPTERS)
    return {
        "/": "index.html",
        OFFLINE: "offline.html",
        MANIFEST: "manifest.webmanifest",
        "/dashboard": "training.html",
        "/about": "about.html",
        "/learn": "learn/index.html",
        **{f"/learn/{name}": f"learn/{name}.html" for name in chapters},
        **{f"/runs/{run_id}": f"runs/{run_id}.html" for run_id in runs},
    }


def data_of(runs: Sequence[str]) -> dict[str, str]:
    """Return the files of what is the same in each language, by their addresses on a server."""
    plotly = f"vendor/plotly-{plotly_version()}.min.js"
    metrics = {f"/api/runs/{run_id}/metrics": f"runs/{run_id}.json" for run_id in runs}
    return {f"/{plotly}": plotly, **metrics}


OFFLINE, MANIFEST = "/offline", "/manifest.webmanifest"

SHEETS = {"/learn/digits": "learn/digits"}
"""The folder of the sheets of digits, by its address on a server."""


def renderers(runs: Sequence[str]) -> Mapping[str, Render]:
    """Return what renders each page, within a request for its address."""
    chapters = {f"/learn/{name}": _chapter(name) for name in learn.CHAPTERS}
    return {
        "/": lambda: render_template("static_site/draw.html"),
        OFFLINE: render_offline,
        MANIFEST: _manifest,
        "/dashboard": _training,
        "/about": site.about,
        "/learn": learn.overview,
        "/learn/symbols": learn.symbols,
        **chapters,
        **{f"/runs/{run_id}": _run(run_id) for run_id in runs},
    }


def sheets() -> list[str]:
    """Return the addresses of the sheets of digits that go along."""
    kinds = [None, *range(10)]
    return [
        f"/learn/digits/{'all' if kind is None else kind}/{number}.png"
        for kind in kinds
        for number in range(1, min(sheet_count(kind), MOST_SHEETS) + 1)
    ]


def _manifest() -> str:
    """Return the manifest of a language, whose pages lie beside it."""
    up = "./" if str(get_locale()) == DEFAULT else "../"
    return json.dumps(describe_app(up, "index.html"))


def _charts() -> Any:
    return draw_page_charts()


def _training() -> str:
    charts = _charts()
    return render_template(
        "static_site/training.html",
        charts=charts,
        plotly_url=url_for("pages.plotly", version=plotly_version()),
        recorded=[_recorded(run) for run in charts.choice.runs],
    )


def _recorded(run: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the charts of the training page show of a run."""
    return {
        "run": {name: run[name] for name in ("id", "name", "recipe")},
        "metrics": [
            {name: row[name] for name in ("epoch", "test_accuracy", "test_loss")}
            for row in run_store().metrics(run["id"]) or []
        ],
    }


def _chapter(name: str) -> Render:
    return lambda: learn.chapter(name)


def _run(run_id: str) -> Render:
    def render() -> str:
        return render_template(
            "static_site/run.html",
            run=find_run(run_id),
            metrics=run_store().metrics(run_id),
            charts=_charts(),
        )

    return render
