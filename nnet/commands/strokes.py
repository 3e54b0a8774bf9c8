"""The command ``convert-strokes``: stroke files of public originals."""

from __future__ import annotations

from pathlib import Path

import click

from nnet.models.files import write_whole
from nnet.strokes.conversion import convert

SUFFIX = ".jsonl"


@click.command("convert-strokes")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=Path)
@click.argument("target", type=Path)
@click.option("--prefix", default="", help="Comes before each writer's name.")
@click.option("--first", type=click.IntRange(1), help="Of each file, so many drawings at most.")
def convert_strokes(
    sources: tuple[Path, ...], target: Path, prefix: str, first: int | None
) -> None:
    """Make a stroke file, TARGET.jsonl, of public originals.

    SOURCE is a file or a folder of UNIPEN (such as UCI's pendigits-orig.tra, or data/1a of
    train_r01_v07), UJIpenchars, Quick, Draw! or Omniglot.
    """
    if target.suffix != SUFFIX:
        # The last of many sources would be overwritten where a target is forgotten.
        raise ValueError(f"TARGET must end in {SUFFIX}, found {target}.")
    done = convert(sources, prefix, first)
    write_whole(target, "".join(done.lines).encode())
    others = len(done.lines) - done.digits
    counts = [f"{done.digits:,} digits"] * (done.digits > 0 or not others)
    counts += [f"{others:,} other drawings"] * (others > 0)
    click.echo(f"{' and '.join(counts)} of {len(done.writers):,} writers: {target}")
    if done.left_out:
        click.echo(f"Left out: {done.left_out:,}, such as {'; '.join(done.reasons)}.", err=True)
