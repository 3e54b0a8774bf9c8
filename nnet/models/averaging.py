"""Averages of models: one network whose weights are the mean of two others'.

A network that goes on learning from other data gets better there and a little worse at what it
knew. The mean of its weights before and after, being on the way between both, is often nearly as
good as the better one at either (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models").
"""

from __future__ import annotations

import dataclasses

import numpy as np

from nnet.core.network import Network
from nnet.models.checkpoint import Model
from nnet.models.folding import fold


def average_models(first: Model, second: Model) -> Model:
    """Return the first model with the mean of both's weights; raises ``ValueError``.

    Their layers must be the same but for the rates of dropout, and one must have begun with the
    weights of the other: means of weights that were found independently of each other are good for
    nothing.
    """
    if not first.config.shares_weights_with(second.config) or second.sha256 != first.config.start:
        raise ValueError("Weights can be averaged of a model and the one that it began with alone.")
    network = first.config.create_network()
    copy_mean(network, first.network, second.network)
    return dataclasses.replace(first, network=network, folded=fold(network))


def copy_mean(target: Network, first: Network, second: Network) -> None:
    """Give a network the mean of two others' weights; all three have the same layers."""
    before, after = first.named_arrays(), second.named_arrays()
    for name, array in target.named_arrays().items():
        np.copyto(array, (before[name] + after[name]) / 2)
