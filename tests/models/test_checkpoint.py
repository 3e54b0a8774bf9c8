"""Model files: what was saved is what is loaded, and nothing else is believed."""

import io
import json
import shutil
import zipfile

import numpy as np
import pytest

from nnet.models.checkpoint import (
    SHIPPED_MODEL,
    CheckpointError,
    dump_model,
    load_model,
    parse_model,
)
from nnet.models.recipes import recipe_config


@pytest.fixture(scope="module")
def content():
    """A small checkpoint's bytes."""
    config = recipe_config("nielsen", [5])
    return dump_model(config.create_network(), config)


def rewritten(content, change):
    """Return a checkpoint whose members (a dict of bytes by name) have been changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return stream.getvalue()


def npy(array, **options):
    """Return an array as the bytes of a ``.npy`` file."""
    stream = io.BytesIO()
    np.save(stream, array, **options)
    return stream.getvalue()


def with_about(content, change):
    """Return a checkpoint whose description has been changed."""

    def rewrite(members):
        about = json.loads(np.load(io.BytesIO(members["about.npy"])).tobytes())
        change(about)
        text = json.dumps(about).encode()
        members["about.npy"] = npy(np.frombuffer(text, np.uint8))

    return rewritten(content, rewrite)


def test_the_shipped_model_is_what_its_card_says():
    model = load_model(SHIPPED_MODEL)
    # tests/cli/test_command_line.py measures the accuracy that the card states.
    assert model.card["test_accuracy"] >= 0.996
    assert model.card["sha256"] == model.sha256
    assert (model.recipe, model.architecture) == ("cnn", model.card["architecture"])
    assert model.parameters == model.card["parameters"]


def test_a_network_comes_back_to_the_bit(content):
    config = recipe_config("nielsen", [5])
    network = config.create_network()
    model = parse_model(content, "it")
    assert model.config == config
    for mine, theirs in zip(model.network.parameters(), network.parameters(), strict=True):
        assert (mine.value == theirs.value).all() and mine.value.dtype == np.float32
    assert dump_model(model.network, config) == content


def test_every_flipped_bit_is_noticed(content):
    rng = np.random.default_rng(9)
    original = parse_model(content, "it")
    for position in rng.integers(0, len(content), 400):
        damaged = bytearray(content)
        damaged[position] ^= 1 << int(rng.integers(8))
        try:
            model = parse_model(bytes(damaged), "it")
        except CheckpointError:
            continue
        # Bits that carry nothing (a time stamp, padding) may flip; the network may not change.
        for mine, theirs in zip(
            model.network.parameters(), original.network.parameters(), strict=True
        ):
            assert (mine.value == theirs.value).all()
        assert model.config == original.config


def _forge_shape(members):
    header = npy(np.zeros((1, 1), np.float32)).replace(b"(1, 1), ", b"(9999999999, 784), ")
    members["0.weights.npy"] = header


def _forge_pickle(members):
    members["0.weights.npy"] = npy(np.array([{}], object), allow_pickle=True)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda c: b"", "not an undamaged checkpoint"),
        (lambda c: b"hello", "not an undamaged checkpoint"),
        (lambda c: c[:-100], "not an undamaged checkpoint"),
        (lambda c: rewritten(c, lambda m: m.pop("about.npy")), "about"),
        (lambda c: rewritten(c, lambda m: m.pop("0.weights.npy")), "not those that it lists"),
        (lambda c: rewritten(c, _forge_shape), "not an undamaged checkpoint"),
        (lambda c: rewritten(c, _forge_pickle), "plain numbers"),
        (lambda c: with_about(c, lambda a: a.update(format=99)), "format 99"),
        (lambda c: with_about(c, lambda a: a["config"].update(loss="x")), "Loss must be"),
        (
            lambda c: with_about(c, lambda a: a["config"]["layers"][0].update(units=90_000)),
            r"weights of layer 1 are \(5, 784\), not \(90000, 784\)",
        ),
    ],
)
def test_what_is_not_a_checkpoint_is_refused(content, damage, message):
    with pytest.raises(CheckpointError, match=message):
        parse_model(damage(content), "it")


def test_a_model_that_is_not_its_cards_is_named(tmp_path, content):
    shutil.copy(SHIPPED_MODEL.with_suffix(".json"), tmp_path / "cnn.json")
    path = tmp_path / "cnn.npz"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"cnn\.npz is damaged: its card expects SHA-256"):
        load_model(path)


def test_a_missing_file_and_a_broken_card_are_named(tmp_path, content):
    with pytest.raises(CheckpointError, match=r"no model file .*gone\.npz"):
        load_model(tmp_path / "gone.npz")
    (tmp_path / "a.npz").write_bytes(content)
    (tmp_path / "a.json").write_text("{")
    with pytest.raises(CheckpointError, match=r"a\.json is not a model card"):
        load_model(tmp_path / "a.npz")
