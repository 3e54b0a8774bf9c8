"""The reader in the browser: it answers as nnet does, and when the server is away."""

from __future__ import annotations

import base64

import numpy as np
from playwright.sync_api import expect

from nnet.browser.weights_file import PackedNetwork, dump_weights
from nnet.core.network import Network
from nnet.strokes.files import read_strokes
from nnet.strokes.types import PenDigit
from tests.browser.conftest import OpenPage
from tests.browser.drawing import draw
from tests.browser.strokes import DIGITS
from tests.browser.test_failures import NETWORK_ERRORS
from tests.browser.waiting import wait_until
from tests.conftest import ROOT
from tests.support.device_reader import (
    OPEN,
    compare,
    drawings_of,
    mnist_digits,
    read_by_nnet,
    read_here,
)
from tests.web.test_stroke_vote import LETTERS

EVERY_LAYER = [
    {"type": "scale", "factor": 2.0},
    {"type": "unflatten", "height": 11, "width": 10, "channels": 2},
    {"type": "batch_norm"},
    {"type": "conv2d", "filters": 5, "kernel": 3, "stride": 1, "padding": 1},
    {"type": "leaky_relu", "slope": 0.1},
    {"type": "max_pool2d", "size": 2},
    {"type": "conv2d", "filters": 7, "kernel": 4, "stride": 2, "padding": 2, "bias": False},
    {"type": "tanh"},
    {"type": "flatten"},
    {"type": "dropout", "rate": 0.5},
    {"type": "dense", "units": 9},
    {"type": "sigmoid"},
    {"type": "dense", "units": 3},
    {"type": "relu"},
]

FORWARD = """async ([file, inputs]) => {
  const { parseWeightsFile } = await import("/static/js/reader/weights_file.js");
  const { Network } = await import("/static/js/reader/core/network.js");
  const bytes = Uint8Array.from(atob(file), (c) => c.charCodeAt(0));
  const { all } = (await parseWeightsFile(bytes)).networks;
  const network = new Network(all.layers, all.input_shape, all.arrays);
  const outputs = Array.from(network.forward(Float32Array.from(inputs)));
  const refusal = (act) => act().then(() => null, (error) => error.message);
  const damaged = await refusal(() => parseWeightsFile(bytes.with(bytes.length - 9, 7)));
  const unknown = await refusal(async () => new Network([{ type: "attention" }], [4], {}));
  return { outputs, damaged, unknown };
}"""


KEPT = """async () => {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  const addresses = kept.flat().map(({ url }) => url.slice(location.origin.length));
  return addresses.filter((address) => !address.startsWith("/static-")).sort();
}"""

HERE = "Read on this device; the server cannot be reached."


def test_it_reads_as_nnet_does(open_page: OpenPage) -> None:
    page = open_page("/")
    opened = page.evaluate(OPEN)
    assert opened["size"] <= 1_600_000
    strokes = read_strokes(ROOT / "tests" / "data" / "strokes.jsonl")
    letters = [PenDigit(0, "", tuple(map(np.array, lines))) for lines in LETTERS.values()]
    drawings = [*mnist_digits(100), *drawings_of([*strokes, *letters])]
    answers = read_here(page, drawings)
    assert {answer["status"] for answer in answers[-len(letters) :]} == {"not_a_digit"}
    found = compare(answers, read_by_nnet(drawings))
    assert [i for i, each in enumerate(found) if not each.is_same] == []
    assert min(each.pixels for each in found) >= 0.99
    assert max(each.apart for each in found) <= 1e-3


def test_every_kind_of_layer_is_read_and_what_is_damaged_or_unknown_is_named(
    open_page: OpenPage,
) -> None:
    rng = np.random.default_rng(1)
    network = Network.from_config(EVERY_LAYER, rng, input_shape=(220,))
    for array in network.named_arrays().values():
        array[...] = np.float16(rng.uniform(0.1, 0.5, array.shape) * rng.choice([-1, 1]))
    for name, array in network.state().items():
        array[...] = np.abs(array) if name.endswith("variance") else array
    inputs = rng.uniform(0, 1, (1, 220)).astype(np.float32)
    file = base64.b64encode(dump_weights({"all": PackedNetwork(network)}, {})).decode()
    page = open_page("/about", charts=False)
    read = page.evaluate(FORWARD, [file, inputs[0].tolist()])
    np.testing.assert_allclose(read["outputs"], network.forward(inputs)[0], atol=1e-5)
    assert "SHA-256" in read["damaged"]
    assert read["unknown"].startswith("Layer 1 (attention)")


def test_the_page_reads_on_and_opens_again_while_the_server_is_away(open_page: OpenPage) -> None:
    page = open_page("/", tolerate=NETWORK_ERRORS, service_workers="allow")
    draw(page, DIGITS[7])
    expect(page.locator("#answer")).to_have_attribute("data-state", "digit")
    expect(page.locator("html")).to_have_attribute("data-reader", "ready")
    # Beside the files of its version: the page itself, in each language, and the networks.
    unversioned = ["/?lang=en", "/?lang=zh", "/api/model/reader"]
    unversioned += ["/offline?lang=en", "/offline?lang=zh"]
    wait_until(page, lambda: page.evaluate(KEPT) == unversioned)
    page.context.set_offline(True)
    page.locator("#clear").click()
    draw(page, DIGITS[3])
    expect(page.locator("#detail")).to_have_text(HERE)
    expect(page.locator("#digit")).to_have_text("3")
    page.locator("#clear").click()
    expect(page.locator("#answer")).to_have_attribute("data-state", "empty")
    draw(page, DIGITS[7])
    expect(page.locator("#digit")).to_have_text("7")
    page.get_by_role("link", name="Training").click()
    expect(page.locator("h1")).to_have_text("Server out of reach")
    page.get_by_role("link", name="Draw a digit").click()
    expect(page.locator("#detail")).to_have_text(HERE)
    expect(page.locator("#digit")).to_have_text("7")
    page.context.set_offline(False)
    expect(page.locator("#detail")).to_have_text("")
    expect(page.locator("#digit")).to_have_text("7")
