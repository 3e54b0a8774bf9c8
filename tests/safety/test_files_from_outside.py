"""Models, strokes, configurations and pictures from outside are read as data, and within bounds."""

from __future__ import annotations

import io
import json
import os
import pickle
import struct
import tracemalloc
import zipfile
import zlib

import numpy as np
import pytest
from click.testing import CliRunner

from nnet.commands import main
from nnet.models.checkpoint import dump_model
from nnet.models.recipes import RECIPES, recipe_config
from tests.models.test_checkpoint import npy, rewritten, with_about
from tests.safety.bombs import many_scans, png, zeros

MAX_BYTES = 300e6
"""What a command may allocate to find out that a file is no good."""

CONFIG = json.loads(json.dumps(RECIPES["nielsen"].config.to_dict()))
DIGIT = {"label": 7, "writer": "a", "strokes": [[[0, 0], [9, 0]]]}


@pytest.fixture(scope="module")
def content():
    """A small checkpoint's bytes."""
    config = recipe_config("nielsen", [5])
    return dump_model(config.create_network(), config)


@pytest.fixture
def refused(tmp_path, monkeypatch):
    """A function that runs a command which has to refuse its file, and returns its one line."""
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        before = set(tmp_path.iterdir())
        tracemalloc.start()
        try:
            result = CliRunner().invoke(main, [str(argument) for argument in arguments])
            allocated = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert result.exit_code == 2, (result.output, result.exception)
        assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1
        assert len(result.stderr) < 5000 and "Epoch" not in result.stdout
        assert allocated < MAX_BYTES, f"{allocated / 1e6:.0f} MB"
        assert set(tmp_path.iterdir()) == before  # nothing was executed or half-written
        return result.stderr

    return run


class Trap:
    """Makes a file when it is unpickled."""

    def __reduce__(self):
        return (os.mkdir, ("executed",))


def compressed(content):
    """Return a checkpoint whose weights inflate without end."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        target.writestr("about.npy", source.read("about.npy"))
        target.writestr("0.weights.npy", bytes(40_000_000), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def overlapping(_, members=200):
    """Return two megabytes that are two hundred arrays: each holds all of those after it."""
    tail, entries = bytes(2_000_000), []
    for number in reversed(range(members)):
        member = header(f"({len(tail)},)", "'|u1'", tail)
        name = b"a%03d.npy" % number
        described = struct.pack("<IIIHH", zlib.crc32(member), *[len(member)] * 2, len(name), 0)
        head = struct.pack("<HHHHH", 20, 0, 0, 0, 33) + described
        tail = b"PK\3\4" + head + name + member
        entries.append((head, name, len(tail)))
    listed = b"".join(
        b"PK\1\2\x14\0" + head + struct.pack("<HHHII", 0, 0, 0, 0, len(tail) - size) + name
        for head, name, size in entries
    )
    end = struct.pack("<HHHHIIH", 0, 0, members, members, len(listed), len(tail), 0)
    return tail + listed + b"PK\5\6" + end


def header(shape, kind, data=bytes(64)):
    """Return an array's file whose head claims a shape, whatever its data is."""
    text = f"{{'descr': {kind}, 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\0" + struct.pack("<H", len(text)) + text + data


def with_weights(member):
    """Return a change to a checkpoint: other bytes for its first weights."""
    return lambda content: rewritten(content, lambda m: m.update({"0.weights.npy": member}))


def with_layers(layers):
    """Return a change to a checkpoint: other layers in its description."""
    return lambda content: with_about(content, lambda about: about["config"].update(layers=layers))


HUGE = [{"type": "dense", "units": 100_000}, {"type": "dense", "units": 100_000}]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda c: pickle.dumps(Trap()), id="a pickle"),
        pytest.param(
            with_weights(npy(np.array([Trap()]), allow_pickle=True)), id="a pickle inside"
        ),
        pytest.param(
            lambda c: rewritten(c, lambda m: m.update({"about.npy": pickle.dumps(Trap())})),
            id="a pickle for a description",
        ),
        pytest.param(with_weights(b"\x93NUMPY\x01\0\x76\0" + pickle.dumps(Trap())), id="a header"),
        pytest.param(compressed, id="inflates"),
        pytest.param(overlapping, id="overlapping members"),
        pytest.param(with_weights(header("(99999999, 784)", "'<f4'")), id="huge shape"),
        pytest.param(with_weights(header("(" + "9" * 900 + ",)", "'<f4'")), id="endless shape"),
        pytest.param(with_weights(header("(-1, 784)", "'<f4'")), id="negative shape"),
        pytest.param(with_weights(header("(" * 300, "'<f4'")), id="nested shape"),
        pytest.param(with_weights(header("(1,)", "'|V2147483647'")), id="huge items"),
        pytest.param(
            with_weights(header("(1,)", "('<f4', (99999, 99999))")), id="huge items inside"
        ),
        pytest.param(with_weights(header("(1,)", "'|O'")), id="objects"),
        pytest.param(with_layers(HUGE), id="huge layers"),
        pytest.param(with_layers([{"type": "os.system", "units": "id"}]), id="foreign layer"),
        pytest.param(with_layers([{"type": "__init__"}]), id="a name of Python's"),
        pytest.param(lambda c: with_about(c, lambda a: a.update(temperature=1e-300)), id="cold"),
        pytest.param(
            lambda c: rewritten(
                c, lambda m: m.update({"about.npy": npy(np.frombuffer(b"[" * 99999, np.uint8))})
            ),
            id="nested description",
        ),
    ],
)
def test_nothing_in_a_model_file_is_executed_or_believed(refused, tmp_path, content, change):
    path = tmp_path / "model.npz"
    path.write_bytes(change(content))
    assert "is not an undamaged checkpoint" in refused("predict", "--model", path, "none.png")


