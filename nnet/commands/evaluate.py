"""The command ``evaluate``: how well a model reads, on test digits or on drawings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from nnet.commands.console import data_option, load_chosen, require_digits
from nnet.datasets.library import DataLibrary
from nnet.models.checkpoint import Model
from nnet.models.ensemble import Ensemble, vote
from nnet.recognition.reading import Reader
from nnet.recognition.rejection import load_guard
from nnet.recognition.stroke_reader import load_stroke_reader
from nnet.recognition.stroke_vote import StrokeVote
from nnet.reports.contact_sheet import contact_sheet
from nnet.reports.drawing_report import drawing_report, mistakes, read_drawings
from nnet.reports.mnist_report import evaluation_report
from nnet.reports.number_report import number_report
from nnet.strokes.files import read_strokes
from nnet.strokes.types import PenDigit
from nnet.synthesis.writer_split import choose_writers

SHEET_COLUMNS = 20
SHOWN_MISTAKES = 400


@click.command()
@click.argument("models", metavar="[CHECKPOINT]...", nargs=-1)
@click.option(
    "--drawings",
    metavar="FILE",
    type=Path,
    help="Measure on strokes of a pen, drawn as on the page, and not on the test digits.",
)
@click.option("--writers", metavar="NAME,...", help="Only these, or held-out, or training.")
@click.option("--widths", default="8-24", show_default=True, help="Of the pen; the canvas has 280.")
@click.option("--sizes", default="0.35-0.8", show_default=True, help="Of the digit, as a share.")
@click.option("--seed", default=1, show_default=True, help="Decides widths, sizes and places.")
@click.option("--photographs", is_flag=True, help="Photographed on paper instead of drawn.")
@click.option(
    "--numbers", type=click.IntRange(1), help="Read so many numbers composed of them instead."
)
@data_option("Where the data is that a network learned from, if it was not MNIST.")
@click.option("--mistakes", "sheet", type=Path, help="Draw the mistakes on this PNG picture.")
def evaluate(
    models: tuple[str, ...],
    drawings: Path | None,
    writers: str | None,
    widths: str,
    sizes: str,
    seed: int,
    photographs: bool,
    numbers: int | None,
    folder: Path | None,
    sheet: Path | None,
) -> None:
    """Measure a model, or the vote of several, on the 10,000 test digits or on drawings.

    CHECKPOINT is a model file or a run's id; the shipped model unless given. A network of other
    data than MNIST is measured on the test pictures of that data.
    """
    chosen = [load_chosen(model) for model in models or (None,)]
    for model in chosen:
        click.echo(f"{model.recipe} {model.architecture}, {model.parameters:,} parameters")
    if drawings is None:
        digits = DataLibrary.named(folder).test(_data_of(chosen, folder))
        probabilities, classes = vote(chosen, digits.images), chosen[0].config.classes
        click.echo(evaluation_report(digits.labels, probabilities, classes=classes))
        return
    for model in chosen:
        require_digits(model)
    strokes = read_strokes(drawings)
    if writers is not None:
        strokes = choose_writers(strokes, writers)
    if numbers is not None:
        reader: Reader = Ensemble(chosen)
        if not models:  # with another network none votes, nor does any on the page
            reader = StrokeVote(reader)
        guard = replace(load_guard(), strokes=load_stroke_reader())
        click.echo(number_report(strokes, reader, guard, numbers, seed))
        return
    _evaluate_drawings(
        Ensemble(chosen),
        *(strokes, seed, photographs, sheet),
        _range("--widths", widths, 1, 100),
        _range("--sizes", sizes, 0.02, 1),
    )


def _data_of(models: list[Model], folder: Path | None) -> dict[str, Any] | None:
    """Return what models say of their data, None for MNIST; raises ``ValueError`` for several."""
    described = models[0].config.data
    digests = {(model.config.data or {}).get("sha256") for model in models}
    if len(digests) > 1:
        raise ValueError("These networks learned from different data: they cannot vote.")
    if described is None and folder is not None:
        raise ValueError("A network of MNIST is measured on its test digits: leave out --data.")
    return described


def _evaluate_drawings(
    model: Ensemble,
    digits: list[PenDigit],
    seed: int,
    photographs: bool,
    sheet: Path | None,
    widths: tuple[float, float],
    sizes: tuple[float, float],
) -> None:
    """Print how well drawings are read, and draw the mistakes where that is asked for."""
    results = read_drawings(digits, model, load_guard(), widths, sizes, seed, photographs)
    click.echo(drawing_report(results))
    if sheet is not None:
        pixels, captions = mistakes(results)
        if not len(pixels):
            click.echo("There is no mistake to draw.")
            return
        shown = slice(SHOWN_MISTAKES)
        sheet.write_bytes(contact_sheet(pixels[shown], captions[shown], SHEET_COLUMNS))
        click.echo(f"Mistakes, the surest first, each as digit: answer: {sheet}")


def _range(option: str, text: str, least: float, most: float) -> tuple[float, float]:
    """Return the two numbers in ``8-24``, or one number twice; raises ``ValueError``."""
    try:
        numbers = [float(part) for part in text.split("-")]
        low, high = numbers * 2 if len(numbers) == 1 else numbers
    except ValueError:
        low, high = 1.0, 0.0
    if not least <= low <= high <= most:
        raise ValueError(f"{option} takes such as {least:g}-{most:g} within these, got {text!r}.")
    return low, high
