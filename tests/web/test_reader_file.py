"""GET /api/model/reader: what a browser reads digits with while the server is away."""

from __future__ import annotations

import hashlib
import json
import zlib

import numpy as np
import pytest

from nnet.browser.weights_file import MAGIC, as_stored
from nnet.models.checkpoint import SHIPPED_MODEL, dump_model, load_model, parse_model
from nnet.models.recipes import recipe_config
from tests.support.problems import assert_problem
from webapp.services import services_of

URL = "/api/model/reader"


def header_of(content):
    """Return the header of a file, checked, and its numbers."""
    assert content[:8] == MAGIC
    assert hashlib.sha256(content[40:]).digest() == content[8:40]
    end = 44 + int.from_bytes(content[40:44], "little")
    planes = np.frombuffer(zlib.decompress(content[end:]), np.uint8).reshape(2, -1)
    return json.loads(content[44:end]), np.ascontiguousarray(planes.T).view("<f2").ravel()


@pytest.mark.changes_nothing
def test_the_shipped_networks_are_handed_out_and_kept(client):
    response = client.get(URL)
    assert response.mimetype == "application/octet-stream"
    assert len(response.data) <= 1_600_000
    header, numbers = header_of(response.data)
    model = load_model(SHIPPED_MODEL)
    assert header["card"]["model"] == model.sha256[:12]
    assert [*header["networks"]] == ["guard", "model", "strokes"]
    own = header["networks"]["model"]
    assert own["layers"] == [layer.config() for layer in model.folded.layers]
    assert own["settings"] == {"loss": model.config.loss, "temperature": model.temperature}
    assert header["networks"]["strokes"]["settings"]["votes"] is True
    sizes = [
        sum(int(np.prod(shape)) for _, shape in network["arrays"])
        for network in header["networks"].values()
    ]
    assert sum(sizes) == len(numbers)
    arrays = [array.ravel() for array in model.folded.named_arrays().values()]
    kept = numbers[sizes[0] : sizes[0] + sizes[1]]
    np.testing.assert_array_equal(kept, np.concatenate(arrays).astype(np.float16))
    known = client.get(URL, headers={"If-None-Match": response.headers["ETag"]})
    assert (known.status_code, known.data) == (304, b"")


def test_with_another_network_the_reader_of_strokes_does_not_vote(client, app):
    before = client.get(URL).headers["ETag"]
    config = recipe_config("nielsen", seed=5)
    other = parse_model(dump_model(config.create_network(), config), "other")
    services_of(app).recognizer.activate(other)
    response = client.get(URL, headers={"If-None-Match": before})
    header, _ = header_of(response.data)
    assert header["card"]["model"] == other.sha256[:12]
    assert header["networks"]["strokes"]["settings"]["votes"] is False


def test_a_network_that_is_too_large_is_kept_here(client, app):
    config = recipe_config("nielsen", seed=5).with_hidden_layers([5100])
    services_of(app).recognizer.activate(
        parse_model(dump_model(config.create_network(), config), "large")
    )
    assert_problem(client.get(URL), 404, "not_found")


def test_fewer_bits_are_rounded_to_and_carry():
    array = np.array([1.0, -1.0, 0.5 + 2**-11, 2 - 2**-10, 2**-24, 0], np.float32)
    stored = as_stored(array, 8)
    np.testing.assert_array_equal(stored, np.float16([1, -1, 0.5, 2, 0, 0]))
    with pytest.raises(ValueError, match="too large"):
        as_stored(np.float32([1e6]), 10)
