"""Layers that apply one function to every number."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnet.core.layers import Layer


class Sigmoid(Layer):
    """The logistic function: ``outputs = 1 / (1 + exp(-inputs))``.

    Computed as (1 + tanh(inputs / 2)) / 2, which is the same and cannot overflow.
    Backward: d(inputs) = G * outputs * (1 - outputs).
    """

    kind = "sigmoid"

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        outputs = self._buffer("outputs", inputs) if training else None
        outputs = np.multiply(inputs, 0.5, out=outputs)
        np.tanh(outputs, out=outputs)
        outputs *= 0.5
        outputs += 0.5
        return outputs

    def backward(self, gradient: np.ndarray, need_inputs: bool = True) -> np.ndarray | None:
        outputs = self._buffers["outputs"]
        inputs_gradient = self._buffer("inputs_gradient", outputs)
        np.subtract(1, outputs, out=inputs_gradient)
        inputs_gradient *= outputs
        inputs_gradient *= gradient
        return inputs_gradient


class ReLU(Layer):
    """The rectifier: ``outputs = max(inputs, 0)``.

    Backward: d(inputs) = G where the inputs were positive, else 0.
    """

    kind = "relu"

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        outputs = self._buffer("outputs", inputs) if training else None
        return np.maximum(inputs, _zeros_beside(inputs), out=outputs)

    def backward(self, gradient: np.ndarray, need_inputs: bool = True) -> np.ndarray | None:
        outputs = self._buffers["outputs"]
        np.greater(outputs, 0, out=outputs)
        outputs *= gradient
        return outputs


class LeakyReLU(Layer):
    """A rectifier that lets a little through: ``outputs = max(inputs, slope * inputs)``.

    Backward: d(inputs) = G where the inputs were positive, else slope * G; 0 < slope < 1. No unit
    is ever without a gradient (Maas et al. 2013).
    """

    kind = "leaky_relu"

    def __init__(self, slope: float = 0.01) -> None:
        super().__init__()
        if not 0 < slope < 1:
            raise ValueError(f"The slope of a leaky rectifier must be from 0 to 1, got {slope!r}.")
        self.slope = slope

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        outputs = self._buffer("outputs", inputs) if training else None
        outputs = np.multiply(inputs, self.slope, out=outputs)
        return np.maximum(inputs, outputs, out=outputs)

    def backward(self, gradient: np.ndarray, need_inputs: bool = True) -> np.ndarray | None:
        outputs = self._buffers["outputs"]
        np.greater(outputs, 0, out=outputs)
        outputs *= 1 - self.slope
        outputs += self.slope
        outputs *= gradient
        return outputs

    def config(self) -> dict[str, Any]:
        return {"type": self.kind, "slope": self.slope}


class Tanh(Layer):
    """The hyperbolic tangent; backward: d(inputs) = G * (1 - outputs^2)."""

    kind = "tanh"

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        return np.tanh(inputs, out=self._buffer("outputs", inputs) if training else None)

    def backward(self, gradient: np.ndarray, need_inputs: bool = True) -> np.ndarray | None:
        outputs = self._buffers["outputs"]
        np.square(outputs, out=outputs)
        np.subtract(1, outputs, out=outputs)
        outputs *= gradient
        return outputs


class Scale(Layer):
    """Multiply by a constant: ``outputs = factor * inputs``; backward: d(inputs) = factor * G.

    The article feeds pixels from 0 to 255; with factor 255 a network does so although its inputs
    go from 0 to 1 like those of any other.
    """

    kind = "scale"

    def __init__(self, factor: float) -> None:
        super().__init__()
        if not np.isfinite(factor) or factor == 0:
            raise ValueError(f"Scale needs a finite factor other than 0, got {factor!r}.")
        self.factor = factor

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        outputs = self._buffer("outputs", inputs) if training else None
        return np.multiply(inputs, self.factor, out=outputs)

    def backward(self, gradient: np.ndarray, need_inputs: bool = True) -> np.ndarray | None:
        inputs_gradient = self._buffer("inputs_gradient", gradient)
        return np.multiply(gradient, self.factor, out=inputs_gradient)

    def config(self) -> dict[str, Any]:
        return {"type": self.kind, "factor": self.factor}


def _zeros_beside(array: np.ndarray) -> np.ndarray:
    """Return zeros that broadcast against an array, as many as lie side by side in its memory.

    Compared with one zero NumPy's maximum takes four times as long.
    """
    if array.ndim == 4:
        return np.zeros(array.shape[2:], array.dtype)
    in_rows = array.flags.c_contiguous
    return np.zeros(array.shape[1:] if in_rows else (len(array), 1), array.dtype)
