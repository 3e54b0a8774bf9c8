"""The commands ``export`` and ``release``: models for other programs, and for this repository."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from nnet.commands.console import data_option, load_chosen, open_store, strokes_option
from nnet.datasets.library import DataLibrary
from nnet.models.export import FORMATS, export_model
from nnet.models.files import write_whole
from nnet.reports.release import release_run


@click.command()
@click.argument("model", metavar="[MODEL]", required=False)
@click.option(
    "--format", "kind", type=click.Choice(list(FORMATS)), default="onnx", show_default=True
)
@click.option("--output", type=Path, help="The file; <recipe>.<format> unless given.")
@data_option("Where the data is that the network learned from, if it was not MNIST.")
def export(model: str | None, kind: str, output: Path | None, folder: Path | None) -> None:
    """Write a model for other programs.

    MODEL is a model file or a run's id; the shipped model unless given. The file carries how
    pictures are prepared, and ten pictures with the answers that are expected of them.
    """
    chosen = load_chosen(model)
    path = output or Path(f"{chosen.recipe}.{kind}")
    pictures = DataLibrary.named(folder).test(chosen.config.data)
    write_whole(path, export_model(chosen, kind, pictures))
    click.echo(f"{chosen.recipe} {chosen.architecture} as {kind}: {path}")


@click.command()
@click.argument("run_id", metavar="RUN")
@click.option("--model", is_flag=True, help="Its last checkpoint becomes the shipped model, too.")
@strokes_option("Those that the run was trained with: the model is measured on them.")
@click.option(
    "--average-with",
    "before",
    metavar="MODEL",
    help="Ship the mean of its weights and those of this model, which it began with.",
)
def release(run_id: str, model: bool, strokes: Sequence[Path], before: str | None) -> None:
    """Make a finished run one of those that ship with the program."""
    known = None if before is None else load_chosen(before)
    for path in release_run(open_store(), run_id, model, strokes, known):
        click.echo(path)
