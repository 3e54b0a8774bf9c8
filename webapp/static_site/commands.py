"""``python -m webapp site FOLDER``."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from webapp import config, create_app
from webapp.backups.commands import Refusal


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--runs",
    metavar="RECIPES",
    help="Recorded runs to show, by their recipes, with commas between.  [default: all]",
)
@click.option(
    "--model",
    type=click.Path(exists=True, dir_okay=False),
    help="Model file that reads the drawings.  [default: the shipped one]",
)
def site(folder: Path, runs: str | None, model: str | None) -> None:
    """Write the demo into FOLDER, as files for any static host.

    Drawings are read in the browser there, and nothing is trained; the recorded runs, the chapters
    and the page about the model are as the server shows them.
    """
    # Not above: the server's first process never needs NumPy and all that comes with it.
    from nnet.models.checkpoint import CheckpointError
    from webapp.services import services_of
    from webapp.static_site.pages import MOST_SHEETS
    from webapp.static_site.writing import SiteError, choose_runs, write_site

    with tempfile.TemporaryDirectory() as instance:
        try:
            app = create_app(
                {
                    "INSTANCE_PATH": instance,
                    "DATABASE_URL": "",
                    "TRAINING_WORKERS": 0,
                    "VISITOR_RUNS": 0,
                    "MODEL_PATH": model,
                    "STATIC_SITE": True,
                    "MOST_SHEETS": MOST_SHEETS,
                }
            )
            try:
                count = write_site(app, folder, choose_runs(app, runs))
            finally:
                services_of(app).runs.close()
        except (CheckpointError, SiteError, config.ConfigurationError, OSError) as error:
            raise Refusal(str(error)) from None
    click.echo(f"{folder} has {count} files. Put it on any static host: docs/hosting.md says how.")
