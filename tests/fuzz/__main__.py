"""``python -m tests.fuzz [api] [pictures] [cost] --minutes 10``: look for inputs that do harm."""

from __future__ import annotations

import secrets
import sys

import click

from tests.fuzz import api, cost, pictures
from tests.fuzz.report import Report
from webapp.server.malloc import return_freed_memory

TARGETS = {"api": api.fuzz, "pictures": pictures.fuzz, "cost": cost.fuzz}


@click.command()
@click.argument("targets", nargs=-1, type=click.Choice(list(TARGETS)))
@click.option("--minutes", default=10.0, show_default=True, type=click.FloatRange(min=0))
@click.option("--seed", type=int, help="Repeats an earlier run; else a random one is taken.")
def main(targets: tuple[str, ...], minutes: float, seed: int | None) -> None:
    """Send random requests, damaged pictures and costly requests, and report what fails."""
    return_freed_memory()  # as the server does: what is left then is what leaked
    seed = secrets.randbelow(2**32) if seed is None else seed
    failed = False
    for target in targets or TARGETS:
        click.echo(f"{target}: seed {seed}, {minutes:g} minutes")
        report = TARGETS[target](Report(minutes * 60), seed)
        click.echo(report.text())
        failed = failed or not report.is_clean()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
