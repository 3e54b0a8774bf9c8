"""The part to try of each chapter: used once, its numbers those of nnet where nnet has them."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from nnet.core.activations import Sigmoid
from nnet.core.convolution import Conv2D
from nnet.core.data import load_mnist
from nnet.core.layers import Dense
from nnet.core.losses import QuadraticCost
from nnet.core.network import Network
from nnet.core.optimizers import SGD
from nnet.core.training import Stepper
from tests.browser.conftest import OpenPage
from tests.browser.inside import parse_number, seen_pixels, write_number
from tests.browser.test_accessibility import violations, violations_in_light_and_dark
from tests.browser.waiting import wait_for_script
from tests.web.test_learn import CHAPTERS

OF_OTHER_PARTS = ("symbols", "data", "model", "cost", "backpropagation", "training", "measures")
"""Pages that show what no other one shows."""


def say(page: Page, name: str) -> Locator:
    return page.locator(f'[data-say="{name}"]')


def slider(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name, exact=True)


def test_digits_neuron_sigmoid_cost_and_descent(open_page: OpenPage) -> None:
    page = open_page("/learn/data")
    sheet = page.locator("#sheet")
    page.get_by_role("button", name="7", exact=True).click()
    slider(page, "Sheet").fill("3")
    wait_for_script(page, "() => document.getElementById('sheet').complete")
    assert str(sheet.get_attribute("src")).endswith("/digits/7/3.png")
    sevens = np.concatenate([part.images[part.labels == 7] for part in mnist_parts()])
    slider(page, "Digit of this sheet").fill("17")
    page.locator("#large").focus()
    page.keyboard.press("ArrowUp")
    seen = str(say(page, "says").text_content())
    row, column, grey = map(int, re.findall(r"\d+", seen)[:3])
    assert grey == sevens[2 * 150 + 16][row - 1, column - 1]

    page.goto("/learn/model")
    page.get_by_role("button", name="Row 1, column 1", exact=True).click()
    expect(say(page, "z")).to_have_text("4.0")  # a bar of five twos, a minus one, the bias −5
    page.get_by_role("button", name="A ring").click()
    slider(page, "Bias b").fill("1")
    z = parse_number(say(page, "z").text_content())
    expect(say(page, "a")).to_have_text(f"{sigmoid(z):.4f}")

    page.goto("/learn/sigmoid")
    expect(say(page, "z")).to_have_text("1.5")
    page.locator(".plot").scroll_into_view_if_needed()
    box = page.locator(".plot").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.up()
    z = page.locator("#z").evaluate("(input) => input.valueAsNumber")
    assert -3 < z < 0
    layer = Sigmoid()
    expect(say(page, "a")).to_have_text(f"{layer.forward(np.array([z]), True)[0]:.4f}")
    slope = layer.backward(np.ones(1))
    assert slope is not None
    expect(say(page, "slope")).to_have_text(f"{slope[0]:.4f}")

    page.goto("/learn/cost")
    page.get_by_role("button", name="Sure and wrong").click()
    page.locator("#output-5").fill("0.37")
    outputs = [page.locator(f"#output-{digit}").input_value() for digit in range(10)]
    cost = QuadraticCost().value(np.array([outputs], float), np.eye(10)[[3]])
    expect(say(page, "cost")).to_have_text(f"{cost:.4f}")
    expect(say(page, "read")).to_have_text("7")

    page.goto("/learn/gradient-descent")
    slider(page, "Learning rate η").fill("0.3")
    for _ in range(2):
        page.get_by_role("button", name="Take a step").click()
    assert parse_number(say(page, "w").text_content()) == pytest.approx(-2.5 * 0.7**2, abs=6e-4)
    for rate, says in [("0.04", "crawls"), ("1.8", "overshoots"), ("2.4", "climbs")]:
        slider(page, "Learning rate η").fill(rate)
        page.get_by_role("button", name="Take twelve").click()
        expect(say(page, "says")).to_contain_text(says)


def mnist_parts():
    """Return MNIST's parts in the order of its files."""
    splits = load_mnist()
    return splits.training, splits.validation, splits.test


def sigmoid(z: float) -> float:
    return float(Sigmoid().forward(np.array([z]))[0])


TINY = {
    "0.weights": ("w11", "w12", "w21", "w22"),
    "0.biases": ("b1", "b2"),
    "2.weights": ("v1", "v2"),
    "2.biases": ("c",),
}
"""The page's names of a network's parameters."""


def test_a_step_of_the_tiny_network_is_that_of_nnet(open_page: OpenPage) -> None:
    page = open_page("/learn/backpropagation")
    page.locator('[data-number="x1"]').fill("0.6")
    page.locator('[data-number="w21"]').fill("1.3")
    slider(page, "Learning rate η").fill("2.5")
    layers = [Dense(2, "normal"), Sigmoid(), Dense(1, "normal"), Sigmoid()]
    network = Network(layers, (2,), np.random.default_rng(0), np.float64)
    arrays = network.named_arrays()

    def typed(name: str) -> float:
        return float(page.locator(f'[data-number="{name}"]').input_value())

    for key, names in TINY.items():
        arrays[key].flat[:] = [typed(name) for name in names]
    inputs = np.array([[typed("x1"), typed("x2")]])
    stepper = Stepper(network, QuadraticCost(), SGD())
    outputs = stepper.compute_gradient(inputs, np.array([[typed("y")]]))
    expect(say(page, "node-a")).to_have_text(f"{outputs[0, 0]:.4f}")
    for parameter in network.parameters():
        assert parameter.gradient.any()
    gradients = dict(zip(TINY, (each.gradient for each in network.parameters()), strict=True))
    for key, names in TINY.items():
        for name, slope in zip(names, gradients[key].flat, strict=True):
            expect(say(page, f"gradient-{name}")).to_have_text(write_number(slope, ".4f"))
    network.packed.value -= 2.5 * network.packed.gradient
    cost = QuadraticCost().value(network.forward(inputs), np.array([[typed("y")]]))
    before = parse_number(say(page, "node-cost").text_content())
    page.get_by_role("button", name="Take a step").click()
    expect(say(page, "says")).to_contain_text(f"After 1 steps the cost is {cost:.6f}")
    assert cost < before
    for name, value in zip(TINY["0.weights"], arrays["0.weights"].flat, strict=True):
        assert typed(name) == pytest.approx(value, abs=6e-5)
    page.get_by_role("button", name="Take fifty").click()
    expect(say(page, "says")).to_contain_text("After 51 steps")


