"""The command ``show``: sheets of training digits, generated digits and distortions."""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np

from nnet.core.data import Dataset, load_mnist
from nnet.reports.contact_sheet import contact_sheet, distortion_sheet
from nnet.synthesis.synthetic_digits import DrawnDigits


@click.command()
@click.option("--output", default="digits.png", show_default=True, type=Path)
@click.option("--count", default=100, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--columns", default=20, show_default=True, type=click.IntRange(1, 100))
@click.option("--distortions", is_flag=True, help="Show what each distortion does to one digit.")
@click.option("--drawn", is_flag=True, help="Show digits of the stroke generator instead.")
def show(output: Path, count: int, columns: int, distortions: bool, drawn: bool) -> None:
    """Draw the first training digits with their labels on a PNG picture."""
    if distortions:
        output.write_bytes(distortion_sheet(load_mnist().training.images[0]))
        click.echo(f"What each distortion does to one digit: {output}")
        return
    if drawn:
        supply = DrawnDigits(count)
        digits = Dataset(supply.images(np.random.default_rng(1)), supply.labels)
    else:
        digits = load_mnist().training[:count]
    captions = [str(label) for label in digits.labels]
    output.write_bytes(contact_sheet(digits.images, captions, columns))
    click.echo(f"{count} training digits: {output}")
