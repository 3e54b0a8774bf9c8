"""The command ``data check``: what is in a folder of data, before a network learns from it."""

from __future__ import annotations

from pathlib import Path

import click

from nnet.datasets.checking import check_data
from nnet.datasets.reading import read_data
from nnet.models.files import write_whole
from nnet.reports.data_report import data_report, data_sheet


@click.group()
def data() -> None:
    """Look at data sets besides MNIST."""


@data.command()
@click.argument("folder", metavar="FOLDER", type=Path)
@click.option(
    "--output", default="data.png", show_default=True, type=Path, help="The contact sheet."
)
def check(folder: Path, output: Path) -> None:
    """Report shapes, classes, balance, duplicates and odd pictures of a data set, with a sheet.

    FOLDER holds four IDX files (plain or .gz), CSV files of a label and 784 numbers a line, or
    sub-folders of 28x28 pictures named by their labels; classes.txt in it names the classes.
    """
    if not output.parent.is_dir():
        raise ValueError(f"There is no folder {output.parent}.")
    found = read_data(folder)
    findings = check_data(found)
    click.echo(data_report(found, findings))
    write_whole(output, data_sheet(found, findings))
    click.echo(f"Contact sheet: {output}")
