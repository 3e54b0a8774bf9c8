"""What of the runs a chart shows, and how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from webapp.schemas.base import ID
from webapp.schemas.curves import MAX_RUNS_CHARTED, MAX_SMOOTHING, METRICS

PARTS = ("train", "validation", "test", "drawings")
"""Of all digits, in the order of their looks, as ``static/js/run/run_charts.js`` has them."""

_PAGE_SCALES = {"0.9": "top", "all": "linear"}


@dataclass(frozen=True)
class View:
    """What a chart shows.

    runs          the ids of the runs; the newest ones where it is None
    metric        what is measured
    scale         of it: ``linear``; ``log``, of an accuracy the logarithm of what is missing to 1;
                  ``top``, the part above 90 %
    epoch_scale   ``linear`` or ``log``
    smoothing     how much what came before weighs, see ``series``
    lines         one for each of ``runs``, one for all that differ in their ``seeds`` alone, or of
                  one run a line for each of the ``parts`` of digits that it was measured on
    """

    runs: tuple[str, ...] | None = None
    metric: str = "test_accuracy"
    scale: str = "log"
    epoch_scale: str = "linear"
    smoothing: float = 0.0
    lines: str = "runs"

    @property
    def metrics(self) -> list[str]:
        """What is measured, of each part where there is a line for each."""
        if self.lines != "parts":
            return [self.metric]
        _, quantity = self.metric.rsplit("_", 1)
        return [name for part in PARTS if (name := f"{part}_{quantity}") in METRICS]

    @property
    def is_accuracy(self) -> bool:
        """Whether fractions are shown of which 1 is the best."""
        return self.metric.endswith("_accuracy")

    @property
    def counts_mistakes(self) -> bool:
        """Whether the scale counts mistakes."""
        return self.is_accuracy and self.scale == "log"

    def title(self, is_of_digits: bool = True) -> str:
        """Return what the chart shows, in words.

        is_of_digits  whether all runs read MNIST's digits; others read pictures of other data
        """
        if not self.is_accuracy:
            return gettext("Loss per epoch; lower is better")
        if self.counts_mistakes:
            if is_of_digits:
                return gettext("Mistakes per 10,000 digits, epoch by epoch; fewer are higher up")
            return gettext("Mistakes per 10,000 pictures, epoch by epoch; fewer are higher up")
        if is_of_digits:
            return gettext("Share of digits read correctly, epoch by epoch")
        return gettext("Share of pictures read correctly, epoch by epoch")


def view_of_page(address: Mapping[str, str], metric: str | None = None) -> View:
    """Return what the training page's address asks for; what cannot be used counts for nothing.

    metric  what is measured where the address does not choose it
    """
    ids = filter(re.compile(ID).fullmatch, address.get("runs", "").split(","))
    wants_drawings = address.get("digits") == "drawings_accuracy"
    chosen = metric or ("drawings_accuracy" if wants_drawings else "test_accuracy")
    if chosen.endswith("_accuracy"):
        scale = _PAGE_SCALES.get(address.get("above", ""), "log")
    else:
        scale = "log" if address.get("loss") == "log" else "linear"
    return View(
        runs=tuple(dict.fromkeys(ids))[:MAX_RUNS_CHARTED] if "runs" in address else None,
        metric=chosen,
        scale=scale,
        epoch_scale="log" if address.get("epochs") == "log" else "linear",
        smoothing=_smoothing(address.get("smooth", "0")),
        lines="seeds" if address.get("lines") == "seeds" else "runs",
    )


def view_of_query(query: Mapping[str, Any]) -> View:
    """Return what the checked parameters of the API ask for."""
    runs = tuple(dict.fromkeys(filter(None, query["runs"].split(","))))
    return View(
        runs=runs or None,
        metric=query["metric"],
        scale=query["scale"],
        epoch_scale=query["epochs"],
        smoothing=query["smoothing"],
        lines=query["lines"],
    )


def page_address(address: Mapping[str, str]) -> dict[str, str]:
    """Return of the training page's address what says which curves are shown, and how."""
    names = ("runs", "digits", "above", "loss", "epochs", "smooth", "lines")
    return {name: address[name] for name in names if name in address}


def _smoothing(text: str) -> float:
    try:
        return min(max(float(text), 0.0), MAX_SMOOTHING) if text.isascii() else 0.0
    except ValueError:
        return 0.0
