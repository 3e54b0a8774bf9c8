"""The commands ``export`` and ``release``: models for other programs, and for this repository."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from nnet.commands.console import data_option, load_chosen, open_store, strokes_option
from nnet.datasets.library import DataLibrary
from nnet.models.export import FORMATS, export_model
from nnet.models.files import write_whole
from nnet.reports.release import release_run

PAGE = "html"


@click.command()
@click.argument("model", metavar="[MODEL]", required=False)
@click.option(
    "--format", "kind", type=click.Choice([*FORMATS, PAGE]), default="onnx", show_default=True
)
@click.option("--output", type=Path, help="The file; <recipe>.<format> unless given.")
@click.option("--lang", metavar="LANGUAGE", help="Of a page's texts: en, the default, or zh.")
@data_option("Where the data is that the network learned from, if it was not MNIST.")
def export(
    model: str | None, kind: str, output: Path | None, lang: str | None, folder: Path | None
) -> None:
    """Write a model for other programs, or a run as a page.

    MODEL is a model file or a run's id; the shipped model unless given. The file carries how
    pictures are prepared, and ten pictures with the answers that are expected of them.

    Of a run's id the format html makes one page that opens without a server and without a network:
    curves, figures, the confusion matrix, and a paper that the run's network reads.
    """
    if kind == PAGE:
        _export_page(model, output, lang, folder)
        return
    if lang is not None:
        raise ValueError(f"--lang is for the format {PAGE}; {kind} has no texts to translate.")
    chosen = load_chosen(model)
    path = output or Path(f"{chosen.recipe}.{kind}")
    pictures = DataLibrary.named(folder).test(chosen.config.data)
    write_whole(path, export_model(chosen, kind, pictures))
    click.echo(f"{chosen.recipe} {chosen.architecture} as {kind}: {path}")


def _export_page(
    run_id: str | None, output: Path | None, lang: str | None, folder: Path | None
) -> None:
    """Have the web application write a run's page, whose templates and scripts are there.

    It is another program, called as from a prompt: nothing of it is imported here.
    """
    if run_id is None or Path(run_id).exists():
        raise ValueError(
            "A page is of a run: name its id, as in python -m nnet export RUN --format html. "
            "The training page lists the runs."
        )
    if folder is not None:
        raise ValueError("For a page, name the folder that data sets are in by DATA_DIRECTORY.")
    options = {"--output": output, "--lang": lang}
    given = [word for name, value in options.items() if value is not None for word in (name, value)]
    command = [sys.executable, "-m", "webapp", "one-file", *map(str, given), "--", run_id]
    sys.exit(subprocess.run(command, check=False).returncode)


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
