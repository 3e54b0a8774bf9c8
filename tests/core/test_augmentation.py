"""Augmentation: each distortion does what its name says, seeded, here or in a second process."""

import os
import signal
from contextlib import closing

import numpy as np
import pytest

from nnet.augmentation.augment import EXAMPLES, Augmentation, augment
from nnet.core.data import load_mnist
from nnet.parallel.prefetch import AugmentedEpochs

MOVES = Augmentation(rotation=12, scale=0.12, shear=0.15, shift=1.5, elastic=0.8)


@pytest.fixture(scope="module")
def digits():
    return load_mnist().training[:2000]


def center(images):
    """Return each picture's center of mass: (n, 2), x then y."""
    ink = images.astype(np.float64)
    total = ink.sum(axis=(1, 2))
    places = np.arange(28)
    return np.stack((ink.sum(axis=1) @ places / total, ink.sum(axis=2) @ places / total), axis=1)


def sharpness(images):
    """Return the mean absolute difference of neighbouring pixels."""
    ink = images.astype(np.float64)
    return np.abs(np.diff(ink, axis=1)).mean() + np.abs(np.diff(ink, axis=2)).mean()


def changed(images, **settings):
    return augment(images, Augmentation(**settings), np.random.default_rng(1))


def test_the_same_seed_gives_the_same_bits_and_another_one_others(digits):
    first, again, other = (
        augment(digits.images, MOVES, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert (first == again).all() and not (first == other).all()
    assert first.dtype == np.uint8 and first.shape == digits.images.shape


def test_nothing_is_changed_by_nothing(digits):
    assert (changed(digits.images) == digits.images).all()


def test_moved_digits_are_as_sharp_as_those_that_were_not(digits):
    moved = augment(digits.images, MOVES, np.random.default_rng(1))
    assert sharpness(moved) == pytest.approx(sharpness(digits.images), rel=0.05)


def test_a_shift_moves_the_center_by_at_most_so_much(digits):
    # ink two pixels from every edge stays inside
    moved = center(changed(digits.images, shift=2)) - center(digits.images)
    assert np.abs(moved).max() == pytest.approx(2, abs=0.1)
    assert np.abs(moved.mean(axis=0)).max() < 0.1


def test_a_rotation_turns_about_the_center(digits):
    dot = np.zeros((500, 28, 28), np.uint8)
    dot[:, 13:15, 21:23] = 255  # 8 pixels right of the center
    across, down = (center(changed(dot, rotation=30)) - 13.5).T
    angles = np.degrees(np.arctan2(down, across))
    assert np.hypot(across, down) == pytest.approx(8, abs=0.2)
    assert 28 < angles.max() < 31 and -31 < angles.min() < -28


def test_scale_and_shear_change_the_spread(digits):
    bar = np.zeros((500, 28, 28), np.uint8)
    bar[:, 6:22, 13:15] = 255
    heights = (changed(bar, scale=0.25) > 127).any(axis=2).sum(axis=1)
    assert heights.min() <= 13 and heights.max() >= 19
    widths = (changed(bar, shear=0.5) > 127).any(axis=1).sum(axis=1)
    assert widths.min() <= 3 and widths.max() >= 8


def test_thickness_adds_and_takes_ink(digits):
    share = changed(digits.images, thickness=1).sum(axis=(1, 2)) / digits.images.sum(axis=(1, 2))
    assert share.min() < 0.8 and share.max() > 1.2


def test_blur_takes_sharpness_and_noise_adds_it(digits):
    before = sharpness(digits.images)
    assert sharpness(changed(digits.images, blur=1.5)) < 0.9 * before
    assert sharpness(changed(digits.images, noise=0.1)) > 1.1 * before


def test_an_elastic_field_has_the_displacement_asked_for(digits):
    dots = np.zeros((2000, 28, 28), np.uint8)
    dots[:, 13:15, 13:15] = 255
    moved = center(changed(dots, elastic=1.0)) - 13.5
    assert moved.std(axis=0) == pytest.approx(1, abs=0.12)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_can_be_seen(digits, name):
    distorted = augment(digits.images[:50], EXAMPLES[name], np.random.default_rng(1))
    difference = np.abs(distorted.astype(int) - digits.images[:50]).mean(axis=(1, 2))
    assert difference.mean() > 5


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"rotation": -1}, "rotation must be a number from 0 to 180"),
        ({"scale": float("nan")}, "scale must be"),
        ({"noise": "much"}, "noise must be"),
        ({"twist": 1}, "Augmentation knows .* got twist"),
    ],
)
def test_a_wrong_setting_is_named(settings, message):
    with pytest.raises(ValueError, match=message):
        Augmentation.from_dict(settings)


def test_settings_survive_being_written_down():
    assert Augmentation.from_dict(MOVES.to_dict()) == MOVES


def test_a_second_process_makes_the_same_bits_even_when_it_dies(digits):
    few = digits[:300]
    expected = [
        augment(few.images, MOVES, np.random.default_rng((7, epoch, 1))) for epoch in (1, 2, 3)
    ]
    with closing(AugmentedEpochs(few, MOVES, seed=7, epochs=3)) as epochs:
        assert (epochs.images(1) == expected[0]).all()
        assert (epochs.images(2) == expected[1]).all()
        (worker,) = epochs._pool._processes
        os.kill(worker, signal.SIGKILL)
        assert (epochs.images(3) == expected[2]).all()
    with closing(AugmentedEpochs(few, MOVES, seed=7, epochs=3)) as epochs:
        assert (epochs.images(3) == expected[2]).all()


def test_without_distortions_there_is_no_second_process(digits):
    with closing(AugmentedEpochs(digits, Augmentation(), seed=7, epochs=3)) as epochs:
        assert epochs.images(1) is digits.images
