"""``python -m nnet find-lr``: the learning-rate range test, as a user meets it."""

import re

import numpy as np
import pytest
from PIL import Image

from nnet.store.range_tests import recorded_range_test


def suggested(output):
    """Return the rate that the command suggests."""
    return float(re.search(r"^Suggested: --learning-rate (\S+)", output, re.MULTILINE)[1])


@pytest.mark.parametrize(
    ("recipe", "least", "most"),
    # The recipes' own rates, which were found by trying: 3.0 and 0.1, here within a factor of 5.
    [("nielsen", 0.6, 15), ("mlp", 0.02, 0.5)],
)
def test_it_suggests_a_rate_that_is_known_to_be_good(nnet_here, recipe, least, most):
    result = nnet_here("find-lr", "--recipe", recipe)
    assert result.returncode == 0, result.stderr
    assert least <= suggested(result.stdout) <= most
    assert "fell fastest at" in result.stdout and "was lowest at" in result.stdout


def test_table_chart_and_stored_steps_tell_the_same(nnet_here, store, tmp_path):
    result = nnet_here("find-lr", "--recipe", "nielsen", "--steps", "200", "--output", "chart.png")
    test = recorded_range_test(store, re.search(r"range test (\w+)\.", result.stdout)[1])
    rates = [step["learning_rate"] for step in test["steps"]]
    assert np.allclose(np.diff(np.log(rates)), np.log(1e7) / 199)
    assert (rates[0], test["recipe"], test["config"]["seed"]) == (1e-5, "nielsen", 1)
    assert test["suggested_rate"] == suggested(result.stdout)
    rows = [line.split() for line in result.stdout.splitlines() if re.match(r" +\d", line)]
    assert 10 <= len(rows) <= 25
    for number, rate, loss, smoothed in rows:
        step = test["steps"][int(number) - 1]
        assert rate == f"{step['learning_rate']:.3g}"
        assert (loss, smoothed) == (f"{step['loss']:.4f}", f"{step['smoothed_loss']:.4f}")
    with Image.open(tmp_path / "chart.png") as chart:
        pixels = np.asarray(chart.convert("RGB")).reshape(-1, 3)
    assert len(np.unique(pixels, axis=0)) > 10


def test_the_test_ends_where_the_loss_runs_away(nnet_here):
    result = nnet_here("find-lr", "--recipe", "mlp", "--highest", "1e6")
    last = [line for line in result.stdout.splitlines() if re.match(r" +\d", line)][-1]
    assert float(last.split()[1]) < 100
    assert "had grown 4-fold" in result.stdout


def test_the_same_seed_gives_the_same_test(nnet_here):
    options = ("--recipe", "nielsen", "--seed", "5", "--steps", "100")
    first, second = (nnet_here("find-lr", *options) for _ in range(2))
    assert first.stdout.split("Chart")[0] == second.stdout.split("Chart")[0]


def test_rates_that_are_all_too_high_give_no_suggestion_but_a_reason(nnet_here, store):
    result = nnet_here("find-lr", "--recipe", "nielsen", "--lowest", "1000", "--highest", "10000")
    assert result.returncode == 1
    assert "Try other rates with --lowest and --highest." in result.stdout
    assert "Suggested" not in result.stdout
    test = recorded_range_test(store, re.search(r"range test (\w+)\.", result.stdout)[1])
    assert test["suggested_rate"] is None and test["steps"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--lowest", "0"], "The lowest learning rate must be above 0"),
        (["--highest", "nan"], "The lowest learning rate must be above 0"),
        (["--steps", "3"], "Steps must be a whole number from 100 to 10,000, got 3."),
        (["--recipe", "nothing"], "Recipe must be one of"),
        (["--output", "missing/chart.png"], "There is no folder missing."),
    ],
)
def test_bad_settings_are_answered_with_one_line(nnet_here, arguments, message):
    result = nnet_here("find-lr", "--recipe", "nielsen", *arguments)
    assert result.returncode == 2
    assert result.stderr.startswith("Error: ") and message in result.stderr
    assert len(result.stderr.splitlines()) == 1
