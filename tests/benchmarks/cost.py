"""What training costs against a layer's width, the minibatch's size and the number of digits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from nnet.core.data import Dataset, load_mnist
from nnet.jobs.trainer import create_plan
from nnet.models.recipes import recipe_config
from tests.benchmarks.epochs import pass_over
from tests.benchmarks.timing import Row, Side, in_turn

ROUNDS = 3
DIGITS = 12_500
WIDTHS = (16, 32, 64, 128, 256, 512, 1024)
BATCHES = (1, 4, 16, 64, 256, 1024)
COUNTS = (6_250, 12_500, 25_000, 50_000)
CHART = Path(__file__).resolve().parents[2] / "docs" / "images" / "cost.png"


class Curve(NamedTuple):
    """Seconds at each value of what was changed."""

    what: str
    unit: str
    seconds: dict[int, float]


def run() -> Iterator[Row]:
    """Measure epochs of 784-30-10 with one thread, one of the three changed at a time."""
    digits = load_mnist().training
    few = digits[:DIGITS]
    curves = []
    for what, sides in (
        ("units, batch 128", {n: _epoch(few, hidden=[n], batch_size=128) for n in WIDTHS}),
        ("training digits, 30 units, batch 10", {n: _epoch(digits[:n]) for n in COUNTS}),
    ):
        seconds = in_turn(sides, ROUNDS)
        curves.append(Curve(what, "seconds an epoch", seconds))
        for value, time in seconds.items():
            yield Row(f"{value:,} {what}", f"{time:.3f} s an epoch")
    what = "digits in a minibatch, 30 units"
    epochs = in_turn({n: _epoch(few, batch_size=n) for n in BATCHES}, ROUNDS)
    seconds = {n: time / math.ceil(DIGITS / n) for n, time in epochs.items()}
    curves.append(Curve(what, "seconds a step", seconds))
    for value, time in seconds.items():
        yield Row(f"{value:,} {what}", f"{time * 1e6:.0f} us a step")
    _draw(curves)


def _epoch(digits: Dataset, hidden: list[int] | None = None, **settings: int) -> Side:
    config = recipe_config("nielsen", hidden, learning_rate=0.1, **settings)
    network, plan = config.create_network(), create_plan(config)
    return pass_over(network, plan, digits)


def _draw(curves: list[Curve]) -> None:
    """Draw a chart for each curve, both axes logarithmic, with what would be proportional."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 3.6), layout="constrained")
    for axes, curve in zip(figure.subplots(1, len(curves)), curves, strict=True):
        values, times = list(curve.seconds), list(curve.seconds.values())
        line = [times[-1] * value / values[-1] for value in values]
        axes.loglog(values, times, "o-", label="measured")
        axes.loglog(values, line, "--", color="gray", label="in proportion to the last")
        axes.set_xlabel(curve.what)
        axes.set_ylabel(curve.unit)
        axes.set_xticks(values, [f"{value:,}" for value in values], fontsize=8)
        axes.minorticks_off()
        axes.grid(alpha=0.3)
    figure.axes[0].legend()
    figure.savefig(CHART, dpi=110, metadata={"Software": None})
