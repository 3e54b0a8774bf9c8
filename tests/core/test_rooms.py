"""The house has rooms that a reader can hold in mind; import-linter checks who imports whom."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.support.servers import ROOT

ROOMS = sorted(
    str(path.parent.relative_to(ROOT))
    for package in ("nnet", "webapp")
    for path in (ROOT / package).glob("*/__init__.py")
)
MAX_LINES = 285
"""About 250 are readable in one sitting; the training loop, with its callbacks, has most."""


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_few_files_and_says_what_lives_there(room):
    files = [path for path in (ROOT / room).glob("*.py") if path.name != "__init__.py"]
    assert 2 <= len(files) <= 15
    assert ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text("utf-8")))


def test_a_file_is_readable_in_one_sitting():
    files = [path for package in ("nnet", "webapp") for path in (ROOT / package).rglob("*.py")]
    long = {str(path): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {name: lines for name, lines in long.items() if lines > MAX_LINES} == {}


def test_no_code_lies_outside_the_rooms():
    assert {path.name for path in (ROOT / "nnet").glob("*.py")} == {"__init__.py", "__main__.py"}
    assert len([*(ROOT / "webapp").glob("*.py")]) <= 12


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("nnet.core.training", ("PIL", "sqlalchemy", "threadpoolctl", "click", "nnet.models")),
        ("nnet.recognition.pipeline", ("nnet.synthesis", "nnet.store", "nnet.jobs", "sqlalchemy")),
        ("nnet.commands", ("matplotlib", "sqlalchemy", "distributed")),
        ("webapp.application", ("matplotlib", "tqdm", "nnet.commands", "plotly")),
    ],
)
def test_a_module_loads_no_more_than_it_needs(module, unwanted):
    code = f"import sys, {module}; print({{*{unwanted!r}}} & {{*sys.modules}})"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "set()"
