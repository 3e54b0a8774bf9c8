"""The notebooks in docs/notebook: whole, without outputs, and run from top to bottom."""

from __future__ import annotations

import ast

import nbformat
import pytest
from nbclient import NotebookClient
from PIL import Image, ImageDraw

from tests.support.servers import ROOT

FOLDER = ROOT / "docs" / "notebook"
NOTEBOOKS = ("inknet.ipynb", "inknet.zh.ipynb")
CELL_TIMEOUT_S = 300
QUICK = {"NOTEBOOK_EPOCHS": "2", "NOTEBOOK_DIGITS": "5000"}


def read(name):
    return nbformat.read(FOLDER / name, as_version=4)


def code_of(notebook):
    """Return what a notebook does, without what it says: no comments, no docstrings."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
            node.body = node.body[1:]
    return ast.dump(tree)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_stored_without_outputs(name):
    notebook = read(name)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)


def test_both_languages_do_the_same():
    english, chinese = map(read, NOTEBOOKS)
    assert code_of(english) == code_of(chinese)
    for one, other in zip(english.cells, chinese.cells, strict=True):
        assert one.cell_type == other.cell_type
        assert one.cell_type == "code" or one.source != other.source


def test_it_trains_a_network_and_reads_a_picture(monkeypatch, tmp_path):
    picture = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(picture).line([(60, 40), (140, 40), (90, 170)], fill=0, width=16)
    picture.save(tmp_path / "seven.png")
    for name, value in QUICK.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("NOTEBOOK_PICTURE", str(tmp_path / "seven.png"))
    notebook = read(NOTEBOOKS[0])
    resources = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, timeout=CELL_TIMEOUT_S, resources=resources).execute()
    cells = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    printed = ["".join(each.get("text", "") for each in outputs) for outputs in cells]
    (epochs,) = [text for text in printed if text.startswith("  1  ")]
    assert float(epochs.split()[-1].rstrip("%")) > 70
    assert printed[-1].startswith("digit 7")
    drawn = [each for outputs in cells for each in outputs if "image/png" in each.get("data", {})]
    assert len(drawn) == 5
