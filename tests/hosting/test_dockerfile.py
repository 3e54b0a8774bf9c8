"""The Dockerfile, carried out in an empty folder, serves as a user who may write to a volume alone.

All steps are those of the Dockerfile, but for one thing: the packages are not downloaded. The ones
of the lock are taken from the environment that runs the tests, which comes of a lock as well; pip
then finds that they are what it was about to install.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

from nnet.store.runs import HISTORIES
from tests.hosting.dockerfile import build, instructions
from tests.hosting.programs import free_port, running, status
from tests.support.locks import ROOT, pins
from tests.support.owner import TOKEN, call, has_ended, predict, queue, until

DOCKERFILE = (ROOT / "Dockerfile").read_text()
PROGRAM = {"mnist_data", "nnet", "static", "templates", "webapp"}
CONTENT = {*PROGRAM, "LICENSE", "requirements.lock"}


def hand_over_packages(stage, command):
    """Link the locked packages into the environment that pip is about to fill."""
    if "pip install" not in command:
        return
    stage.env["PIP_NO_INDEX"] = "1"
    python = f"python{sys.version_info.major}.{sys.version_info.minor}"
    target = Path(stage.inside(f"/opt/venv/lib/{python}/site-packages"))
    for pin in pins(ROOT / "requirements.lock"):
        if not pin.is_for(python.removeprefix("python")):
            continue
        found = distribution(pin.name)
        for top in {file.parts[0] for file in found.files} - {"..", "__pycache__"}:
            if not (target / top).exists():  # some packages share a folder
                (target / top).symlink_to(found.locate_file(top))


@pytest.fixture
def image():
    """The last stage, whose files its user may not write."""
    # Not pytest's own folder, into which no other user may look.
    folder = Path(tempfile.mkdtemp(prefix="inknet-image-"))
    folder.chmod(0o755)
    try:
        stage = build(ROOT, folder, hand_over_packages)
        if os.geteuid() != 0:
            subprocess.run(["chmod", "-R", "a-w", stage.root], check=True)
            for path in (*stage.volumes, stage.root / "tmp"):
                path.chmod(0o755)
        yield stage
    finally:
        if os.geteuid() != 0:
            subprocess.run(["chmod", "-R", "u+w", folder], check=True)
        shutil.rmtree(folder)


def as_user(stage, command):
    """Return a command that is run as the stage's user, who may read but not write what is root's.

    The tests' Python may be installed where no other user gets in; a container's never is.
    """
    if os.geteuid() != 0:
        return command
    uid, gid = stage.ids(stage.user)
    reading = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    return ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", *reading, *command]


def written(stage):
    """Return every path of an image but those in its volume and /tmp."""
    free = {*stage.volumes, stage.root / "tmp"}
    return {path for path in stage.root.rglob("*") if not free & {path, *path.parents}}


# One test, since tests of one file may run in several processes, and each would build the image.
def test_it_holds_what_runs_and_serves_trains_and_stops_writing_to_its_volume_alone(
    image, seven, tmp_path
):
    assert {path.name for path in image.workdir.iterdir()} == {*CONTENT, "instance"}
    assert image.command == ["python", "-m", "webapp"]
    assert image.stop_signal == "SIGTERM"
    uid, _ = image.ids(image.user)
    if os.geteuid() == 0:
        assert uid != 0
        assert not [path for path in written(image) if path.lstat().st_uid == uid]
    port, before = free_port(), written(image)
    env = {**image.env, "PORT": str(port), "OWNER_TOKEN": TOKEN, "TRUSTED_HOSTS": "127.0.0.1"}
    command, health = as_user(image, image.command), as_user(image, image.health)

    def is_healthy():
        asked = subprocess.run(health, cwd=image.workdir, env=env, capture_output=True, check=False)
        return asked.returncode == 0

    assert not is_healthy()
    with running(command, port, env, tmp_path / "log", image.workdir) as server:
        server.wait()
        assert is_healthy()
        assert predict(server, seven)["digit"] == 7
        assert status(f"{server.url}/readyz") == 200
        # Hosts that wipe the disk start it so each time.
        shipped = {json.loads(path.read_text())["run"]["name"] for path in HISTORIES.glob("*.json")}
        assert shipped <= {run["name"] for run in call(server, "GET", "/runs?limit=100")["runs"]}
        run = until(server, queue(server, epochs=1), has_ended)
        assert run["status"] == "finished"
        assert server.stop() == 0
    assert written(image) == before
    (instance,) = image.volumes
    assert (instance / "runs.db").stat().st_uid == uid


def test_base_images_have_a_version_and_steps_no_secret():
    for name, text in instructions(DOCKERFILE):
        if name == "FROM":
            assert text.split()[0].startswith("python:3.13.")
        assert not (name in ("ENV", "ARG") and "TOKEN" in text)
