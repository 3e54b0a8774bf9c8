"""How fast a training is said to be: means over a second, whatever single steps take."""

import pytest

from nnet.core.training import Progress
from nnet.jobs.pace import Pace

STEPS, DIGITS = 100, 1000


def follow(pace, epochs, step_s, measuring_s=0.0, of=10, first_step_s=0.0):
    """Take note of epochs of 100 steps of 10 digits and return the last step's figures."""
    now, progress = 0.0, Progress(of, 0.1, steps=STEPS, digits=DIGITS)
    for progress.epoch in range(1, epochs + 1):
        for progress.step in range(1, STEPS + 1):
            now += first_step_s if progress.step == 1 else step_s
            progress.images = progress.step * DIGITS // STEPS
            # Minibatches are read by turns rightly and wrongly: neither says how the training is.
            progress.measure_loss = lambda: 0.04 * (progress.step % 2)
            pace.note(progress, now)
        now += measuring_s
    return pace.describe(progress, now)


def test_nothing_is_told_before_a_second_of_steps():
    figures = follow(Pace(), 1, step_s=0.005)
    assert figures["images_per_s"] is figures["seconds_left"] is None


@pytest.mark.parametrize("first_step_s", [0.0, 30.0])
def test_the_first_step_of_an_epoch_is_left_out(first_step_s):
    figures = follow(Pace(), 2, step_s=0.02, first_step_s=first_step_s)
    assert figures["images_per_s"] == pytest.approx(500)


def test_epochs_shorter_than_a_second_are_put_together():
    figures = follow(Pace(), 20, step_s=0.001, measuring_s=0.3, of=40)
    assert figures["images_per_s"] == pytest.approx(10_000)
    # Half of the run is done: the other half takes as long, with what is measured in it.
    assert figures["run_seconds_left"] == pytest.approx(20 * (0.099 + 0.3), rel=0.1)


def test_the_loss_is_a_mean_over_minibatches():
    figures = follow(Pace(), 3, step_s=0.06)
    assert figures["loss"] == pytest.approx(0.02, rel=0.2)


def test_a_pause_is_no_part_of_the_time():
    pace = Pace()
    follow(pace, 1, step_s=0.02)
    progress = Progress(2, 0.1, epoch=1, step=STEPS, steps=STEPS, images=DIGITS, digits=DIGITS)
    without = pace.describe(progress, 3.0)["run_seconds_left"]
    pace.skip(600.0)
    assert pace.describe(progress, 603.0)["run_seconds_left"] == without
