"""Layers that arrange and pool pictures; ``convolution.py`` says how they lie in memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnet.core.layers import Layer, Shape, require_pictures, require_whole


class Unflatten(Layer):
    """Turn rows of pixels into pictures: (batch, h * w * c) becomes (h, batch, w, c)."""

    kind = "unflatten"

    def __init__(self, height: int = 28, width: int = 28, channels: int = 1) -> None:
        super().__init__()
        self.shape = (height, width, channels)
        for what, value in zip(("height", "width", "channels"), self.shape, strict=True):
            require_whole(f"The {what} of a picture", value)

    def shapes(self, input_shape: Shape) -> tuple[Shape, dict[str, Shape]]:
        height, width, channels = self.shape
        if input_shape != (height * width * channels,):
            raise ValueError(
                f"Pictures of shape {self.shape} cannot be made of inputs of shape {input_shape}."
            )
        return self.shape, {}

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        return inputs.reshape(-1, *self.shape).swapaxes(0, 1)

    def backward(self, gradient: np.ndarray, need_inputs: bool = True) -> np.ndarray | None:
        return gradient.swapaxes(0, 1).reshape(gradient.shape[1], -1) if need_inputs else None

    def config(self) -> dict[str, Any]:
        height, width, channels = self.shape
        return {"type": self.kind, "height": height, "width": width, "channels": channels}


class Flatten(Layer):
    """Turn pictures into rows for a dense layer: (h, batch, w, c) becomes (batch, h * w * c)."""

    kind = "flatten"

    def shapes(self, input_shape: Shape) -> tuple[Shape, dict[str, Shape]]:
        require_pictures(input_shape)
        height, width, channels = input_shape
        return (height * width * channels,), {}

    def build(self, input_shape: Shape, rng: np.random.Generator, dtype: np.dtype) -> None:
        self._shape = input_shape

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        return inputs.swapaxes(0, 1).reshape(inputs.shape[1], -1)

    def backward(self, gradient: np.ndarray, need_inputs: bool = True) -> np.ndarray | None:
        return gradient.reshape(-1, *self._shape).swapaxes(0, 1)


class MaxPool2D(Layer):
    """Keep the largest number of each ``size`` x ``size`` square of pixels, channel by channel.

    inputs   (height, batch, width, channels)
    outputs  (height // size, batch, width // size, channels); what is left over at the right and
             at the bottom is not looked at

    The largest is sought among rows first and then among columns, which moves half as many numbers
    as taking the squares as they are. Backward: the gradient goes to the place of the largest
    number; of equal ones the upper row wins, then the left column.
    """

    kind = "max_pool2d"

    def __init__(self, size: int = 2) -> None:
        super().__init__()
        require_whole("The size of a pooling", size, least=2)
        self.size = size

    def shapes(self, input_shape: Shape) -> tuple[Shape, dict[str, Shape]]:
        require_pictures(input_shape)
        height, width, channels = input_shape
        if min(height, width) < self.size:
            raise ValueError(
                f"Squares of {self.size}x{self.size} do not fit into inputs of shape {input_shape}."
            )
        return (height // self.size, width // self.size, channels), {}

    def build(self, input_shape: Shape, rng: np.random.Generator, dtype: np.dtype) -> None:
        self._input_shape = input_shape

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        rows = self._every(inputs, 0)
        tallest = self._largest("rows", rows, training)
        return self._largest("columns", self._every(tallest, 2), training)

    def backward(self, gradient: np.ndarray, need_inputs: bool = True) -> np.ndarray | None:
        height, width, channels = self._input_shape
        batch = gradient.shape[1]
        tallest = self._zeros("tallest", (len(gradient), batch, width, channels), gradient.dtype)
        self._hand_back("columns", gradient, self._every(tallest, 2))
        inputs = self._zeros("inputs", (height, batch, width, channels), gradient.dtype)
        self._hand_back("rows", tallest, self._every(inputs, 0))
        return inputs

    def config(self) -> dict[str, Any]:
        return {"type": self.kind, "size": self.size}

    def _every(self, pictures: np.ndarray, axis: int) -> list[np.ndarray]:
        """Return the first, second, ... lines of each group of ``size`` along an axis, as views."""
        end = pictures.shape[axis] // self.size * self.size
        before = (slice(None),) * axis
        return [pictures[(*before, slice(i, end, self.size))] for i in range(self.size)]

    def _largest(self, name: str, lines: list[np.ndarray], training: bool) -> np.ndarray:
        """Return the elementwise largest of some arrays; training remembers which one it was."""
        if not training:
            largest = lines[0].copy()
            for line in lines[1:]:
                np.maximum(largest, line, out=largest)
            return largest
        largest = self._buffer(name, lines[0])
        for i, line in enumerate(lines[1:], 1):
            before = largest if i > 1 else lines[0]
            np.greater(line, before, out=self._zeros(f"{name} {i}", line.shape, bool))
            np.maximum(line, before, out=largest)
        return largest

    def _hand_back(self, name: str, gradient: np.ndarray, lines: list[np.ndarray]) -> None:
        """Write the gradient into the array that was the largest, and 0 into the others."""
        rest = gradient
        for i in range(self.size - 1, 0, -1):
            np.multiply(rest, self._buffers[f"{name} {i}"], out=lines[i])
            np.subtract(rest, lines[i], out=lines[0])
            rest = lines[0]
