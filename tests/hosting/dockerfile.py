"""Carries out a Dockerfile without a container engine: each stage's root is a folder.

Absolute paths below /app, /opt and /tmp are those of the stage's folder; FROM starts an empty one,
and programs of the base image are this machine's. What a step needs of the network, the test hands
over beforehand.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import string
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.hosting.ignoring import ignored_by

INSIDE = re.compile(r"(?<![\w.$}/-])/(?=(?:app|opt|tmp)\b)")
"""The slash at the beginning of a path that belongs to a stage."""


@dataclass
class Stage:
    """A stage of a build: its root, and what its steps have set."""

    root: Path
    env: dict[str, str]
    workdir: Path
    user: str = "0:0"
    volumes: list[Path] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    base: str = ""
    stop_signal: str = "SIGTERM"

    def inside(self, text: str) -> str:
        """Return a text whose absolute paths lead into the stage's root."""
        return INSIDE.sub(f"{self.root}/", text)

    def ids(self, user: str) -> tuple[int, int]:
        """Return a user's and its group's number; only root can be someone else."""
        if os.geteuid() != 0:
            return os.geteuid(), os.getegid()
        uid, gid = user.split(":")
        return int(uid), int(gid)


def instructions(text: str) -> list[tuple[str, str]]:
    """Return a Dockerfile's instructions, and what stands after each."""
    plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    lines = [line for line in plain.replace("\\\n", " ").splitlines() if line.strip()]
    return [(line.split()[0].upper(), line.split(maxsplit=1)[1].strip()) for line in lines]


def build(context: Path, folder: Path, before_run: Callable[[Stage, str], None]) -> Stage:
    """Carry out the Dockerfile of ``context`` in ``folder`` and return its last stage.

    before_run  called with the stage and the command before each RUN
    """
    is_ignored = ignored_by(context / ".dockerignore")
    stages: dict[str, Stage] = {}
    stage = None
    for name, text in instructions((context / "Dockerfile").read_text()):
        if name == "FROM":
            words = text.split()
            stage = _first_step(folder / f"stage-{len(stages)}", words[0])
            stages[words[-1] if len(words) == 3 else str(len(stages))] = stage
        elif name == "COPY":
            _copy(stage, text, context, stages, is_ignored)
        elif name == "RUN":
            before_run(stage, text)
            command = ["/bin/sh", "-ec", stage.inside(text)]
            subprocess.run(command, cwd=stage.workdir, env=stage.env, check=True)
        else:
            _set(stage, name, text)
    return stage


def _first_step(root: Path, base: str) -> Stage:
    """Return a stage as its base image leaves it: with a python, and a /tmp for everyone."""
    for name in ("app", "opt", "tmp", "base/bin"):
        (root / name).mkdir(parents=True)
    (root / "tmp").chmod(0o1777)
    python = getattr(sys, "_base_executable", sys.executable)
    (root / "base" / "bin" / "python").symlink_to(python)
    env = {"PATH": f"{root}/base/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    return Stage(root, env, root, base=base)


def _set(stage: Stage, name: str, text: str) -> None:
    """Carry out an instruction that changes no file but folders."""
    if name == "ENV":
        for pair in shlex.split(stage.inside(text)):
            key, _, value = pair.partition("=")
            stage.env[key] = string.Template(value).substitute(stage.env)
    elif name == "WORKDIR":
        stage.workdir = Path(stage.inside(text))
        stage.workdir.mkdir(parents=True, exist_ok=True)
    elif name == "USER":
        stage.user = text
    elif name == "VOLUME":
        stage.volumes.append(Path(stage.inside(text)))
    elif name == "CMD":
        stage.command = json.loads(stage.inside(text))
    elif name == "HEALTHCHECK":
        stage.health = json.loads(stage.inside(text.partition("CMD")[2]))
    elif name == "STOPSIGNAL":
        stage.stop_signal = text
    elif name != "EXPOSE":
        raise ValueError(f"{name} is not known to the tests: teach it to {__name__}")


def _copy(
    stage: Stage,
    text: str,
    context: Path,
    stages: dict[str, Stage],
    is_ignored: Callable[[str], bool],
) -> None:
    """Carry out a COPY, of one file or folder."""
    words = text.split()
    target = stage.workdir / stage.inside(words[-1])
    if words[0].startswith("--from="):
        origin = stages[words[0].removeprefix("--from=")]
        # Links in place of copies: nobody may write to either.
        shutil.copytree(
            origin.inside(words[1]), target, True, copy_function=os.link, dirs_exist_ok=True
        )
        return
    source = context / words[0]
    files = [source] if source.is_file() else [path for path in source.rglob("*") if path.is_file()]
    kept = [path for path in files if not is_ignored(path.relative_to(context).as_posix())]
    if not kept:
        raise FileNotFoundError(f"COPY {text}: nothing is left to copy by .dockerignore")
    for path in kept:
        to = target / (path.name if path == source else path.relative_to(source))
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
