"""Layers in words, in the request's language."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import format_decimal, gettext

from nnet.core.activations import Scale
from nnet.core.convolution import Conv2D
from nnet.core.layers import Layer
from nnet.core.pooling import MaxPool2D
from nnet.interpretation.stages import Stage
from webapp.languages.sentences import join_sentences


def name_stage(stages: Sequence[Stage], index: int) -> str:
    """Return the short name of a layer, counted among those of its kind."""
    if index == len(stages) - 1:
        return gettext("Output")
    kind = type(stages[index].weighted)
    number = sum(isinstance(stage.weighted, kind) for stage in stages[: index + 1])
    if kind is Conv2D:
        return gettext("Convolution %(number)s", number=number)
    return gettext("Dense layer %(number)s", number=number)


def describe_stage(stage: Stage) -> str:
    """Return in a few sentences what a layer is, and what belongs to it."""
    layer = stage.weighted
    sentences = [
        gettext("What comes in is multiplied by %(factor)s.", factor=format_decimal(before.factor))
        for before in stage.before
        if isinstance(before, Scale)
    ]
    sentences.append(_of_map(stage, layer) if isinstance(layer, Conv2D) else _of_units(stage))
    sentences += [text for text in map(_of_following, stage.after) if text]
    return join_sentences(sentences)


def _of_map(stage: Stage, layer: Conv2D) -> str:
    height, width, filters = stage.shape
    numbers = {
        "filters": format_decimal(filters),
        "kernel": layer.kernel,
        "channels": format_decimal(stage.field[2]),
        "height": height,
        "width": width,
        "stride": layer.stride,
    }
    if layer.stride == 1:
        return gettext(
            "%(filters)s filters of %(kernel)s × %(kernel)s × %(channels)s weights pass over what "
            "comes in; each makes a map of %(height)s × %(width)s numbers.",
            **numbers,
        )
    return gettext(
        "%(filters)s filters of %(kernel)s × %(kernel)s × %(channels)s weights pass over what "
        "comes in, %(stride)s places at a time; each makes a map of %(height)s × %(width)s "
        "numbers.",
        **numbers,
    )


def _of_units(stage: Stage) -> str:
    height, width, channels = stage.field
    return gettext(
        "%(units)s units; each takes all %(inputs)s numbers that come in.",
        units=format_decimal(stage.units),
        inputs=format_decimal(height * width * channels),
    )


def _of_following(layer: Layer) -> str | None:
    """Return a sentence about what follows the weights."""
    if isinstance(layer, MaxPool2D):
        return gettext(
            "Of each %(size)s × %(size)s numbers the largest is handed on.", size=layer.size
        )
    return {
        "batch_norm": gettext("Batch normalisation scales and shifts them."),
        "relu": gettext("ReLU: what is below 0 becomes 0."),
        "leaky_relu": gettext("Leaky ReLU: what is below 0 becomes much smaller."),
        "sigmoid": gettext("The sigmoid presses them between 0 and 1."),
        "tanh": gettext("The hyperbolic tangent presses them between −1 and 1."),
        "scale": gettext("They are scaled by a constant."),
    }.get(layer.kind)