@pytest.mark.parametrize(
    "card", ["[]", "5", '"text"', "[" * 100_000, "\xff", " " * 2_000_000, '{"sha256": 5}'], ids=repr
)
def test_a_card_beside_a_model_is_read_as_carefully(refused, tmp_path, content, card):
    (tmp_path / "model.npz").write_bytes(content)
    (tmp_path / "model.json").write_text(card, "latin-1")
    assert "model" in refused("predict", "--model", tmp_path / "model.npz", "none.png")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("[" * 500_000, id="nested"),
        pytest.param(json.dumps({**DIGIT, "strokes": [[[0, 0]] * 200_000]}), id="many points"),
        pytest.param(json.dumps({**DIGIT, "strokes": [[[0, 0]]] * 120_000}), id="many strokes"),
        pytest.param(json.dumps({**DIGIT, "more": "a" * 2_000_000}), id="long line"),
        pytest.param(" " * 3_000_000, id="blank line"),
        pytest.param('{"label": 7, "writer": "a", "strokes": [[[1e999, 0]]]}', id="infinity"),
        pytest.param('{"label": 7, "writer": "a", "strokes": [[[NaN, 0]]]}', id="NaN"),
        pytest.param(f'{{"label": {"9" * 5000}}}', id="long number"),
        pytest.param(json.dumps({**DIGIT, "strokes": [[[10**300, 0]]]}), id="huge number"),
        pytest.param(json.dumps({**DIGIT, "strokes": [[[[[0]]], 0]]}), id="points in points"),
        pytest.param(json.dumps({**DIGIT, "label": "7" * 5000}), id="label"),
        pytest.param(json.dumps({**DIGIT, "writer": "a" * 5000}), id="long name"),
        pytest.param("\0" * 1000, id="NULs"),
    ],
)
def test_no_stroke_file_is_too_much(refused, tmp_path, line):
    path = tmp_path / "strokes.jsonl"
    path.write_text(json.dumps(DIGIT) + "\n" + line + "\n")
    complaint = refused("evaluate", "--drawings", path)
    assert "line 2" in complaint or "holds no digit" in complaint


def test_a_file_without_end_is_not_read_to_its_end(refused):
    assert "line 1" in refused("evaluate", "--drawings", "/dev/zero")
    assert "none of the formats" in refused("convert-strokes", "/dev/zero", "out.jsonl")
    assert "larger than" in refused("train", "--config", "/dev/zero")
    assert "larger than" in refused("predict", "/dev/zero")
    assert "larger than" in refused("predict", "--model", "/dev/zero", "none.png")


LARGE = [{"type": "dense", "units": 90_000}, {"type": "dense", "units": 10}]
PICTURES = {"type": "unflatten", "height": 28, "width": 28, "channels": 1}
WIDE = [PICTURES, {"type": "conv2d", "filters": 9000, "kernel": 3}, {"type": "flatten"}]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"layers": [*HUGE, {"type": "dense", "units": 10}]}, id="huge layers"),
        pytest.param({"layers": LARGE}, id="a large layer"),
        pytest.param({"layers": [{"type": "relu"}] * 30_000}, id="many layers"),
        pytest.param({"layers": [*WIDE, {"type": "dense", "units": 10}]}, id="a wide convolution"),
        pytest.param({"layers": [{"type": "dense", "units": 10**4000}]}, id="a long number"),
        pytest.param({"layers": [{"type": "dense", "units": True}]}, id="true"),
        pytest.param({"layers": [{"type": "dense", "units": [10]}]}, id="a list for a number"),
        pytest.param({"layers": [{"units": 10}]}, id="no type"),
        pytest.param({"layers": [{"type": ["dense"], "units": 10}]}, id="a list for a type"),
        pytest.param({"layers": {"type": "dense"}}, id="an object for a list"),
        pytest.param({"batch_size": 10**9}, id="batch"),
        pytest.param({"epochs": 1e300}, id="epochs"),
        pytest.param({"learning_rate": "fast"}, id="a text for a number"),
        pytest.param({"learning_rate": [1]}, id="a list for a rate"),
        pytest.param({"seed": -1}, id="seed"),
        pytest.param({"drawn": 10**12}, id="drawn"),
        pytest.param({"slices": 10**6}, id="slices"),
        pytest.param({"augmentation": {"rotation": "x"}}, id="augmentation"),
        pytest.param({"optimizer": {"type": "sgd", "__class__": "x"}}, id="optimizer"),
        pytest.param({"optimizer": []}, id="optimizer of another kind"),
        pytest.param({"schedule": {"type": {}}}, id="schedule"),
        pytest.param({"loss": None}, id="loss"),
        pytest.param({"average": "x"}, id="average"),
        pytest.param({"recipe": "a" * 10_000}, id="name"),
        pytest.param({"training_digits": 0.5}, id="half a digit"),
    ],
)
def test_no_configuration_is_too_much(refused, tmp_path, changes):
    path = tmp_path / "config.json"
    path.write_text(json.dumps({**CONFIG, **changes}))
    assert "is not the configuration of a training" in refused("train", "--config", path)


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(png(width=60_000, height=60_000), id="pixel flood"),
        pytest.param(png(width=4000, height=1000, pixels=zeros(900)[:2000]), id="cut"),
        pytest.param(many_scans(size=100_000), id="many scans"),
        pytest.param(b"", id="empty"),
    ],
)
def test_the_command_line_reads_pictures_as_carefully_as_the_server(refused, tmp_path, picture):
    path = tmp_path / "picture.png"
    path.write_bytes(picture)
    assert "picture" in refused("predict", path)
