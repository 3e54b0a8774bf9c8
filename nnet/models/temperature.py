"""Temperature scaling: calibration of a network after its training.

A network is calibrated when of the digits that it reads with a confidence of 90 %, 90 % are read
rightly. The confidence is the largest of the ten probabilities.

Naeini, Cooper and Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian Binning
(2015); Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks (2017).
"""

from __future__ import annotations

import numpy as np

from nnet.core.metrics import check_rows

MIN_TEMPERATURE, MAX_TEMPERATURE = 0.05, 20.0

_HALVINGS = 40
"""Of the range of log T, which is 6 wide: T is found to a part in 10 to the 11th."""


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """Return the temperature T that makes ``softmax(logits / T)`` most believable, 0.05 to 20.

    logits  (n, 10), of digits that the network was not trained on: on those it was, it is surer
    labels  (n,)

    T is one number for the whole network (temperature scaling, Guo et al. 2017, section 4.2).
    Above 1 it takes back confidence that the network does not deserve, which is what training
    until nearly all is right leads to; below 1 it adds confidence. The order of the ten
    probabilities stays as it is, and so does every answer.

    T makes the mean cross-entropy smallest. That is convex in ``b = 1 / T``, so its derivative,
    ``mean over rows of (sum softmax(b z) z - z[label])``, crosses 0 once and can be bisected.
    Where every row is right, more confidence is always better and there is no smallest value: the
    bound 0.05 is returned. It is 20 where the logits say less than nothing about the labels.

    Raises ``ValueError`` for arrays that do not go together and for logits that are not finite.
    """
    check_rows(logits, labels)
    # A row's largest entry is 0 from here on, which changes no probability and cannot overflow.
    shifted = logits.astype(np.float64)
    shifted -= shifted.max(axis=1, keepdims=True)
    own = np.take_along_axis(shifted, labels.astype(np.intp)[:, np.newaxis], axis=1).mean()

    def slope(temperature: float) -> float:
        """Return the derivative of the loss by 1 / T: below 0, T is still too high."""
        weights = np.exp(shifted / temperature)
        expected = np.einsum("ij,ij->i", weights, shifted) / weights.sum(axis=1)
        return float(expected.mean() - own)

    if slope(MIN_TEMPERATURE) <= 0:
        return MIN_TEMPERATURE
    if slope(MAX_TEMPERATURE) >= 0:
        return MAX_TEMPERATURE
    low, high = np.log(MIN_TEMPERATURE), np.log(MAX_TEMPERATURE)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if slope(np.exp(middle)) < 0 else (middle, high)
    return float(np.exp(high))
