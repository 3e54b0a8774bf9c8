"""The command ``predict``: the journey from a picture to an answer, without a server."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from nnet.commands.console import load_chosen, require_digits
from nnet.models.ensemble import Ensemble
from nnet.models.files import read_bounded
from nnet.recognition.pipeline import read_picture
from nnet.recognition.rejection import load_guard

MAX_PICTURE_BYTES = 64 * 1024 * 1024


@click.command()
@click.argument("pictures", metavar="PICTURE...", nargs=-1, required=True, type=Path)
@click.option(
    "--model",
    "models",
    multiple=True,
    help="A model file or a run's id; the shipped model unless given, several of them vote.",
)
def predict(pictures: tuple[Path, ...], models: tuple[str, ...]) -> None:
    """Read the digit, or the number, on each picture: PNG, JPEG, GIF, BMP, WebP, TIFF or AVIF."""
    loaded = [load_chosen(model) for model in models or (None,)]
    for model in loaded:
        require_digits(model)
    chosen = Ensemble(loaded)
    guard = load_guard()
    failed = False
    for path in pictures:
        try:
            reading = read_picture(read_bounded(path, MAX_PICTURE_BYTES), chosen, guard)
        except (ValueError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            click.echo(f"Error: {path}: {reason}", err=True)
            failed = True
            continue
        if reading.status == "not_a_digit":
            click.echo(f"{path}: no digit")
        else:
            click.echo(f"{path}: {reading.text} ({reading.confidence:.2%})")
    if failed:
        sys.exit(2)
