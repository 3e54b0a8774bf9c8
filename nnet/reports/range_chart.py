"""Chart of a learning-rate range test, as a PNG picture for whoever works at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nnet.jobs.lr_range_test import RangePoint

SIZE = (8.0, 4.5)
"""Inches, of 100 pixels each."""


def draw_range_test(
    points: Sequence[RangePoint], title: str, suggested: float | None, path: Path
) -> None:
    """Draw the loss against the learning rate as a PNG; ``suggested`` is marked where given."""
    # Imported here, since no other command needs it and it takes a while.
    from matplotlib.figure import Figure

    figure = Figure(SIZE, dpi=100, layout="constrained")
    axes = figure.subplots()
    rates = [point.learning_rate for point in points]
    axes.plot(rates, [point.loss for point in points], color="#9db4d6", linewidth=1, label="loss")
    smoothed = [point.smoothed_loss for point in points]
    axes.plot(rates, smoothed, color="#1f4e9c", linewidth=2, label="smoothed loss")
    if suggested is not None:
        axes.axvline(suggested, color="#b8442c", linestyle="--", label=f"suggested: {suggested:g}")
    axes.set_xscale("log")
    axes.set_xlabel("learning rate")
    axes.set_ylabel("loss of the minibatch")
    axes.set_title(title)
    # A single wild minibatch must not press the curve flat.
    axes.set_ylim(0, 1.1 * max(smoothed))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(path, format="png")
