"""What a list of layers makes of a picture: shapes and counts, before anything is allocated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nnet.layer_table import create_layer
from nnet.layers import Shape
from nnet.metrics import CLASSES

INPUT_SHAPE: Shape = (784,)
"""A 28x28 picture as the first layer gets it."""

STATE = ("mean", "variance")
"""Arrays of a layer that are kept and not trained."""


@dataclass(frozen=True)
class LayerOutline:
    """One layer: its type, the shape of one example's outputs, and how many numbers it trains."""

    type: str
    output_shape: Shape
    parameters: int


class ShapeError(ValueError):
    """Layers that do not fit together; the text explains it.

    position  the layer's place from 1, or None where it is the network as a whole
    outlines  the layers before it
    """

    def __init__(
        self, text: str, position: int | None = None, outlines: Sequence[LayerOutline] = ()
    ) -> None:
        super().__init__(text)
        self.position = position
        self.outlines = list(outlines)


def outline(layers: Sequence[dict[str, Any]]) -> list[LayerOutline]:
    """Return what each layer makes of a 28x28 picture; raises ``ShapeError``.

    The last one has to return ten numbers, one for each digit.
    """
    found: list[LayerOutline] = []
    shape = INPUT_SHAPE
    for position, config in enumerate(layers, 1):
        try:
            layer = create_layer(config)
            shape, arrays = layer.shapes(shape)
        except ValueError as error:
            text = f"Layer {position} ({config.get('type')}): {error}"
            raise ShapeError(text, position, found) from None
        trained = [size for name, size in arrays.items() if name not in STATE]
        found.append(LayerOutline(layer.kind, shape, sum(map(math.prod, trained))))
    if shape != (CLASSES,):
        raise ShapeError(
            f"The last layer returns {shape_text(shape)}, and ten numbers are needed, one for each "
            "digit: end with a dense layer of 10 units.",
            None,
            found,
        )
    if not any(layer.parameters for layer in found):
        raise ShapeError("No layer has anything to learn.", None, found)
    return found


def shape_text(shape: Shape) -> str:
    """Return a shape in words: ``28 × 28 × 1`` or ``784``."""
    return " × ".join(map(str, shape))
