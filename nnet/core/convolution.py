"""Convolution of pictures as a handful of matrix products.

One example has the shape (height, width, channels). A minibatch of them lies in memory as (height,
batch, width, channels): rows of pixels outermost, the channels of a pixel side by side. Two things
follow from this order.

- ``kernel`` pixels side by side are one run of kernel * channels numbers. Laying out the run of
  every output pixel copies each number ``kernel`` times, in long pieces; a full patch matrix would
  copy it kernel^2 times.
- The same runs one row further down are the same array, one row further down. So a convolution is
  one matrix product for each row of the kernel, over views of one array:

      outputs[y] = sum over i of  runs[s y + i - p] @ weights[i]

  for all pictures and all rows at once, and rows of padding are simply left out.

A picture of one channel has runs of ``kernel`` numbers only: too short to copy quickly, and too few
for BLAS. There the whole patch matrix is laid out, ``im2col.py`` says how.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnet.core.im2col import copy_patches, copy_runs
from nnet.core.layers import Layer, Parameter, Shape, require_pictures, require_whole

_MakeArray = Callable[[str, Shape, np.dtype], np.ndarray]

FEW = 8
"""Runs of fewer numbers than this are not worth it; then whole patches are laid out."""


class Conv2D(Layer):
    """Convolution of pictures with ``filters`` learned patterns of ``kernel`` x ``kernel`` pixels.

    inputs   (height, batch, width, channels)
    weights  (kernel, kernel, channels, filters)
    biases   (filters,); absent with ``bias=False``, which is right before a batch normalisation
    outputs  (height', batch, width', filters), where
             height' = (height + 2 padding - kernel) // stride + 1, and width' likewise

    outputs[y, n, x] = biases + sum over i, j of inputs[s y + i - p, n, s x + j - p] @ weights[i, j]

    with stride s and padding p: pixels outside the picture are 0. (As everywhere in this field the
    kernel is not mirrored, which strictly makes it a correlation.) Backward, with
    G = dLoss/d(outputs):

    dW[i, j] = sum over n, y, x of outer(inputs[s y + i - p, n, s x + j - p], G[y, n, x])
    db = sum over n, y, x of G[y, n, x]
    d(inputs) = G, spread out to stride 1 with zeros between, convolved with the mirrored weights

    (LeCun et al. 1989; Dumoulin and Visin 2016, chapter 4.) Weights are drawn from
    N(0, 2 / (kernel^2 channels)) as in He et al. 2015.
    """

    kind = "conv2d"

    def __init__(
        self, filters: int, kernel: int, stride: int = 1, padding: int = 0, bias: bool = True
    ) -> None:
        super().__init__()
        require_whole("The filters of a convolution", filters)
        require_whole("The kernel of a convolution", kernel)
        require_whole("The stride of a convolution", stride)
        require_whole("The padding of a convolution", padding, least=0)
        if padding >= kernel:
            raise ValueError(f"Padding must be below the kernel's {kernel} pixels, got {padding}.")
        self.filters, self.kernel, self.stride = filters, kernel, stride
        self.padding, self.bias = padding, bias

    def shapes(self, input_shape: Shape) -> tuple[Shape, dict[str, Shape]]:
        require_pictures(input_shape)
        height, width, channels = input_shape
        if min(height, width) + 2 * self.padding < self.kernel:
            raise ValueError(
                f"A kernel of {self.kernel}x{self.kernel} with padding {self.padding} does not fit "
                f"into inputs of shape {input_shape}."
            )
        rows, columns = (
            (side + 2 * self.padding - self.kernel) // self.stride + 1 for side in (height, width)
        )
        arrays: dict[str, Shape] = {"weights": (self.kernel, self.kernel, channels, self.filters)}
        if self.bias:
            arrays["biases"] = (self.filters,)
        return (rows, columns, self.filters), arrays

    def build(self, input_shape: Shape, rng: np.random.Generator, dtype: np.dtype) -> None:
        (self._rows, self._columns, _), arrays = self.shapes(input_shape)
        self._height, self._width, self._channels = input_shape
        deviation = np.sqrt(2 / (self.kernel * self.kernel * self._channels))
        weights = rng.standard_normal(arrays["weights"]) * deviation
        self.weights = Parameter("weights", weights.astype(dtype))
        self.biases = Parameter("biases", np.zeros(self.filters, dtype), decays=False)

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        batch = inputs.shape[1]
        array = self._zeros if training else _fresh
        shape = (self._rows, batch, self._columns, self.filters)
        outputs = array("outputs", shape, inputs.dtype)
        if self._few_channels:
            patches = self._patches_of(inputs, array)
            weights = self.weights.value.reshape(len(patches), -1)
            np.matmul(patches.T, weights, out=_matrix(outputs))
        else:
            self._add_products(self._runs_of_inputs(inputs, array), outputs, array)
        if self.bias:
            outputs += np.tile(self.biases.value, (self._columns, 1))
        return outputs

    def _add_products(self, runs: np.ndarray, outputs: np.ndarray, array: _MakeArray) -> None:
        """Fill the outputs with the sum, over the kernel's rows, of runs times weights."""
        products = array("products", outputs.shape, outputs.dtype)
        matrices = self.weights.value.reshape(self.kernel, -1, self.filters)
        whole = self._rows <= self._height  # then the first kernel row taken sees all rows
        if not whole:
            outputs[...] = 0
        for i in self._kernel_rows:
            rows, seen = self._rows_seen(i)
            if whole and i == self.padding:
                np.matmul(_matrix(runs[seen]), matrices[i], out=_matrix(outputs))
            else:
                part = products[: rows.stop - rows.start]
                np.matmul(_matrix(runs[seen]), matrices[i], out=_matrix(part))
                outputs[rows] += part

    def backward(self, gradient: np.ndarray, need_inputs: bool = True) -> np.ndarray | None:
        gradient = np.ascontiguousarray(gradient)
        if self._few_channels:
            patches = self._buffers["patches"].reshape(-1, gradient.size // self.filters)
            whole = self.weights.gradient.reshape(-1, self.filters)
            np.matmul(patches, _matrix(gradient), out=whole)
        else:
            runs = self._buffers["runs"]
            slopes = self.weights.gradient.reshape(self.kernel, -1, self.filters)
            for i, slope in enumerate(slopes):
                rows, seen = self._rows_seen(i)
                np.matmul(_matrix(runs[seen]).T, _matrix(gradient[rows]), out=slope)
        if self.bias:
            np.add.reduce(gradient, axis=(0, 1)).sum(axis=0, out=self.biases.gradient)
        return self._inputs_gradient(gradient) if need_inputs else None

    def _inputs_gradient(self, gradient: np.ndarray) -> np.ndarray:
        """Return d(inputs): the gradient's runs times the weights, mirrored along each row.

        With a stride s, an input pixel meets only every s-th column of the kernel: which ones
        depends on its own column, so that each s-th column of the inputs is computed by itself.
        """
        batch = gradient.shape[1]
        shape = (self._height, batch, self._width, self._channels)
        flowing = self._zeros("inputs_gradient", shape, gradient.dtype)
        for first in range(min(self.stride, self._width)):
            self._flow_to_columns(first, flowing[:, :, first :: self.stride], gradient)
        return flowing

    def _flow_to_columns(self, first: int, flowing: np.ndarray, gradient: np.ndarray) -> None:
        """Fill ``flowing``, the columns ``first``, ``first + stride``, ... of d(inputs)."""
        # Of the kernel's columns those that such a pixel meets, and the output that the first meets
        # at its first pixel.
        taps = range((first + self.padding) % self.stride, self.kernel, self.stride)
        if not taps:
            flowing[...] = 0
            return
        nearest = (first + self.padding) // self.stride
        runs = self._runs_of_gradient(first, gradient, len(taps), nearest, flowing.shape[2])
        mirrored = self.weights.value[:, taps[::-1]].swapaxes(2, 3)
        matrices = mirrored.reshape(self.kernel, -1, self._channels)
        shape = (self._rows, *flowing.shape[1:])
        products = self._zeros(f"products of column {first}", shape, gradient.dtype)
        whole = self.stride == 1 and self._rows == self._height
        if not whole:
            flowing[...] = 0
        for i in self._kernel_rows:
            rows, seen = self._rows_seen(i)
            if whole and i == self.padding:
                np.matmul(_matrix(runs), matrices[i], out=_matrix(flowing))
            else:
                part = products[: rows.stop - rows.start]
                np.matmul(_matrix(runs[rows]), matrices[i], out=_matrix(part))
                flowing[seen] += part

    def parameters(self) -> list[Parameter]:
        return [self.weights, self.biases] if self.bias else [self.weights]

    def config(self) -> dict[str, Any]:
        names = ("filters", "kernel", "stride", "padding", "bias")
        return {"type": self.kind, **{name: getattr(self, name) for name in names}}

    @property
    def _few_channels(self) -> bool:
        return self.kernel * self._channels < FEW

    @property
    def _kernel_rows(self) -> list[int]:
        """The kernel's rows, first the one that sees no padding when the inputs keep their size."""
        return sorted(range(self.kernel), key=lambda i: i != self.padding)

    def _rows_seen(self, i: int) -> tuple[slice, slice]:
        """Return which rows of outputs meet which rows of inputs at kernel row i.

        The others meet padding, which adds nothing.
        """
        stride, shift = self.stride, i - self.padding
        first = max(0, -(shift // stride))
        end = max(first, min(self._rows, (self._height - 1 - shift) // stride + 1))
        start = first * stride + shift
        return slice(first, end), slice(start, start + (end - first) * stride, stride)

    def _runs_of_inputs(self, inputs: np.ndarray, array: _MakeArray) -> np.ndarray:
        """Return what each place sees of a row: (height, batch, width', kernel * channels)."""
        height, batch, width, channels = inputs.shape
        if self.padding:
            padded = array(
                "padded", (height, batch, width + 2 * self.padding, channels), inputs.dtype
            )
            padded[:, :, self.padding : self.padding + width] = inputs
            inputs = padded
        shape = (height, batch, self._columns, self.kernel * channels)
        return copy_runs(inputs, self.kernel, self.stride, array("runs", shape, inputs.dtype))

    def _patches_of(self, inputs: np.ndarray, array: _MakeArray) -> np.ndarray:
        """Return what each output pixel sees, (kernel^2 channels, height' * batch * width')."""
        height, batch, width, channels = inputs.shape
        if self.padding:
            more = 2 * self.padding
            padded = array("padded", (height + more, batch, width + more, channels), inputs.dtype)
            inside = slice(self.padding, self.padding + height)
            padded[inside, :, self.padding : self.padding + width] = inputs
            inputs = padded
        shape = (self.kernel, self.kernel, channels, self._rows, batch, self._columns)
        patches = array("patches", shape, inputs.dtype)
        copy_patches(inputs, self.kernel, self.stride, patches)
        return patches.reshape(self.kernel * self.kernel * channels, -1)

    def _runs_of_gradient(
        self, first: int, gradient: np.ndarray, taps: int, nearest: int, columns: int
    ) -> np.ndarray:
        """Return the runs of ``taps`` outputs that each of ``columns`` input pixels meets.

        The first pixel's run ends at output ``nearest``, each later one's an output further on.
        """
        rows, batch, _, filters = gradient.shape
        width, before = columns + taps - 1, taps - 1 - nearest
        padded = self._zeros(
            f"gradient of column {first}", (rows, batch, width, filters), gradient.dtype
        )
        start = max(before, 0)
        kept = gradient[:, :, start - before : width - before]
        padded[:, :, start : start + kept.shape[2]] = kept
        shape = (rows, batch, columns, taps * filters)
        runs = self._zeros(f"runs of column {first}", shape, gradient.dtype)
        return copy_runs(padded, taps, 1, runs)


def _matrix(pictures: np.ndarray) -> np.ndarray:
    """Return pictures as a matrix with one row a pixel."""
    return pictures.reshape(-1, pictures.shape[-1])


def _fresh(name: str, shape: Shape, dtype: np.dtype) -> np.ndarray:
    """Return a new array: outside training nothing is kept. Only padding must be zero."""
    return np.zeros(shape, dtype) if name == "padded" else np.empty(shape, dtype)
