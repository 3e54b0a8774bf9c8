"""Stages of a network: what the page about the model draws and explains, from pixels to digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from nnet.core.data import IMAGE_SIDE
from nnet.models.summary import outline


@dataclass(frozen=True)
class Stage:
    """A trained layer with what follows it up to the next one, or the picture before the first.

    kind        ``picture``, ``maps`` or ``units``
    count       how many maps or units it has
    side        pixels along an edge of a map; 0 for units
    kernel      pixels along an edge of a filter; 0 where there is none
    parameters  how many numbers it has learned
    """

    kind: str
    count: int
    side: int = 0
    kernel: int = 0
    parameters: int = 0


def stages_of(layers: Sequence[dict[str, Any]]) -> list[Stage]:
    """Return the stages of the network that layers' configurations describe."""
    stages = [Stage("picture", 1, IMAGE_SIDE)]
    for config, layer in zip(layers, outline(layers), strict=True):
        shape, last = layer.output_shape, stages[-1]
        if config["type"] == "conv2d":
            stages.append(Stage("maps", shape[2], shape[0], config["kernel"], layer.parameters))
            continue
        if config["type"] == "dense":
            stages.append(Stage("units", shape[0], parameters=layer.parameters))
            continue
        parameters = last.parameters + layer.parameters
        side = shape[0] if last.kind == "maps" and len(shape) == 3 else last.side
        stages[-1] = replace(last, side=side, parameters=parameters)
    return stages
