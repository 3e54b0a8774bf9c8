"""What is no digit is refused, and what may be two digits is said to be uncertain."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from nnet.commands import guard
from nnet.core.data import load_test_digits
from nnet.core.evaluation import apply_in_batches
from nnet.models.checkpoint import SHIPPED_MODEL, load_model
from nnet.recognition.rejection import SHIPPED_GUARD, load_guard, load_trained
from nnet.reports import rejection_report
from tests.support.pictures import blown_up, draw, prepare
from tests.support.problems import assert_problem
from tests.support.writing import png, write

pytestmark = pytest.mark.changes_nothing

URL = "/api/predictions"


def ask(client, picture):
    """Return the answer to an ``L`` picture."""
    response = client.post(URL, data=png(picture), content_type="image/png")
    assert response.status_code == 200, response.json
    return response.json


def dot():
    """Return a single dot."""
    picture = Image.new("L", (280, 280), 255)
    ImageDraw.Draw(picture).ellipse((120, 130, 138, 148), fill=0)
    return picture


def letter(points):
    """Return a letter of one stroke."""
    return draw(points, width=18)


NO_DIGITS = {
    "scribble": write("?", height=180),
    "dot": dot(),
    "M": letter([(50, 230), (60, 60), (140, 170), (220, 60), (230, 230)]),
    "W": letter([(40, 60), (90, 230), (140, 100), (190, 230), (240, 60)]),
    "star": letter([(140, 40), (200, 230), (45, 110), (235, 110), (80, 230), (140, 40)]),
    "square": letter([(60, 60), (220, 60), (220, 220), (60, 220), (60, 60)]),
}


@pytest.mark.parametrize("name", NO_DIGITS)
def test_what_is_no_digit_is_refused(client, name):
    answer = ask(client, NO_DIGITS[name])
    assert answer["status"] == "not_a_digit"
    assert answer["digit"] is None and answer["text"] == "" and answer["alternatives"] is None
    assert len(answer["digits"]) >= 1


def test_digits_are_not_refused(client):
    answers = [ask(client, write(str(digit), height=150, width=16)) for digit in range(10)]
    assert [answer["status"] for answer in answers] == ["digit"] * 10
    assert [answer["digit"] for answer in answers] == list(range(10))


def least_sure():
    """Return the test digit, enlarged, that the network is least sure of and the guard passes."""
    model, shipped = load_model(SHIPPED_MODEL), load_guard()
    images = load_test_digits().images[:2000]
    sure = apply_in_batches(model.probabilities, images).max(axis=1)
    pictures = [blown_up(images[number], 280, 0, 0) for number in sure.argsort()[:30]]
    seen = np.stack([prepare(png(picture)).pixels for picture in pictures])
    is_digit = shipped.digit_probability(seen) > 0.9
    return pictures[int(np.where(is_digit, model.probabilities(seen).max(axis=1), 1).argmin())]


def test_what_may_be_two_digits_is_uncertain_and_names_both(client):
    answer = ask(client, least_sure())
    assert answer["status"] == "uncertain"
    first, second = answer["alternatives"]
    probabilities = answer["probabilities"]
    assert first != second and answer["digit"] == first
    assert sorted(probabilities)[-2:] == [probabilities[second], probabilities[first]]


def test_nothing_drawn_is_blank(client):
    response = client.post(URL, data=png(Image.new("L", (280, 280), 255)), content_type="image/png")
    assert_problem(response, 422, "blank_image")


@pytest.fixture
def guard_command(nnet_here, monkeypatch, few):
    """A function that runs a command about guards, with few of MNIST's digits."""
    monkeypatch.setattr(guard, "load_mnist", lambda: few)
    monkeypatch.setattr(guard, "load_test_digits", lambda: few.test)
    monkeypatch.setattr(rejection_report, "LETTERS", dict.fromkeys("AMW", ""))
    return nnet_here


def test_the_guard_is_measured(guard_command):
    result = guard_command("check-guard", "--negatives", "2")
    assert result.returncode == 0, result.stderr
    assert "refused of    200:" in result.stdout and "MNIST test digits" in result.stdout
    assert result.stdout.count("caught of      2:") == 8
    assert "caught of      3:" in result.stdout and "letters of a font" in result.stdout


def test_a_guard_is_trained_on_the_command_line(guard_command, tmp_path):
    nnet = guard_command
    options = ("--negatives", "700", "--epochs", "1", "--output", "guard.npz")
    result = nnet("train-guard", *options)
    assert result.returncode == 0, result.stderr
    assert "Epoch 1: " in result.stdout
    assert 0 < load_guard(tmp_path / "guard.npz").threshold < 1
    refused = nnet("train-guard", *options, "--average")
    assert refused.returncode == 2 and "a guard that it begins with" in refused.stderr
    further = (*options[:-1], "after.npz", "--start-from", "guard.npz", "--seed", "2")
    for more in ((), ("--output", "mean.npz", "--average")):
        assert nnet("train-guard", *further, *more).returncode == 0
    names = ("guard.npz", "after.npz", "mean.npz")
    before, after, mean = (load_trained(tmp_path / name)[0].named_arrays() for name in names)
    assert np.abs(before["1.weights"] - after["1.weights"]).max() > 0.01
    for name, array in mean.items():
        np.testing.assert_allclose(array, (before[name] + after[name]) / 2, rtol=1e-6)


def test_a_damaged_guard_is_named(nnet_here, tmp_path):
    (tmp_path / "guard.npz").write_bytes(SHIPPED_GUARD.read_bytes()[:-9])
    result = nnet_here("check-guard", "--guard", "guard.npz")
    assert result.returncode == 2 and "guard.npz is not an undamaged guard" in result.stderr
