"""Summary of a network: the shapes and sizes of its layers, before anything is allocated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nnet.core.layers import Shape
from nnet.core.metrics import CLASSES
from nnet.core.network import create_layer

INPUT_SHAPE: Shape = (784,)
"""A 28x28 picture as the first layer gets it."""

STATE = ("mean", "variance")
"""Arrays of a layer that are kept and not trained."""

MAX_KEPT_BYTES, MAX_KEPT_EPOCHS = 32_000_000, 200
"""Of one run whose networks are kept after every epoch. Read back, in float32, they take twice as
much memory, and each is looked at in turn: 30 epochs of 784-30-10 are 1.4 MB, 25 of the largest
recipe 11 MB."""


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


def outline(layers: Sequence[dict[str, Any]], classes: int = CLASSES) -> list[LayerOutline]:
    """Return what each layer makes of a 28x28 picture; raises ``ShapeError``.

    The last one has to return a number for each class, of MNIST ten.
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
    if shape != (classes,):
        ten = "ten numbers are needed, one for each digit"
        needed = ten if classes == CLASSES else f"{classes} are needed, one for each class"
        raise ShapeError(
            f"The last layer returns {shape_text(shape)}, and {needed}: end with a dense layer of "
            f"{classes} units.",
            None,
            found,
        )
    if not any(layer.parameters for layer in found):
        raise ShapeError("No layer has anything to learn.", None, found)
    return found


def require_size(
    layers: Sequence[LayerOutline], batch_size: int, max_parameters: int, max_values: int
) -> None:
    """Raise ``ShapeError`` for layers that would take too much memory.

    max_parameters  numbers that may be trained; each takes about 20 bytes
    max_values      outputs of all layers for a minibatch, which are remembered, 4 bytes each
    """
    parameters = sum(layer.parameters for layer in layers)
    if parameters > max_parameters:
        raise ShapeError(
            f"These layers train {parameters:,} numbers; at most {max_parameters:,} are possible "
            "here.",
            outlines=layers,
        )
    values = sum(math.prod(layer.output_shape) for layer in layers) * batch_size
    if values > max_values:
        raise ShapeError(
            f"The outputs of all layers for {batch_size:,} digits are {values:,} numbers; at most "
            f"{max_values:,} are possible here. Try a smaller batch size.",
            outlines=layers,
        )


def kept_bytes(layers: Sequence[LayerOutline], epochs: int) -> int:
    """Return what the networks of so many epochs take that are kept, two bytes a number."""
    return 2 * sum(layer.parameters for layer in layers) * epochs


def require_room(layers: Sequence[LayerOutline], epochs: int) -> None:
    """Raise ``ValueError`` for more than is kept of one training."""
    size = kept_bytes(layers, epochs)
    if epochs > MAX_KEPT_EPOCHS or size > MAX_KEPT_BYTES:
        raise ValueError(
            f"Keeping the networks of {epochs:,} epochs would take {size / 1e6:,.1f} MB. At most "
            f"{MAX_KEPT_EPOCHS} epochs and {MAX_KEPT_BYTES / 1e6:.0f} MB are kept of a run: train "
            "fewer epochs or a smaller network, or keep none."
        )


def shape_text(shape: Shape) -> str:
    """Return a shape in words: ``28 × 28 × 1`` or ``784``."""
    return " × ".join(map(str, shape))


def read_architecture(text: str, classes: int = CLASSES) -> list[int]:
    """Return the hidden layers' sizes in ``784-100-10``; raises ``ValueError``.

    classes  how many there are to end with
    """
    parts = text.split("-")
    if not all(part.isdecimal() and len(part) <= 5 for part in parts) or len(parts) < 3:
        raise ValueError(f"Layers must be sizes such as 784-100-10, got {text!r}.")
    sizes = [int(part) for part in parts]
    if sizes[0] != 784 or sizes[-1] != classes:
        end = "10 (the digits)" if classes == CLASSES else f"{classes} (the classes)"
        raise ValueError(
            f"Layers must start with 784 (the pixels) and end with {end}, got {text!r}."
        )
    if not all(1 <= size <= 10_000 for size in sizes):
        raise ValueError(f"Each layer must have from 1 to 10,000 units, got {text!r}.")
    return sizes[1:-1]
