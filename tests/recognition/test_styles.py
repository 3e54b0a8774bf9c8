"""The stroke generator, and training on what it draws."""

import dataclasses

import numpy as np
import pytest
from PIL import Image

from nnet.augmentation.augment import Augmentation
from nnet.core.data import load_mnist
from nnet.core.training import Callback
from nnet.jobs.trainer import train
from nnet.models.recipes import recipe_config
from nnet.parallel.prefetch import AugmentedEpochs
from nnet.strokes.generator import draw_digit
from nnet.synthesis.synthetic_digits import DrawnDigits


@pytest.mark.parametrize("label", range(10))
def test_every_digit_is_drawn_in_many_forms_within_reach(label):
    drawn = [draw_digit(label, np.random.default_rng(seed)) for seed in range(200)]
    for strokes in drawn:
        assert 1 <= len(strokes) <= 3
        points = np.concatenate(strokes)
        assert all(stroke.shape[1] == 2 and len(stroke) >= 2 for stroke in strokes)
        assert np.isfinite(points).all() and np.ptp(points, axis=0).max() < 2
        assert np.ptp(points[:, 1]) > 0.5
    again = draw_digit(label, np.random.default_rng(7))
    assert all((a == b).all() for a, b in zip(again, drawn[7], strict=True))
    assert len({np.concatenate(strokes).tobytes() for strokes in drawn}) == 200


def test_drawn_digits_look_like_prepared_drawings():
    images = DrawnDigits(50).images(np.random.default_rng(1))
    assert images.shape == (50, 28, 28) and images.dtype == np.uint8
    for image in images:
        rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
        assert 19 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 20
        assert image.max() > 40  # the thinnest pen is pale at this size


def test_they_come_after_the_datasets_digits_and_are_new_in_every_epoch():
    digits = load_mnist().training[:30]
    supply = DrawnDigits(20)
    epochs = AugmentedEpochs(digits, Augmentation(), 7, 2, supply)
    try:
        first, second = epochs.images(1), epochs.images(2)
    finally:
        epochs.close()
    assert list(epochs.labels) == [*digits.labels, *range(10), *range(10)]
    assert (first[:30] == digits.images).all() and (second[:30] == digits.images).all()
    assert not (first[30:] == second[30:]).all()
    assert (first[30:] == supply.images(np.random.default_rng((7, 1, 2)))).all()


def test_a_network_learns_from_them_as_well(few):
    class Count(Callback):
        seen = 0

        def on_step(self, progress):
            self.seen = progress.images

    config = dataclasses.replace(recipe_config("mlp"), epochs=1, drawn=40)
    count, network = Count(), config.create_network()
    train(config, network, few, callbacks=[count])
    assert count.seen == len(few.training) + 40


def test_they_can_be_looked_at(nnet, tmp_path):
    result = nnet("show", "--drawn", "--count", "40", "--output", "drawn.png")
    assert result.stdout == "40 training digits: drawn.png\n"
    with Image.open(tmp_path / "drawn.png") as sheet:
        assert sheet.width > 1000
