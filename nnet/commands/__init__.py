"""The command line, ``python -m nnet``: what the other rooms do, one module for some commands each.

``COMMANDS`` is the table of contents. A command's module is loaded when the command is called, so
that one that reads a picture does not wait for the store, Dask and matplotlib.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "train": "train:train",
    "predict": "predict:predict",
    "evaluate": "evaluate:evaluate",
    "data": "data:data",
    "convert-strokes": "strokes:convert_strokes",
    "find-lr": "tune:find_lr",
    "sweep": "tune:sweep",
    "ensemble": "tune:ensemble",
    "train-guard": "guard:train_guard",
    "check-guard": "guard:check_guard",
    "train-stroke-reader": "stroke_reader:train_stroke_reader",
    "figures": "figures:figures",
    "film": "film:film",
    "show": "show:show",
    "export": "publish:export",
    "release": "publish:release",
}
"""Each command's module in this room, and its name there."""


class Commands(click.Group):
    """Loads commands as they are called; a mistake is answered with one line and exit status 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None for an unknown one."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            if not isinstance(error, _expected_errors()):
                raise
            click.echo(f"Error: {error}", err=True)
            sys.exit(2)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """A neural network for handwritten digits, written from scratch on NumPy."""


def _expected_errors() -> tuple[type[Exception], ...]:
    """Return the errors whose texts are meant for the user."""
    from nnet.parallel.data_parallel import LostProcessError
    from nnet.store.database import StoreError

    return ValueError, OSError, MemoryError, LostProcessError, StoreError
