"""``python -m webapp one-file RUN``, which ``python -m nnet export RUN --format html`` calls."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from webapp import config, create_app
from webapp.backups.commands import Refusal

NO_BACKGROUND = {"TRAINING_WORKERS": 0, "VISITOR_RUNS": 0}


@click.command("one-file")
@click.argument("run_id", metavar="RUN")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file; <recipe>.html unless given.",
)
@click.option(
    "--lang", default="en", show_default=True, metavar="LANGUAGE", help="Of its texts: en or zh."
)
def one_file(run_id: str, output: Path | None, lang: str) -> None:
    """Write a run as one HTML file, which opens without a server and without a network.

    It has the run's curves, figures and confusion matrix, what repeats it, and a paper that its own
    network reads. RUN is the id of a run in the store; the training page lists them.
    """
    # Not above: the server's first process never needs NumPy and all that comes with it.
    from nnet.models.checkpoint import CheckpointError
    from nnet.models.files import write_whole
    from nnet.store.runs import StoreError
    from webapp.http.i18n import LANGUAGES
    from webapp.http.problems import Problem
    from webapp.one_file.run_page import render_run_page
    from webapp.services import services_of

    if lang not in LANGUAGES:
        raise Refusal(f"{lang!r} is none of the languages: {', '.join(LANGUAGES)}.")
    with tempfile.TemporaryDirectory() as instance:
        try:
            # The store is the server's; what else an instance folder holds is nobody's here.
            url = config.database_url(config.load())
            app = create_app({"INSTANCE_PATH": instance, "DATABASE_URL": url, **NO_BACKGROUND})
            try:
                found = services_of(app).runs.get().run(run_id)
                if found is None:
                    raise Refusal(
                        f"{run_id!r} is not the id of a run. The training page lists the runs."
                    )
                with app.test_request_context(f"/runs/{run_id}.html?lang={lang}"):
                    content = render_run_page(found)
            finally:
                services_of(app).runs.close()
            path = output or Path(f"{found['recipe']}.html")
            write_whole(path, content)
        except (CheckpointError, StoreError, config.ConfigurationError, OSError) as error:
            raise Refusal(str(error)) from None
        except Problem as problem:
            raise Refusal(problem.detail) from None
    click.echo(f"{found['name']} as one file: {path} ({len(content) / 1e6:.1f} MB)")
