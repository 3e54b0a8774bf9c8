"""Two opinions on whether something is a digit, weighed by what was right."""

from __future__ import annotations

import numpy as np
import pytest

from nnet.jobs.stroke_training import COST, weigh_opinions
from nnet.recognition.stroke_reader import log_odds, pool_odds

RNG = np.random.default_rng(1)
IS_DIGIT = np.arange(4000) < 2000
KNOWING = 1 / (1 + np.exp(-RNG.normal(np.where(IS_DIGIT, 3, -3), 2)))
GUESSING = RNG.uniform(0.3, 0.7, len(IS_DIGIT))


def test_who_knows_weighs_more_than_who_guesses():
    assert weigh_opinions(GUESSING, KNOWING, IS_DIGIT)[0] > 0.9
    assert weigh_opinions(KNOWING, GUESSING, IS_DIGIT)[0] < 0.1
    assert weigh_opinions(KNOWING, KNOWING, IS_DIGIT)[0] == pytest.approx(0.5)


def test_what_is_refused_costs_the_least():
    weight, threshold = weigh_opinions(GUESSING, KNOWING, IS_DIGIT)
    odds = pool_odds(GUESSING, KNOWING, weight)

    def cost(least):
        refused = odds < least
        return COST * refused[IS_DIGIT].mean() + (~refused[~IS_DIGIT]).mean()

    chosen = cost(log_odds(np.array(threshold)))
    assert chosen < cost(0) and chosen < cost(-np.inf)
    assert chosen <= 1.1 * min(cost(least) for least in np.linspace(-9, 9, 200))


def test_opinions_that_leave_no_doubt_are_weighed():
    weight, threshold = weigh_opinions(IS_DIGIT.astype(float), IS_DIGIT.astype(float), IS_DIGIT)
    assert 0 <= weight <= 1 and 0 < threshold < 1
