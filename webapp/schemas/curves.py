"""Charts of runs over the wire."""

from __future__ import annotations

from apiflask.fields import Float, String
from apiflask.validators import Length, OneOf, Range, Regexp
from flask_babel import lazy_gettext

from webapp.schemas.base import ID, Query, WholeNumber

METRICS = (
    *("test_accuracy", "drawings_accuracy", "validation_accuracy", "train_accuracy"),
    *("test_loss", "validation_loss", "train_loss"),
)
MAX_RUNS_CHARTED = 40
MAX_SMOOTHING = 0.95
WIDTHS, HEIGHTS = (240, 2400), (200, 1600)


class _Size(Query):
    """How a drawing is to look."""

    theme = String(load_default="light", validate=OneOf(["light", "dark"]))
    width = WholeNumber(
        load_default=960, validate=Range(*WIDTHS), metadata={"description": "In pixels."}
    )
    height = WholeNumber(
        load_default=540, validate=Range(*HEIGHTS), metadata={"description": "In pixels."}
    )


class RunCurvesQuery(_Size):
    """What a chart of one run shows."""

    quantity = String(load_default="accuracy", validate=OneOf(["accuracy", "loss"]))


class CurvesQuery(_Size):
    """Which runs a chart shows, and how."""

    runs = String(
        load_default="",
        validate=[
            Length(max=65 * MAX_RUNS_CHARTED),
            Regexp(
                rf"\A(?:{ID}(?:,{ID}){{0,{MAX_RUNS_CHARTED - 1}}})?\Z",
                error=lazy_gettext(
                    "These must be the ids of at most %(most)s runs, with commas.",
                    most=MAX_RUNS_CHARTED,
                ),
            ),
        ],
        metadata={
            "description": f"Ids of at most {MAX_RUNS_CHARTED} runs, with commas between them; "
            "without them the newest 20. What no run has is left out."
        },
    )
    metric = String(load_default="test_accuracy", validate=OneOf(METRICS))
    scale = String(
        load_default="log",
        validate=OneOf(["log", "top", "linear"]),
        metadata={
            "description": "Of the metric: linear; logarithmic, for an accuracy of the mistakes; "
            "top for accuracies from 90 % on."
        },
    )
    epochs = String(
        load_default="linear",
        validate=OneOf(["linear", "log"]),
        metadata={"description": "The scale of the epochs."},
    )
    smoothing = Float(
        load_default=0.0,
        validate=Range(0, MAX_SMOOTHING),
        metadata={"description": "The weight of what came before in a moving average."},
    )
    lines = String(
        load_default="runs",
        validate=OneOf(["runs", "seeds"]),
        metadata={
            "description": "A line for each run, or the mean of those that differ in their seed "
            "alone, in a band from the lowest to the highest."
        },
    )