def test_minibatches_and_recorded_runs(open_page: OpenPage) -> None:
    page = open_page("/learn/minibatches")
    slider(page, "Batch size m").fill("100")
    expect(say(page, "angle")).to_have_text("0.0°")  # all examples are all examples
    slider(page, "Batch size m").fill("1")
    page.get_by_role("button", name="Draw others").click()
    assert parse_number(say(page, "angle").text_content()) > 5

    page.goto("/learn/training")
    slider(page, "Epoch").fill("30")
    expect(page.locator('[data-figure="accuracy"]')).to_have_text("94.90%")

    page.goto("/learn/learning-rate")
    page.get_by_role("button", name="3", exact=True).click()
    slider(page, "Epoch").fill("1")
    expect(page.get_by_text("Settles:")).to_be_visible()
    first = parse_number(say(page, "test").text_content())
    slider(page, "Epoch").fill("20")
    assert parse_number(say(page, "test").text_content()) > first + 30

    page.goto("/learn/overfitting")
    expect(say(page, "train")).to_have_text("100.00%")
    few = parse_number(say(page, "test").text_content())
    page.get_by_role("button", name="50,000 digits").click()
    assert parse_number(say(page, "test").text_content()) > few + 5


def test_chapters_about_your_own_drawing(open_page: OpenPage) -> None:
    page = open_page("/learn/scaling")
    expect(page.locator(".plot__neuron")).to_have_count(30)
    expect(say(page, "says")).to_contain_text("A typical z is")
    awake = re.compile(r"Of 30 neurons, (\d+) still learn")

    def count() -> int:
        found = awake.search(str(say(page, "says").text_content()))
        assert found is not None
        return int(found[1])

    scaled = count()
    slider(page, "Pixels go up to").fill("1")
    assert count() <= min(scaled, 2)

    page.goto("/learn/convolution")
    expect(page.locator("#reading-seen")).to_be_visible()
    page.get_by_role("button", name="Slanting strokes").click()
    slider(page, "Row").fill("7")
    slider(page, "Column").fill("12")
    pixels = seen_pixels(page) / 255
    layer = Conv2D(1, 5)
    layer.build((28, 28, 1), np.random.default_rng(0), np.dtype(np.float64))
    slant = "-2 -2 -1 1 4 -2 -1 1 4 1 -1 1 4 1 -1 1 4 1 -1 -2 4 1 -1 -2 -2"
    layer.weights.value.flat[:] = [int(weight) for weight in slant.split()]
    layer.biases.value[:] = 0
    answer = layer.forward(pixels.reshape(28, 1, 28, 1))[6, 0, 11, 0]
    expect(say(page, "says")).to_contain_text(write_number(answer, ".2f"))
    box = page.locator('[data-part="map"]').bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 1, box["y"] + 1)
    assert slider(page, "Row").input_value() == "1"

    page.goto("/learn/drawings")
    expect(say(page, "says")).to_contain_text("The network takes yours for a 3")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#reading-text")).to_have_text("Draw a digit, and look inside.")


def test_the_shipped_network_is_measured(open_page: OpenPage, trained_run: str) -> None:
    page = open_page("/learn/measures")
    shipped = page.request.get("/api/model").json()["card"]["run_id"]

    def ask_another(route: Route) -> None:  # whose network is smaller, and reads as many digits
        assert f"/{shipped}/" in route.request.url
        route.continue_(url=route.request.url.replace(shipped, trained_run))

    page.route("**/api/runs/**", ask_another)
    page.get_by_role("button", name="Read all 10,000 test digits").click()
    expect(page.locator("#measures-state")).to_contain_text("of the 10,000 read correctly")
    page.locator('#confusion button[data-label="4"][data-answer="9"]').click()
    expect(page.locator("#measures-pictures h3")).to_contain_text("4 read as 9")


def test_axe_finds_nothing_and_nothing_is_too_wide(open_page: OpenPage) -> None:
    page = open_page("/learn", color_scheme="light")
    assert violations_in_light_and_dark(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    for chapter in ("symbols", *CHAPTERS):
        page.goto(f"/learn/{chapter}")
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0, chapter
        if chapter in OF_OTHER_PARTS:
            assert violations(page) == [], chapter
        if chapter == "convolution":
            expect(page.locator("#reading-text")).to_have_text("Read as 3")
            assert violations_in_light_and_dark(page) == []


def test_on_paper_there_are_no_controls_and_the_answers_come_last(open_page: OpenPage) -> None:
    page = open_page("/learn/sigmoid")
    page.emulate_media(media="print")
    for gone in (".site-header", ".site-footer", ".live", ".pager", ".contents"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.get_by_role("heading", name="Two questions")).to_be_visible()
    expect(page.locator(".answers li").first).to_be_visible()
