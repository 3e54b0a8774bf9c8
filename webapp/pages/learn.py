"""The chapters that explain a network from the first pixel on, each a page of its own."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template
from flask_babel import gettext

from nnet.core.metrics import wilson_interval
from webapp.curves.lessons import draw_lines, lessons, shipped_run
from webapp.http.responses import have_revalidated
from webapp.inference.cache import Cache
from webapp.inference.digit_sheets import DigitSheets, sheet_count
from webapp.services import computing, studying, visitors_may_train

blueprint = Blueprint("learn", __name__, url_prefix="/learn")
blueprint.after_request(have_revalidated)

CHAPTERS = (
    "data",
    "model",
    "sigmoid",
    "cost",
    "gradient-descent",
    "backpropagation",
    "minibatches",
    "training",
    "scaling",
    "learning-rate",
    "overfitting",
    "measures",
    "convolution",
    "drawings",
    "next",
)
"""In the order in which they are read; ``templates/learn/_chapters.html`` has their titles."""

RATES = ("0.03", "0.3", "3", "30", "300")
SIZES = (100, 1_000, 10_000, 100_000)
"""Of the tests whose intervals are compared, each with 99 of 100 read correctly."""

SHEET = re.compile("(all|[0-9])/[1-9][0-9]{0,2}")
SHEET_CACHE_CONTROL = "public, max-age=86400"
"""MNIST does not change; how it is shown may."""

_sheets: Cache[str, DigitSheets] = Cache(1, studying)


@blueprint.get("")
def overview() -> str:
    """See which chapters there are."""
    return render_template("learn/overview.html")


@blueprint.get("/symbols")
def symbols() -> str:
    """Look up what a symbol of the formulas stands for."""
    return render_template("learn/symbols.html")


@blueprint.get("/<chapter>")
def chapter(chapter: str) -> str:
    """Read a chapter, and try what it explains."""
    if chapter not in CHAPTERS:
        abort(404)
    shown = CONTEXTS[chapter]() if chapter in CONTEXTS else {}
    template = f"learn/chapters/{chapter.replace('-', '_')}.html"
    return render_template(template, chapter=chapter, **shown)


@blueprint.get("/digits/<which>/<number>.png")
def digits(which: str, number: str) -> Response:
    """Look at a sheet of MNIST's digits: ``all``, or those of one digit; sheets count from 1."""
    if not SHEET.fullmatch(f"{which}/{number}"):
        abort(404)
    digit = None if which == "all" else int(which)
    place = int(number) - 1
    if place >= sheet_count(digit):
        abort(404)
    sheets = _sheets.get("mnist", DigitSheets.load)
    with computing():
        response = Response(sheets.sheet(digit, place), mimetype="image/png")
    response.headers["Cache-Control"] = SHEET_CACHE_CONTROL
    return response


def _data() -> dict[str, Any]:
    most = current_app.config.get("MOST_SHEETS", math.inf)
    return {"sheets": [min(sheet_count(digit), most) for digit in (None, *range(10))]}


def _training() -> dict[str, Any]:
    found = shipped_run("nielsen")
    shown = ("epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy")
    rows = [{name: row[name] for name in shown} for row in found["metrics"]]
    lines = [
        (gettext("Test"), rows, "test_accuracy"),
        (gettext("Training"), rows, "train_accuracy"),
    ]
    return {
        "recorded": {"run": {"epochs": found["run"]["epochs"]}, "metrics": rows},
        "chart": draw_lines(lines),
        "visitors_may_train": visitors_may_train(),
    }


def _scaling() -> dict[str, Any]:
    named = {"nielsen": gettext("0 to 1"), "article": gettext("0 to 255")}
    lines = [(named[name], shipped_run(name)["metrics"], "test_accuracy") for name in named]
    return {"chart": draw_lines(lines)}


def _learning_rate() -> dict[str, Any]:
    runs = {rate: lessons()[f"rate-{rate}"] for rate in RATES}
    lines = [(f"η = {rate}", rows, "test_accuracy") for rate, rows in runs.items()]
    return {
        "recorded": runs,
        "chart": draw_lines(lines),
        "visitors_may_train": visitors_may_train(),
    }


def _overfitting() -> dict[str, Any]:
    runs = {name: lessons()[name] for name in ("few", "few-l2", "all")}
    lines = [
        (gettext("Training"), runs["few"], "train_accuracy"),
        (gettext("Test"), runs["few"], "test_accuracy"),
    ]
    return {"recorded": runs, "chart": draw_lines(lines)}


def _measures() -> dict[str, Any]:
    rights = [(total, total * 99 // 100) for total in SIZES]
    return {
        "run_id": shipped_run("cnn")["run"]["id"],
        "intervals": [(total, right, *wilson_interval(right, total)) for total, right in rights],
    }


CONTEXTS: Mapping[str, Callable[[], Mapping[str, Any]]] = {
    "data": _data,
    "training": _training,
    "scaling": _scaling,
    "learning-rate": _learning_rate,
    "overfitting": _overfitting,
    "measures": _measures,
}
"""What some chapters show that is computed here, by chapter."""
