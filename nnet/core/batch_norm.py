"""Batch normalisation, and how it disappears from a trained network."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnet.core.layers import Layer, Parameter, Shape


class BatchNorm(Layer):
    """Give every channel mean 0 and variance 1 over the minibatch, then a trained scale and shift.

    outputs = scale * (inputs - mean) / sqrt(variance + EPSILON) + shift

    A channel is the last axis: a pixel's filter, or a dense layer's unit. In training mean and
    variance are those of the minibatch, m numbers a channel; outside it they are running averages
    over the steps: ``running += MOMENTUM * (minibatch's - running)``. Backward, with
    G = dLoss/d(outputs) and z the normalised inputs (Ioffe and Szegedy 2015, section 3):

    dscale = sum G z,  dshift = sum G,
    d(inputs) = scale / sqrt(variance + EPSILON) * (G - dshift / m - z * dscale / m)
    """

    kind = "batch_norm"
    MOMENTUM = 0.1
    EPSILON = 1e-5

    def shapes(self, input_shape: Shape) -> tuple[Shape, dict[str, Shape]]:
        channels = (input_shape[-1],)
        return input_shape, dict.fromkeys(("scale", "shift", "mean", "variance"), channels)

    def build(self, input_shape: Shape, rng: np.random.Generator, dtype: np.dtype) -> None:
        channels = input_shape[-1]
        self.scale = Parameter("scale", np.ones(channels, dtype), decays=False)
        self.shift = Parameter("shift", np.zeros(channels, dtype), decays=False)
        self.mean = np.zeros(channels, dtype)
        self.variance = np.ones(channels, dtype)

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        if not training:
            factor, offset = self.as_factor_and_offset()
            outputs = inputs * _along_rows(factor, inputs)
            outputs += _along_rows(offset, inputs)
            return outputs
        count = inputs.size // inputs.shape[-1]
        centered = self._buffer("centered", inputs)
        outputs = self._buffer("outputs", inputs)
        mean = _channel_sums(inputs) / count
        np.subtract(inputs, _along_rows(mean, inputs), out=centered)
        variance = _channel_sums_of_products(centered, centered) / count
        self._inverse_deviation = 1 / np.sqrt(variance + self.EPSILON)
        self.mean += self.MOMENTUM * (mean - self.mean)
        self.variance += self.MOMENTUM * (variance - self.variance)
        factor = self.scale.value * self._inverse_deviation
        np.multiply(centered, _along_rows(factor, inputs), out=outputs)
        outputs += _along_rows(self.shift.value, inputs)
        return outputs

    def backward(self, gradient: np.ndarray, need_inputs: bool = True) -> np.ndarray | None:
        centered, flowing = self._buffers["centered"], self._buffers["outputs"]
        count = gradient.size // gradient.shape[-1]
        np.copyto(self.shift.gradient, _channel_sums(gradient))
        products = _channel_sums_of_products(gradient, centered)
        np.multiply(products, self._inverse_deviation, out=self.scale.gradient)
        if not need_inputs:
            return None
        # d(inputs) = a G + b centered + c, with a number for each channel
        a = self.scale.value * self._inverse_deviation
        b = -a * self._inverse_deviation * self.scale.gradient / count
        c = -a * self.shift.gradient / count
        np.multiply(centered, _along_rows(b, gradient), out=centered)
        np.multiply(gradient, _along_rows(a, gradient), out=flowing)
        flowing += centered
        flowing += _along_rows(c, gradient)
        return flowing

    def as_factor_and_offset(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the (channels,) with which outputs = factor * inputs + offset outside training."""
        factor = self.scale.value / np.sqrt(self.variance + self.EPSILON)
        return factor, self.shift.value - factor * self.mean

    def parameters(self) -> list[Parameter]:
        return [self.scale, self.shift]

    def state(self) -> dict[str, np.ndarray]:
        return {"mean": self.mean, "variance": self.variance}

    def config(self) -> dict[str, Any]:
        return {"type": self.kind}


def _channel_sums(array: np.ndarray) -> np.ndarray:
    """Return each channel's sum over a minibatch; pictures row by row, which is much faster."""
    if array.ndim == 4:
        return np.add.reduce(array, axis=(0, 1)).sum(axis=0)
    return np.add.reduce(array, axis=0)


def _channel_sums_of_products(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return each channel's sum of elementwise products, without an array of the products."""
    if first.ndim == 4:
        rows = "yn...,yn...->..."
        return np.einsum(rows, first, second).sum(axis=0)
    return np.einsum("nc,nc->c", first, second)


def _along_rows(channels: np.ndarray, like: np.ndarray) -> np.ndarray:
    """Return a number for each channel as one that fits to whole rows of pixels.

    NumPy's inner loop then runs over a row and not over a pixel's few channels.
    """
    return np.tile(channels, (like.shape[2], 1)) if like.ndim == 4 else channels
