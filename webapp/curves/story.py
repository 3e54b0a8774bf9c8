"""The story of a chart: what each recipe, from the simplest network on, added to the accuracy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal, format_percent, gettext

from nnet.models.recipes import RECIPES
from webapp.http.i18n import PERCENT

LEAST_STEPS = 3
"""Fewer recipes make no story."""


@dataclass(frozen=True)
class Step:
    """A recipe's best run in the story.

    idea      what is new in it, in a few words
    accuracy  what it reached, and gain: what that is more than the step before, in words
    """

    run_id: str
    recipe: str
    idea: str
    accuracy: str
    gain: str


@dataclass(frozen=True)
class Story:
    """A sentence, and its steps in order."""

    sentence: str
    steps: tuple[Step, ...]


def tell_story(runs: Sequence[Mapping[str, Any]]) -> Story | None:
    """Return the story of the runs that a chart shows; None where there is none to tell.

    Runs on other data than MNIST have no part in it: accuracies on that are of another kind.
    """
    best = []
    for recipe in RECIPES:
        finished = [
            run
            for run in runs
            if run["recipe"] == recipe
            and run["status"] == "finished"
            and run["test_accuracy"]
            and not run["config"].get("data")
        ]
        if finished:
            best.append(max(finished, key=lambda run: run["test_accuracy"]))
    if len(best) < LEAST_STEPS or best[0]["test_accuracy"] >= best[-1]["test_accuracy"]:
        return None
    ideas = _ideas()
    steps, before = [], None
    for run in best:
        share = run["test_accuracy"]
        gain = "" if before is None else _gain(share - before)
        steps.append(Step(run["id"], run["recipe"], ideas[run["recipe"]], _percent(share), gain))
        before = share
    sentence = gettext(
        "From %(first)s to %(last)s: what each idea added",
        first=steps[0].accuracy,
        last=steps[-1].accuracy,
    )
    return Story(sentence, tuple(steps))


def _ideas() -> dict[str, str]:
    """Return what is new in each recipe."""
    return {
        "article": gettext("raw pixels, 0 to 255"),
        "nielsen": gettext("pixels from 0 to 1"),
        "nielsen-100": gettext("more units, another cost"),
        "mlp": gettext("rectifiers and dropout"),
        "mlp-augmented": gettext("digits distorted anew"),
        "cnn-small": gettext("convolutions"),
        "cnn": gettext("more of them, and drawn digits"),
    }


def _percent(share: float) -> str:
    return str(format_percent(share, PERCENT))


def _gain(difference: float) -> str:
    return str(format_decimal(100 * difference, "+0.00;−0.00"))
