"""One step of training on a drawing, over HTTP, against backpropagation written out anew."""

from __future__ import annotations

import numpy as np
import pytest

from nnet.core.data import load_test_digits
from nnet.imaging.png import base64_png
from nnet.interpretation.training_step import COSTS
from nnet.models.checkpoint import HISTORIES, load_model
from tests.support.problems import assert_problem

pytestmark = pytest.mark.changes_nothing

SEVEN = load_test_digits().images[0]
ASKED = {"input": base64_png(SEVEN), "label": 7}


def ask(client, what="steps", **changes):
    response = client.post(f"/api/inside/{what}", json={**ASKED, **changes})
    assert response.status_code == 200, response.json
    return response.json


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def random_weights(hidden, seed):
    """Weights and biases from N(0, 1), layer after layer, as Nielsen's network draws them."""
    rng = np.random.default_rng((seed, 0))
    draw = rng.standard_normal
    return [(draw((n, n_in)), draw(n)) for n, n_in in ((hidden, 784), (10, hidden))]


def trained_weights():
    arrays = load_model(HISTORIES / "nielsen.npz").network.named_arrays()
    names = (("0.weights", "0.biases"), ("2.weights", "2.biases"))
    return [tuple(arrays[name].astype(float) for name in pair) for pair in names]


def naive_step(layers, x, y, cost, rate):
    """BP1 to BP4 of Nielsen's chapter 2 for one example, one unit and one weight at a time."""
    (w2, b2), (w3, b3) = layers
    z2 = np.array([sum(w2[j, k] * x[k] for k in np.flatnonzero(x)) + b2[j] for j in range(len(b2))])
    a2 = sigmoid(z2)
    z3 = np.array([sum(w3[j, k] * a2[k] for k in range(len(a2))) + b3[j] for j in range(10)])
    a3 = sigmoid(z3)
    if cost == "quadratic":
        value = sum((a3 - y) ** 2) / 2
        delta3 = (a3 - y) * a3 * (1 - a3)  # BP1
    else:
        value = -sum(y * np.log(a3) + (1 - y) * np.log(1 - a3))
        delta3 = a3 - y
    delta2 = np.array(
        [sum(w3[j, k] * delta3[j] for j in range(10)) * a2[k] * (1 - a2[k]) for k in range(len(a2))]
    )  # BP2
    gradients = [(np.outer(delta2, x), delta2), (np.outer(delta3, a2), delta3)]  # BP4, BP3
    after = [
        (w - rate * dw, b - rate * db) for (w, b), (dw, db) in zip(layers, gradients, strict=True)
    ]
    return value, [(z2, a2, delta2), (z3, a3, delta3)], gradients, after


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize(
    ("start", "hidden", "label", "rate", "steps"),
    [("normal", 3, 2, 0.5, 4), ("trained", 30, 7, 3, 0)],
)
def test_every_number_is_that_of_the_textbook(client, cost, start, hidden, label, rate, steps):
    step = ask(
        client,
        cost=cost,
        start=start,
        hidden=hidden,
        label=label,
        learning_rate=rate,
        steps=steps,
        seed=5,
    )
    x, y = SEVEN.reshape(-1) / 255, np.eye(10)[label]
    layers = trained_weights() if start == "trained" else random_weights(hidden, 5)
    costs = []
    for _ in range(steps):
        value, _, _, layers = naive_step(layers, x, y, cost, rate)
        costs.append(value)
    value, numbers, gradients, after = naive_step(layers, x, y, cost, rate)
    after_cost = naive_step(after, x, y, cost, rate)[0]
    close = {"rel": 2e-3, "abs": 1e-6}  # the server computes in float32
    assert step["inputs"] == pytest.approx(x, abs=1e-6)
    assert step["costs"] == pytest.approx([*costs, value, after_cost], **close)
    assert sum(step["cost_terms"]) == pytest.approx(value, **close)
    assert step["parameters"] == sum(w.size + b.size for w, b in layers)
    for number, layer in enumerate(step["layers"]):
        (w, b), (dw, _), (new_w, new_b) = layers[number], gradients[number], after[number]
        z, a, delta = numbers[number]
        assert layer["sums"] == pytest.approx(z, rel=1e-3, abs=1e-4)
        assert layer["activations"] == pytest.approx(a, **close)
        assert layer["slopes"] == pytest.approx(a * (1 - a), **close)
        assert layer["errors"] == pytest.approx(delta, **close)
        assert layer["biases"] == pytest.approx(b, rel=1e-4, abs=1e-5)
        assert layer["new_biases"] == pytest.approx(new_b, rel=1e-4, abs=1e-5)
        for unit, edges in enumerate(layer["edges"]):
            sources = edges["sources"]
            assert edges["weights"] == pytest.approx(w[unit, sources], rel=1e-4, abs=1e-5)
            assert edges["gradient"] == pytest.approx(dw[unit, sources], **close)
            assert edges["new_weights"] == pytest.approx(new_w[unit, sources], rel=1e-4, abs=1e-5)
            shown = sum(edges["terms"]) + edges["others"] + layer["biases"][unit]
            assert shown == pytest.approx(z[unit], rel=1e-3, abs=1e-4)
    returned = layers[1][0].T * numbers[1][2]
    assert np.array(step["returned"]) == pytest.approx(returned, **close)


def test_the_inputs_told_are_the_strongest(client):
    edges = ask(client, seed=3)["layers"][0]["edges"][4]
    terms = np.abs(random_weights(30, 3)[0][0][4] * (SEVEN.reshape(-1) / 255))
    assert sorted(edges["sources"]) == sorted(np.argsort(-terms)[: len(edges["sources"])].tolist())


@pytest.mark.parametrize("cost", COSTS)
def test_the_check_shows_the_true_difference(client, cost):
    checked = ask(client, "gradient-checks", cost=cost, hidden=4, start="lecun", steps=3)
    derivatives = checked["derivatives"]
    assert {each["layer"] for each in derivatives} == {1, 2}
    assert any(each["source"] is None for each in derivatives)
    inked = {*np.flatnonzero(SEVEN).tolist()}
    assert any(each["difference"] for each in derivatives)
    for each in derivatives:
        two = each["backpropagation"], each["numerical"]
        assert each["difference"] == abs(two[0] - two[1])
        assert each["difference"] < 1e-6 * max(*map(abs, two), 1e-4)
        assert each["layer"] == 2 or each["source"] is None or each["source"] in inked


def test_more_steps_make_the_cost_fall_and_nothing_is_kept(client):
    costs = ask(client, start="lecun", steps=200)["costs"]
    assert len(costs) == 202 and costs[-1] < costs[0] / 50
    assert ask(client, start="lecun")["costs"] == pytest.approx(costs[:2])


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("label", {"label": 10}),
        ("steps", {"steps": 201}),
        ("steps", {"steps": 1.5}),
        ("hidden", {"hidden": 31}),
        ("hidden", {"hidden": 5, "start": "trained"}),
        ("learning_rate", {"learning_rate": 0}),
        ("cost", {"cost": "softmax_cross_entropy"}),
        ("input", {"input": "AAAA"}),
    ],
)
def test_what_cannot_be_computed_is_refused(client, field, changes):
    response = client.post("/api/inside/steps", json={**ASKED, **changes})
    assert [e["field"] for e in assert_problem(response, 422, "validation")["errors"]] == [field]
