"""A network is taught a style that it misreads, and what it gained and forgot is said."""

from __future__ import annotations

import re

import numpy as np
import pytest

from nnet.collection.comparison import Comparison
from nnet.collection.files import read_collection
from nnet.collection.lesson import (
    Lesson,
    count_copies,
    describe_file_strokes,
    plan_lesson,
    split_hands,
)
from nnet.jobs.experiment import run_experiment
from nnet.jobs.trainer import create_source
from nnet.models.checkpoint import HISTORIES, SHIPPED_MODEL, load_model, parse_model
from nnet.strokes.types import PenDigit
from nnet.synthesis.people import DrawingSet
from tests.support.zigzags import LABEL, READ_AS, zigzag_file

MODEL = HISTORIES / "nielsen-100.npz"
SHORT = ("--training-digits", 1000, "--share", 0.3, "--epochs", 2)


@pytest.fixture
def style(tmp_path):
    """A stroke file of forty-eight sevens by eight hands."""
    path = tmp_path / "style.jsonl"
    path.write_bytes(zigzag_file(8, 6))
    return path


def teach(nnet, style, *options):
    """Teach the network the style, and return what was printed."""
    done = nnet("train", "--from", MODEL, "--strokes", style, *SHORT, *options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def part(printed, about):
    """Return a part's verdict, and the shares that were read right before and after."""
    found = re.search(rf"{about} \([\d,]+\): (.+)\n +([\d.]+)% +([\d.]+)%", printed)
    assert found, printed
    return found[1], float(found[2]), float(found[3])


def run_of(printed):
    """Return the id of the run that was printed."""
    return re.search(r"Run (\w+) finished", printed)[1]


def test_a_style_is_learned_by_hands_that_were_held_out_and_what_was_lost_is_said(
    nnet, store, style
):
    taken = [*read_collection(zigzag_file(1, 6))]
    seen = np.stack([ink.pixels for ink, _, _ in taken])
    assert {label for _, label, _ in taken} == {LABEL}
    assert {*load_model(SHIPPED_MODEL).probabilities(seen).argmax(axis=1).tolist()} == {READ_AS}
    printed = teach(nnet, style)
    learned, before, after = part(printed, "by its own")
    assert after > before + 30 and learned in ("better", "fewer than 30 digits: too few to tell")
    _, before, after = part(printed, "drawings by hands it has not seen")
    assert before < 20 and after > before + 30
    _, before, after = part(printed, "MNIST's test digits")
    assert before > 97 and after > 90 and after != before
    run = store.run(run_of(printed))
    assert run["config"]["start"] == load_model(MODEL).sha256
    assert run["config"]["learning_rate"] == pytest.approx(0.03)
    assert run["config"]["training_digits"] == 1000 and "frozen" not in run["config"]


@pytest.fixture
def taught(store, style, few):
    """A function that teaches the network a little, in this process, and returns it then."""
    model = load_model(MODEL)

    def teach_little(**asked):
        lesson = Lesson(epochs=1, mnist_digits=300, share=0.3, **asked)
        config = plan_lesson(model, lesson, describe_file_strokes([style], lesson))
        made = run_experiment(config, store, few, strokes=[style], start=model)
        return parse_model(store.checkpoint(made.run_id), "it")

    return teach_little


def test_drawings_of_a_few_digits_alone_can_be_taught_to_a_network_that_learns_from_numbers():
    model = load_model(SHIPPED_MODEL)
    sevens = DrawingSet(
        "sevens", digits=[PenDigit(7, "a", (np.array([(0.0, 0), (9, 0), (0, 9)]),))]
    )
    described = {"sha256": "", "training": ["a"], "held_out": [], "copies": 3}
    config = plan_lesson(model, Lesson(mnist_digits=100), described)
    source = create_source(config, [sevens])
    assert config.cut == 12
    assert source.images(np.random.default_rng(1)).shape == (len(source.labels), 28, 28)


def test_the_seed_decides_all_and_frozen_layers_stay(taught):
    first, again, other = taught(), taught(), taught(seed=2)
    assert first.sha256 == again.sha256 != other.sha256
    before, after = load_model(MODEL).network, taught(frozen=1).network
    same = [
        [
            np.array_equal(old.value, new.value)
            for old, new in zip(mine.parameters(), theirs.parameters(), strict=True)
        ]
        for mine, theirs in zip(before.layers, after.layers, strict=True)
    ]
    assert same[0] == [True, True] and False in same[-1]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--from", MODEL), "--strokes FILE"),
        (("--share", 0.2), "name what is taught with --from"),
        (("--from", MODEL, "--strokes", "FILE", "--recipe", "mlp"), "takes no recipe"),
        (("--from", "nothing.npz", "--strokes", "FILE"), "nothing.npz"),
        (("--from", MODEL, "--strokes", "FILE", "--share", 1), "--share"),
        (("--from", MODEL, "--strokes", "FILE", "--epochs", 0), "Epochs"),
    ],
)
def test_what_cannot_be_taught_is_refused(nnet_here, style, options, expected):
    options = [style if option == "FILE" else option for option in options]
    done = nnet_here("train", *options)
    assert done.returncode == 2 and expected in done.stderr, done.stderr
    assert "Traceback" not in done.stderr


def test_every_third_hand_is_held_out_whatever_the_order():
    names = [f"hand-{number}" for number in range(10)]
    training, held_out = split_hands(names)
    assert len(held_out) == 3 and sorted(training + held_out) == sorted(names)
    assert split_hands(reversed(names)) == (training, held_out)
    assert split_hands(["one"]) == (["one"], [])
    assert [len(side) for side in split_hands(["one", "two"])] == [1, 1]


def test_drawings_get_the_share_that_was_asked_for_as_far_as_there_are_enough():
    lesson = Lesson(share=0.2, mnist_digits=10_000)
    assert count_copies(lesson, 500) == 5  # 2,500 beside 10,000
    assert count_copies(lesson, 10_000) == 1
    assert count_copies(lesson, 3) == 100


@pytest.mark.parametrize(
    ("count", "gained", "lost", "verdict"),
    [
        (29, 29, 0, "few"),
        (100, 0, 0, "same"),
        (100, 3, 2, "same"),
        (100, 12, 1, "better"),
        (100, 1, 12, "worse"),
        (40, 40, 0, "better"),
        (10_000, 2, 10, "worse"),
    ],
)
def test_a_change_is_told_from_chance(count, gained, lost, verdict):
    labels = np.zeros(count, int)
    before, after = np.zeros(count, int), np.zeros(count, int)
    before[:gained] = 1
    after[count - lost :] = 1 if lost else 0
    told = Comparison(labels, before, after).to_dict()
    assert (told["gained"], told["lost"], told["verdict"]) == (gained, lost, verdict)
    assert told["change"] == pytest.approx((gained - lost) / count)
    assert -1 <= told["low"] <= told["change"] <= told["high"] <= 1
    assert told["low"] < told["high"]
    assert told["before"]["right"] == count - gained
